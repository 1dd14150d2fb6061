import * as z from 'zod'
import { jsonLog, type Log } from '../../lib/foundation/log/log.ts'
import { messenger } from '../../lib/foundation/queue/messenger.ts'

/** What a message of the work queue is about, which decides who takes it: functions/work-worker.ts. */
const MessageKind = z.enum([
  ...['work', 'refresh', 'scheduled-refresh', 'report', 'run'],
  ...['graph-run', 'scheduled-graph-run'],
] as const)
export type MessageKind = z.infer<typeof MessageKind>

/** `id` is an id, the name of standing work, the stage of a run, or the time of something scheduled. */
export const WorkMessage = z.object({ kind: MessageKind, id: z.string() })
export type WorkMessage = z.infer<typeof WorkMessage>

/** Tells a queue about one thing. @param delay seconds until the message is delivered */
type Tell = (id: string, delay?: number) => Promise<void>

/** How the work queue is told, by kind: see lib/foundation/table/ledger.ts. */
export const teller = ({ WORK_QUEUE_URL }: { WORK_QUEUE_URL: string }, log: Log = jsonLog()) => {
  const send = messenger(WORK_QUEUE_URL, log)
  return (kind: MessageKind): Tell =>
    (id, delay) =>
      send({ kind, id } satisfies WorkMessage, delay)
}

export const tellImport = ({ IMPORT_QUEUE_URL }: { IMPORT_QUEUE_URL: string }, log: Log = jsonLog()): Tell => {
  const send = messenger(IMPORT_QUEUE_URL, log)
  return (importId, delay) => send({ importId }, delay)
}
