import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { idempotency } from '../lib/http/idempotency.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import type { Stage } from '../lib/positions/runs/reconciliation.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { reconciliationRoutes } from './reconciliations.routes.ts'

const environment = Environment.pick({ TABLE_NAME: true, RECONCILIATION_QUEUE_URL: true, ROLES_CLAIM: true }).parse(
  process.env,
)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const log = jsonLog()
const send = messenger(environment.RECONCILIATION_QUEUE_URL, log)

export const handler = api(
  reconciliationRoutes,
  { table, now, newId: newIds(), ask: (stage: Stage) => send({ stage }) },
  { rolesClaim: environment.ROLES_CLAIM, now, log, idempotency: idempotency(table, now) },
)
