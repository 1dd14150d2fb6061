import { jsonLog, type Log } from '../../lib/foundation/log/log.ts'
import { messenger } from '../../lib/foundation/queue/messenger.ts'

/** Tells a queue about one thing, by its name or id. @param delay seconds until the message is delivered */
type Tell<T extends string = string> = (id: T, delay?: number) => Promise<void>

const tell =
  (field: string) =>
  (queueUrl: string, log: Log = jsonLog()): Tell => {
    const send = messenger(queueUrl, log)
    return (id, delay) => send({ [field]: id }, delay)
  }

/** How each queue is told: see lib/foundation/table/ledger.ts. */
export const tellWork = tell('workId')
export const tellImport = tell('importId')
export const tellRefresh = tell('refreshId')
export const tellReport = tell('reportId')
export const tellRun = tell('stage')
