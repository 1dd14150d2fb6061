import type { Table } from '../../foundation/table/table.ts'
import { isSameTitle, ownOf } from '../../inventory/names/find-title.ts'
import { readNames } from '../../inventory/names/software-names.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { type Decision, readDecisions } from '../../recognition/titles/decision.ts'
import { livingBy, type Merges, readMerges } from '../../recognition/titles/merges.ts'
import { catalogSubject, licensabilityOf } from '../../recognition/titles/title-decisions.ts'
import { readGuards, type TitleGuard } from '../../recognition/titles/title-guard.ts'
import { hashOfId, tellName, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { ImportError, LineOutcome } from '../../work/imports/import-file.ts'
import type { CatalogLine } from './read-catalog-file.ts'

/** A title that is there. */
interface ExistingTitle {
  /** What it was merged into, as it is told. */
  mergedInto: string | undefined
  licensable: boolean
  /** Devices report it. */
  isReported: boolean
}

/** What is to be done with a line of a catalog file. */
export interface CatalogPlan {
  line: CatalogLine
  outcome: Extract<LineOutcome, 'created' | 'updated' | 'unchanged' | 'rejected'>
  /** The title as it stands. */
  existing: ExistingTitle | undefined
  /** What was decided of it, on condition of which it is written. */
  catalog: Decision<'catalog'> | undefined
  licensable: Decision<'licensable'> | undefined
  /** Its guard was left behind by names that are not its any more. */
  isGuarded: boolean
}

const outcomeOf = ({ licensable }: CatalogLine, existing: ExistingTitle | undefined): CatalogPlan['outcome'] => {
  if (!existing) return 'created'
  if (licensable === undefined) return 'unchanged'
  if (existing.mergedInto !== undefined) return 'rejected'
  return licensable === existing.licensable ? 'unchanged' : 'updated'
}

/** All that managers said of titles, by subject. */
const readSaid = async (table: Table) => {
  const [catalog, licensable, pins, merges] = await Promise.all([
    readDecisions(table, 'catalog'),
    readDecisions(table, 'licensable'),
    readDecisions(table, 'name'),
    readMerges(table),
  ])
  return {
    catalog: bySubject(catalog),
    added: new Map(catalog.flatMap((one) => (one.value ? [[titleKey(one.value), one] as const] : []))),
    licensable: bySubject(licensable),
    pins: bySubject(pins),
    merges,
  }
}

const bySubject = <T extends { subject: string }>(decisions: readonly T[]): ReadonlyMap<string, T> =>
  new Map(decisions.map((decision) => [decision.subject, decision]))

const mergedInto = (merges: Merges, line: CatalogLine): string | undefined => {
  const living = livingBy(merges, line)
  return titleKey(living) === titleKey(line) ? undefined : tellName(living)
}

/** Decides what is to be done with lines, from what is stored now. */
export const planCatalog = async (table: Table, lines: readonly CatalogLine[]): Promise<CatalogPlan[]> => {
  const [guards, said] = await Promise.all([readGuards(table, lines), readSaid(table)])
  const names = await readNames(
    table,
    guards.flatMap((guard) => (guard ? [hashOfId(guard.id)] : [])),
  )
  /** A guard stays when all names of a title were split from it, or are forgotten. */
  const isReported = (guard: TitleGuard): boolean => {
    const hash = hashOfId(guard.id)
    const name = names.get(hash)
    return name !== undefined && isSameTitle(said.pins.get(hash)?.value?.belongsTo ?? ownOf(name), guard)
  }
  return lines.map((line, index) => {
    const guard = guards[index]
    const added = said.added.get(titleKey(line))
    const licensable = said.licensable.get(titleSubject(line))
    const reported = guard !== undefined && isReported(guard)
    const existing =
      reported || added
        ? {
            mergedInto: mergedInto(said.merges, line),
            licensable: licensabilityOf([licensable, added], normalize(line)).licensable,
            isReported: reported,
          }
        : undefined
    const outcome = outcomeOf(line, existing)
    const catalog = said.catalog.get(catalogSubject(line))
    return { line, outcome, existing, catalog, licensable, isGuarded: guard !== undefined }
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
