import type { ImportError, LineOutcome } from '../imports/import-run.ts'
import { readTitles, type StoredTitle } from '../software/title-store.ts'
import type { Table } from '../table/table.ts'
import type { CatalogLine } from './read-catalog-file.ts'

/** What is to be done with a line of a catalog file. */
export interface CatalogPlan {
  line: CatalogLine
  outcome: Extract<LineOutcome, 'created' | 'updated' | 'unchanged' | 'rejected'>
  /** The title as it stands. */
  existing: StoredTitle | undefined
}

const outcomeOf = ({ licensable }: CatalogLine, existing: StoredTitle | undefined): CatalogPlan['outcome'] => {
  if (!existing) return 'created'
  if (licensable === undefined) return 'unchanged'
  if (existing.mergedInto !== undefined) return 'rejected'
  return licensable === existing.licensable ? 'unchanged' : 'updated'
}

/** Decides what is to be done with lines, from what is stored now. */
export const planCatalog = async (table: Table, lines: readonly CatalogLine[]): Promise<CatalogPlan[]> => {
  const titles = await readTitles(
    table,
    lines.map(({ id }) => id),
  )
  return lines.map((line) => {
    const existing = titles.get(line.id)
    return { line, outcome: outcomeOf(line, existing), existing }
  })
}

/** What a plan says of each line that it speaks for: the line itself, and those that repeat it. */
export const outcomesOf = ({ line, outcome }: CatalogPlan): LineOutcome[] => [
  outcome,
  ...line.repeats.map(() => (outcome === 'rejected' ? 'rejected' : 'unchanged')),
]

/** The errors of lines that cannot be taken: a title that was merged into another one has no say of its own. */
export const errorsOf = ({ line, outcome, existing }: CatalogPlan): ImportError[] =>
  outcome === 'rejected'
    ? [line.line, ...line.repeats].map((number) => ({
        line: number,
        code: 'title-merged',
        message: `The title was merged into ${existing?.mergedInto}. Say of that title whether it needs a license.`,
      }))
    : []
