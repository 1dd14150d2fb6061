import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { deviceRoutes } from './devices.routes.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  WORK_QUEUE_URL: true,
  DEVICE_STALE_DAYS: true,
  ROLES_CLAIM: true,
}).parse(process.env)

const log = jsonLog()
const now = () => new Date()
const send = messenger(environment.WORK_QUEUE_URL, log)

export const handler = api(
  deviceRoutes,
  {
    table: connectTable(environment.TABLE_NAME),
    now,
    newId: newIds(),
    announceWork: (workId) => send({ workId }),
    deviceStaleDays: environment.DEVICE_STALE_DAYS,
  },
  { rolesClaim: environment.ROLES_CLAIM, now, log },
)
