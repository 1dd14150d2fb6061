import { sumOf } from '../../foundation/collections.ts'
import { type LedgerError, notFound } from '../../foundation/errors.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { policiesOf, readPolicies } from '../../recognition/titles/decision.ts'
import { kept, type Opened, type OpenedPage, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { eachDay } from './each-day.ts'
import { type FamilyDay, type FamilyDetail, OtherPositions, partShown } from './family.ts'
import { pageOf } from './list-rows.ts'
import { showCombination, showCoverage, showFamily, showLicense, showProduct } from './show-family.ts'
import { type AnswerShelf, titlesById } from './title-rows.ts'

export type FamilyShelf = Pick<AnswerShelf, 'table' | 'snapshots'>

type Family = Row<'families'>

const unknownFamily = (id: string): LedgerError => notFound('family-not-found', `There is no product family ${id}.`)

export const familiesById = kept(
  (families: readonly Family[]) => new Map(families.map((family) => [family.id, family])),
)

/** The family of an id in a snapshot. @throws LedgerError `family-not-found` */
export const findFamily = async <O extends Opened>(opened: O, id: string) => {
  const { snapshot } = opened
  const family = snapshot && familiesById(await snapshot.all('families')).get(id)
  if (!snapshot || !family) throw unknownFamily(id)
  return { ...opened, snapshot, family }
}

type OpenedFamily = Awaited<ReturnType<typeof findFamily<Opened>>>

const placesOf = {
  combinations: ({ firstCombination: first, combinationCount: count }: Family) => ({ first, count }),
  licenses: ({ firstLicense: first, licenseCount: count }: Family) => ({ first, count }),
  coverage: ({ firstCoverage: first, coverageCount: count }: Family) => ({ first, count }),
} as const
type Part = keyof typeof placesOf

/** Rows of a part of a family. */
export const readPart = <P extends Part>(
  { snapshot, family }: Pick<OpenedFamily, 'snapshot' | 'family'>,
  part: P,
  offset = 0,
  limit = Number.POSITIVE_INFINITY,
): Promise<Row<P>[]> => {
  const { first, count } = placesOf[part](family)
  const end = first + Math.min(count, offset + limit)
  return snapshot.some<P>({ table: part, from: Math.min(end, first + offset), to: end })
}

const titlesByFamily = kept((titles: readonly Row<'titles'>[]) => Map.groupBy(titles, ({ familyId }) => familyId))

/**
 * A family with all that its figures add up from, as far as an answer has room.
 * @throws LedgerError `family-not-found`, `no-snapshot`
 */
export const getFamily = async (shelf: FamilyShelf, id: string, asOf: string | undefined): Promise<FamilyDetail> => {
  const opened = await findFamily(await shelf.snapshots.openAt(asOf), id)
  const { snapshot, family, basis } = opened
  const [titles, combinations, licenses, coverage, policies] = await Promise.all([
    snapshot.all('titles'),
    readPart(opened, 'combinations'),
    readPart(opened, 'licenses', 0, partShown),
    readPart(opened, 'coverage', 0, partShown),
    readPolicies(shelf.table),
  ])
  const products = titlesByFamily(titles).get(id) ?? []
  const exempt = combinations.filter(({ state }) => state === 'exempt')
  const { combinationCount, licenseCount: entitlementCount, coverageCount } = family
  return {
    ...showFamily(family),
    others: OtherPositions.parse(JSON.parse(family.others)),
    exemptMachines: sumOf(exempt, ({ machines }) => machines),
    policies: policiesOf(policies),
    products: products.slice(0, partShown).map(showProduct),
    productCount: products.length,
    entitlements: licenses.map(showLicense),
    entitlementCount,
    combinations: combinations.slice(0, partShown).map((row) => showCombination(row, titlesById(titles))),
    combinationCount,
    coverage: coverage.map(showCoverage),
    coverageCount,
    ...basis,
  }
}

/** Lists a part of a family, in the order of the snapshot. @throws LedgerError `family-not-found`, `no-snapshot`, `cursor-expired` */
const listPart = async <P extends Part, T>(
  { snapshots }: FamilyShelf,
  id: string,
  part: P,
  asOf: string | undefined,
  page: PageRequest,
  show: (rows: Row<P>[], snapshot: Snapshot) => Promise<T[]> | T[],
) => {
  const opened = await findFamily<OpenedPage>(await snapshots.openPage(page, asOf), id)
  const { snapshot, family, offset, limit } = opened
  const items = await show(await readPart(opened, part, offset, limit), snapshot)
  return pageOf(opened, items, { totals: { count: placesOf[part](family).count } })
}

export const listEntitlementsOf = (shelf: FamilyShelf, id: string, asOf: string | undefined, page: PageRequest) =>
  listPart(shelf, id, 'licenses', asOf, page, (rows) => rows.map(showLicense))

export const listCoverageOf = (shelf: FamilyShelf, id: string, asOf: string | undefined, page: PageRequest) =>
  listPart(shelf, id, 'coverage', asOf, page, (rows) => rows.map(showCoverage))

export const listCombinationsOf = (shelf: FamilyShelf, id: string, asOf: string | undefined, page: PageRequest) =>
  listPart(shelf, id, 'combinations', asOf, page, async (rows, snapshot) => {
    const titles = titlesById(await snapshot.all('titles'))
    return rows.map((row) => showCombination(row, titles))
  })

/** @throws LedgerError `family-not-found`, `cursor-expired` */
export const listFamilyHistory = async ({ snapshots }: FamilyShelf, id: string, page: PageRequest) => {
  const opened = await findFamily<OpenedPage>(await snapshots.openPage(page), id)
  const { snapshot, family, offset, limit } = opened
  const past = await snapshot.some({ table: 'familyHistory', where: { family: id } })
  const { id: _, ...now } = { ...family, family: id, day: snapshot.manifest.day }
  const days = eachDay<Row<'familyHistory'>>(now, past).map(
    ({ day: date, owned, unlimited, required, covered, shortfall, surplus, needsData, exempt }): FamilyDay => ({
      date,
      owned,
      unlimited,
      required,
      covered,
      shortfall,
      surplus,
      needsData,
      exempt,
    }),
  )
  return pageOf(opened, days.slice(offset, offset + limit), { totals: { count: days.length } })
}
