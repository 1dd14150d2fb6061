import { plainly } from '../../foundation/text/name.ts'
import type { RunAlerts } from '../../positions/runs/reconciliation.ts'
import { alertWrites } from './settle-alerts.ts'

const delayed = {
  collect: 'Changes of devices do not reach titles, alerts and reports',
  reconcile: 'Changes do not reach titles, alerts and reports',
}

/** What runs of a reconciliation are given. One alert tells of all failures of a stage until a run completes. */
export const alertsOfRuns: RunAlerts = {
  failed: (table, { id, stage, error }, at) =>
    alertWrites(
      table,
      `reconciliation#${stage}`,
      {
        kind: 'reconciliation-failed',
        condition: 'failed',
        title: `Reconciliation failed (${stage})`,
        message: `${delayed[stage]} until a run completes. The run ${id} was given up: ${plainly(error.message)}`,
        about: { reconciliationId: id, stage },
      },
      at,
    ),
  completed: (table, { stage }, at) => alertWrites(table, `reconciliation#${stage}`, 'resolved', at),
  settleWork: 'settle-alerts',
}
