import * as z from 'zod'
import { workKey, workPartition, workShards } from '../foundation/table/keys.ts'
import { raceLost } from '../foundation/table/race.ts'
import { put, queryAll, remove, type Table, type Write } from '../foundation/table/table.ts'
import { StoredEvent } from '../reporting/events/stored-event.ts'
import { ReportMail } from '../reporting/mail/report-mail.ts'

/** Work that follows a commit and must not be lost: spec "Flows" 7. */
export const Work = z.object({
  id: z.string(),
  kind: z.enum(['release-pairs', 'empty-group', 'send-events', 'send-mail']),
  /** The agreement or group that it is about. */
  subjectId: z.string(),
  /** What is to be sent, of the kinds that send. */
  events: z.array(StoredEvent).optional(),
  mail: ReportMail.optional(),
  actor: z.string(),
  createdAt: z.string(),
  /** Its message lies in the queue until it succeeds or is given up: lib/work/hand-over.ts. */
  leftToQueue: z.literal(true).optional(),
})
export type Work = z.infer<typeof Work>

/** The message that asks a worker to do it now. */
export const WorkMessage = z.object({ workId: z.string() })

/** Written in the transaction that causes the work. */
export const addWork = (work: Work): Write => put({ ...workKey(work.id), ...work }, { exists: false }, raceLost)

/** Written in the transaction that ends it. */
export const endWork = (id: string): Write => remove(workKey(id), { exists: true }, raceLost)

export const readWork = async (table: Table, id: string): Promise<Work | undefined> => {
  const item = await table.get(workKey(id))
  return item && Work.parse(item)
}

/** Work that was committed before this time, is not done, and lies in no queue for sure. @param before ISO 8601 UTC */
export const readOverdueWork = async (table: Table, before: string): Promise<Work[]> => {
  const items = await Promise.all(workShards.map((shard) => queryAll(table, { partition: workPartition(shard) })))
  return items
    .flat()
    .map((item) => Work.parse(item))
    .filter(({ createdAt, leftToQueue }) => createdAt < before && !leftToQueue)
}
