import * as z from 'zod'
import { alertMarkKey, alertMarksPartition } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, remove, type Table, type Write } from '../table/table.ts'

const ids = z.array(z.string()).default([])

const StoredMark = z.object({
  sk: z.string(),
  /** Keys of pairs that came, went, or got another answer. */
  pairs: ids,
  /** Ids of titles that lost their last license. */
  titles: ids,
})
export type AlertMark = z.infer<typeof StoredMark>

const kinds = ['pairs', 'titles'] as const

/** Marks what is to be looked at for alerts, in the transaction that changes it; the next tick looks. */
export const markForAlerts = (
  id: string,
  marked: Partial<Record<(typeof kinds)[number], readonly string[]>>,
  at: string,
): Write => {
  const distinct = kinds.map((kind) => [kind, [...new Set(marked[kind])]] as const)
  const some = Object.fromEntries(distinct.filter(([, all]) => all.length > 0))
  return put({ ...alertMarkKey(id), ...some, createdAt: at }, { exists: false }, raceLost)
}

export const removeAlertMark = ({ sk }: AlertMark): Write => remove({ pk: alertMarksPartition, sk }, {}, raceLost)

/** Ids of marks that are taken at once, beyond which no more marks are read. */
const idsAtOnce = 20_000

/** The oldest marks. */
export const readAlertMarks = async (table: Table): Promise<AlertMark[]> => {
  const marks: AlertMark[] = []
  let startKey: Item | undefined
  do {
    const page = await table.query({ partition: alertMarksPartition, startKey })
    marks.push(...page.items.map((item) => StoredMark.parse(item)))
    startKey = page.lastKey
  } while (startKey && marks.reduce((sum, mark) => sum + mark.pairs.length, marks.length) < idsAtOnce)
  return marks
}

/** Whether anything is marked. */
export const hasAlertMarks = async (table: Table): Promise<boolean> =>
  (await table.query({ partition: alertMarksPartition, limit: 1 })).items.length > 0
