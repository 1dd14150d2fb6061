import { parseArgs } from 'node:util'
import { findStack } from '../local/stack-file.ts'
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

const arrive = async (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: { local: { type: 'boolean' }, stage: { type: 'string' }, region: { type: 'string' } },
  })
  const { local, stage, region } = values
  if (local || (stage === undefined && findStack())) return localTarget()
  return stage === 'dev' || stage === 'prod' ? deployedTarget(stage, region) : undefined
}

/** Looks at what the arguments name. @returns what it found, and the exit code: 1 when something is wrong */
export const diagnose = async (args: readonly string[]): Promise<{ output: string; code: number }> => {
  const arrival = await arrive(args).catch(() => undefined)
  if (!arrival) return { output: usage, code: 1 }
  const found = [...arrival.found, ...(arrival.target ? await examineAll(arrival.target) : [])]
  const count = (outcome: Finding['outcome']): number => found.filter((each) => each.outcome === outcome).length
  const sums = `\n${count('ok')} ok, ${count('WRONG')} wrong, ${count('not checked')} not checked.`
  return { output: [...found.map(show), sums].join('\n'), code: count('WRONG') > 0 ? 1 : 0 }
}
