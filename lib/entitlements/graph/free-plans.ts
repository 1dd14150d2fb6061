import { readDataLines } from '../../foundation/files/data-file.ts'

/** Part numbers of plans that nobody pays for: free-plans.tsv. */
export const freePlans: ReadonlySet<string> = new Set(
  readDataLines(new URL('free-plans.tsv', import.meta.url)).map(({ part = '' }) => part),
)
