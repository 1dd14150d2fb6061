import { type Table, TransactionRefused, type Write } from '../../foundation/table/table.ts'
import { RunMoved } from '../../work/imports/import-store.ts'

/** What kept lines from being committed: their group is gone, or what they change is not as it was read. */
export type Setback = 'group-gone' | 'overtaken'

/**
 * Commits some lines of a file together with the step of their run.
 * @param count joins the group of what they create
 * @param creates how much that is; the group is left alone when nothing is
 * @returns what kept it from happening, if anything did
 * @throws RunMoved when another delivery took the step
 */
export const commitLines = async (
  table: Table,
  { record, count, creates }: { record: Write; count: Write; creates: number },
  writes: readonly Write[],
): Promise<Setback | undefined> => {
  try {
    await table.transact([record, ...(creates > 0 ? [count] : []), ...writes])
    return undefined
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error
    const refused = error.failures.map(({ write }) => write)
    if (refused.includes(record)) throw new RunMoved()
    return refused.includes(count) ? 'group-gone' : 'overtaken'
  }
}
