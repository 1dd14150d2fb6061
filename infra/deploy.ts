/** `npm run deploy`: deploys a stage by its settings, unless that would change what nobody changes by mistake. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { changesOf, guarded, readConfig } from './config.ts'
import { parseSettings } from './constructs/settings.ts'
import { readOutputs } from './outputs.ts'
import { BadUsage, run, say } from './program.ts'

const usage = `npm run deploy -- --stage dev|prod [--region <region>] [--change issuer|table|VLSC …] [-- <arguments of cdk deploy>]
Deploys by the settings in config/<stage>.json. It stops when that would change the issuer, the table or the VLSC of the
running stack, until --change names them.`

await run(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      region: { type: 'string' },
      change: { type: 'string', multiple: true, default: [] },
    },
  })
  const { stage, region, change } = values
  if (stage !== 'dev' && stage !== 'prod') throw new BadUsage('Name a stage.')
  for (const each of change) if (!guarded.some((known) => known === each)) throw new BadUsage(`${each} is not guarded.`)
  const settings = parseSettings({ ...readConfig(stage), stage })
  const outputs = await readOutputs(new CloudFormationClient(region === undefined ? {} : { region }), stage)
  const changes = outputs ? changesOf(outputs, settings) : []
  for (const { of, from, to } of changes) say(`${of}: ${from} -> ${to}`)
  const unasked = changes.filter(({ of }) => !change.includes(of)).map(({ of }) => of)
  if (unasked.length > 0) {
    say(`Nothing was deployed. If you mean it: ${unasked.map((of) => `--change ${of}`).join(' ')}`)
    return 1
  }
  const environment = region === undefined ? process.env : { ...process.env, AWS_REGION: region }
  const { status } = spawnSync('npx', ['cdk', 'deploy', '-c', `stage=${stage}`, ...positionals], {
    stdio: 'inherit',
    env: environment,
    shell: process.platform === 'win32',
  })
  return status ?? 1
})
