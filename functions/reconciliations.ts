import { api } from '../lib/foundation/http/api.ts'
import { idempotency } from '../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import type { Stage } from '../lib/positions/runs/reconciliation.ts'
import { reconciliationRoutes } from './reconciliations.routes.ts'
import { Environment } from './wiring/environment.ts'

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
