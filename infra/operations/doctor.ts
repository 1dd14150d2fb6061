/** `npm run doctor`: looks at a deployed stage or the local stack, changes nothing, and says what is wrong. */
import { parseArgs } from 'node:util'
import { findStack } from '../local/stack-file.ts'
import { say } from '../program.ts'
import { checkCallers } from './check-callers.ts'
import { checkConsole } from './check-console.ts'
import { checkGraph } from './check-graph.ts'
import { checkApi, checkBucket, checkIssuer, checkQueues, checkVlsc } from './check-services.ts'
import { checkSnapshot } from './check-snapshot.ts'
import { checkTable } from './check-table.ts'
import { examine, type Finding, show } from './finding.ts'
import { type Check, deployedTarget, localTarget, type Target } from './target.ts'

const usage = `npm run doctor -- --local | --stage dev|prod [--region <region>]
Without either it looks at the local stack when one runs. AWS_PROFILE and AWS_REGION are honoured; nothing is changed.`

const checks: Record<string, Check> = {
  table: checkTable,
  bucket: checkBucket,
  queues: checkQueues,
  callers: checkCallers,
  snapshot: checkSnapshot,
  issuer: checkIssuer,
  API: checkApi,
  console: checkConsole,
  VLSC: checkVlsc,
  Graph: checkGraph,
}

const examineAll = async (target: Target): Promise<Finding[]> => {
  const run = ([subject, check]: [string, Check]) => examine(subject, (report) => check(target, report))
  return (await Promise.all(Object.entries(checks).map(run))).flat()
}

const arrive = async () => {
  const { values } = parseArgs({
    options: { local: { type: 'boolean' }, stage: { type: 'string' }, region: { type: 'string' } },
  })
  const { local, stage, region } = values
  if (local || (stage === undefined && findStack())) return localTarget()
  return stage === 'dev' || stage === 'prod' ? deployedTarget(stage, region) : undefined
}

const arrival = await arrive().catch(() => undefined)
if (arrival) {
  const found = [...arrival.found, ...(arrival.target ? await examineAll(arrival.target) : [])]
  for (const finding of found) say(show(finding))
  const count = (outcome: Finding['outcome']): number => found.filter((each) => each.outcome === outcome).length
  say(`\n${count('ok')} ok, ${count('WRONG')} wrong, ${count('not checked')} not checked.`)
  process.exitCode = count('WRONG') > 0 ? 1 : 0
} else {
  say(usage)
  process.exitCode = 1
}
