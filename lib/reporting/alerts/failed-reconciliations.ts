import type { Table } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import { alertWrites } from './settle-alerts.ts'

interface FailedRun {
  id: string
  stage: 'collect' | 'reconcile'
  error: { message: string }
}

const subjectOf = (stage: FailedRun['stage']): string => `reconciliation#${stage}`

const delayed: Record<FailedRun['stage'], string> = {
  collect: 'Changes of devices do not reach titles, alerts and reports',
  reconcile: 'Changes do not reach titles, alerts and reports',
}

/** For the transaction that gives a run up: one alert tells of all failures of a stage until a run completes. */
export const writesOfFailedRun = (table: Table, { id, stage, error }: FailedRun, at: string) =>
  alertWrites(
    table,
    subjectOf(stage),
    {
      kind: 'reconciliation-failed',
      condition: 'failed',
      title: `Reconciliation failed (${stage})`,
      message: `${delayed[stage]} until a run completes. The run ${id} was given up: ${plainly(error.message)}`,
      about: { reconciliationId: id, stage },
    },
    at,
  )

/** For the transaction that completes a run: ends that alert. */
export const writesOfCompletedRun = (table: Table, { stage }: Pick<FailedRun, 'stage'>, at: string) =>
  alertWrites(table, subjectOf(stage), 'resolved', at)

/** What runs are given, so that alerts follow them. */
export const alertsOfRuns: RunAlerts = {
  failed: writesOfFailedRun,
  completed: writesOfCompletedRun,
  settleWork: settleAlertsWork,
}
