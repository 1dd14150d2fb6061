/** `npm run doctor`: looks at a deployed stage or the local stack, changes nothing, and says what is wrong. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { readStackFile } from '../local/stack-file.ts'
import { checkApi, checkIssuer, checkVlsc } from './check-addresses.ts'
import { checkBucket } from './check-bucket.ts'
import { checkQueues } from './check-queues.ts'
import { checkSnapshot } from './check-snapshot.ts'
import { checkTable } from './check-table.ts'
import { deployedTarget } from './deployed-target.ts'
import { checkFailed, type Finding, show } from './finding.ts'
import { localTarget } from './local-target.ts'
import type { Arrival, Check, Target } from './target.ts'

const usage = `npm run doctor -- --local | --stage dev|prod [--region <region>]
Without either it looks at the local stack when one runs. AWS_PROFILE and AWS_REGION are honoured; nothing is changed.`

const Options = z.strictObject({
  local: z.boolean().optional(),
  stage: z.enum(['dev', 'prod']).optional(),
  region: z.string().optional(),
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const checks: Record<string, Check> = {
  table: checkTable,
  bucket: checkBucket,
  queues: checkQueues,
  snapshot: checkSnapshot,
  issuer: checkIssuer,
  API: checkApi,
}

const examine = async (target: Target): Promise<Finding[]> => {
  const found = await Promise.all(
    Object.entries(checks).map(([subject, check]) =>
      check(target).catch((error: unknown) => [checkFailed(subject, error)]),
    ),
  )
  return [...found.flat(), ...(await checkVlsc(process.env.VLSC_BASE_URL || target.vlscUrl))]
}

const arrive = async (): Promise<Arrival | undefined> => {
  const { values } = parseArgs({
    options: { local: { type: 'boolean' }, stage: { type: 'string' }, region: { type: 'string' } },
  })
  const { local, stage, region } = Options.parse(values)
  const directory = resolve(process.env.LOCAL_DIR || fileURLToPath(new URL('../../.local', import.meta.url)))
  if (stage !== undefined && !local) return deployedTarget(stage, region)
  return local || readStackFile(directory) ? localTarget(directory) : undefined
}

const arrival = await arrive().catch(() => undefined)
if (arrival) {
  const found = [...arrival.found, ...(arrival.target ? await examine(arrival.target) : [])]
  for (const finding of found) say(show(finding))
  const count = (outcome: Finding['outcome']): number => found.filter((each) => each.outcome === outcome).length
  say(`\n${count('ok')} ok, ${count('WRONG')} wrong, ${count('not checked')} not checked.`)
  process.exitCode = count('WRONG') > 0 ? 1 : 0
} else {
  say(usage)
  process.exitCode = 1
}
