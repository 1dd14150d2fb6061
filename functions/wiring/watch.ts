import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { graphRuns } from '../../lib/entitlements/graph/graph-run.ts'
import { refreshes } from '../../lib/entitlements/refreshes/refresh.ts'
import { type Log, measured } from '../../lib/foundation/log/log.ts'
import { watchChanges } from '../../lib/positions/runs/ask-for-runs.ts'
import type { RunDesk } from '../../lib/positions/runs/reconciliation.ts'
import { reportRuns } from '../../lib/reporting/reports/report-runs.ts'
import { importRuns } from '../../lib/work/imports/import-run.ts'
import { readOverdueWork } from '../../lib/work/work.ts'

/** Minutes between two looks: as long as the period of the alarm. */
const interval = 5
/** Milliseconds for which work that the sweep asks for every minute may stand still, and changes wait for a snapshot. */
const patience = 3_600_000

/** What an operator has to look at: a heading of docs/operations.md explains each kind. */
interface Trouble {
  kind: 'dead-letters' | 'stuck' | 'changes-wait'
  /** The queue, or the kind of runs or work. */
  what: string
  count: number
}

interface WatchDesk extends Pick<RunDesk, 'table' | 'now' | 'timeZone'> {
  sqs: Pick<SQSClient, 'send'>
  /** URLs of dead-letter queues, by the names of their queues. */
  deadLetters: Readonly<Record<string, string>>
  log: Log
}

const countDeadLetters = async ({ sqs, deadLetters }: WatchDesk): Promise<Trouble[]> =>
  Promise.all(
    Object.entries(deadLetters).map(async ([what, QueueUrl]) => {
      const names = { AttributeNames: ['ApproximateNumberOfMessages' as const] }
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, ...names }))
      return { kind: 'dead-letters' as const, what, count: Number(Attributes?.ApproximateNumberOfMessages) }
    }),
  )

const countStuck = async ({ table, now }: WatchDesk): Promise<Trouble[]> => {
  const before = new Date(now().getTime() - patience).toISOString()
  const readers = {
    imports: importRuns.stuck(table, before),
    reports: reportRuns.stuck(table, before),
    refreshes: refreshes.stuck(table, before),
    'graph runs': graphRuns.stuck(table, before),
    work: readOverdueWork(table, before),
  }
  return Promise.all(
    Object.entries(readers).map(async ([what, found]) => ({
      kind: 'stuck' as const,
      what,
      count: (await found).length,
    })),
  )
}

export const isTimeToLook = (now: Date): boolean => now.getUTCMinutes() % interval === 0

/**
 * Looks every five minutes for what nobody would notice: messages that queues gave up, work that stands still, changes
 * that reach no snapshot. Tells the log and a metric, and only when there is any: infra/constructs/alarms.ts.
 */
export const watch = async (desk: WatchDesk): Promise<void> => {
  if (!isTimeToLook(desk.now())) return
  const [deadLetters, stuck, changesWait] = await Promise.all([
    countDeadLetters(desk),
    countStuck(desk),
    watchChanges(desk, patience),
  ])
  const changes: Trouble = { kind: 'changes-wait', what: 'snapshot', count: changesWait ? 1 : 0 }
  const troubles = [...deadLetters, ...stuck, changes].filter(({ count }) => count > 0)
  if (troubles.length === 0) return
  desk.log.error('trouble', { troubles, ...measured({ Trouble: { value: troubles.length, unit: 'Count' } }) })
}
