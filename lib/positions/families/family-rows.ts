import * as z from 'zod'
import { remembered } from '../../foundation/collections.ts'
import { Metric } from '../../recognition/data/recognition.ts'
import { Right } from '../../recognition/rights/rights.ts'
import type { Row } from '../snapshot/tables.ts'
import type { CoverageRow, FamilyCoverage } from './cover-family.ts'
import type { Family } from './families.ts'
import type { Combination } from './find-requirements.ts'
import type { FamilyFigures } from './measure-family.ts'
import type { License } from './read-licenses.ts'

/** Ids of titles by their numbers, and back. */
export interface TitleIds {
  idOf: (number: number) => string
  numberOf: (id: string) => number | undefined
}

export const titleIds = (titles: readonly { id: string }[]): TitleIds => {
  const numbers = new Map(titles.map(({ id }, number) => [id, number]))
  return { idOf: (number) => titles[number]?.id ?? '', numberOf: (id) => numbers.get(id) }
}

const Ids = z.array(z.string())
/** Ids that a column holds as JSON. */
export const readIds = (column = '[]'): string[] => Ids.parse(JSON.parse(column))

const Direct = z.array(z.tuple([z.string(), z.enum(['exact', 'manager'])]))
/** Titles for which a license has a right of its own. */
export const readDirect = (column = '[]'): z.infer<typeof Direct> => Direct.parse(JSON.parse(column))

const Restrictions = z.array(Right)
export const readRestrictions = (column = '[]'): Right[] => Restrictions.parse(JSON.parse(column))

/** Machines that need nothing are in no list, unless a plan of their user is why. */
export const areMachinesListed = ({ state, subscribed }: Pick<Row<'combinations'>, 'state' | 'subscribed'>): boolean =>
  state !== 'nothing' || subscribed !== undefined

/** Its machines are not all installs of one title, which list them already. */
export const isListedApart = (row: Pick<Row<'combinations'>, 'inInstalls' | 'state' | 'subscribed'>): boolean =>
  !row.inInstalls && areMachinesListed(row)

const State = z.enum(['required', 'needs-data', 'exempt', 'nothing'])
const Missing = z.enum(['edition', 'cores', 'host'])

const unlessEmpty = (values: readonly unknown[]): string | undefined =>
  values.length === 0 ? undefined : JSON.stringify(values)

export const combinationRow = (
  { family: _, titles, subscribed, ...combination }: Combination,
  place: Pick<Row<'combinations'>, 'family' | 'complete' | 'firstMachine' | 'inInstalls'>,
  { idOf }: TitleIds,
): Row<'combinations'> => ({
  ...{ ...combination, titles: JSON.stringify(titles.map(idOf)), ...place },
  subscribed: unlessEmpty(subscribed.map(idOf)),
})

/** @returns undefined when a title of it is gone */
export const readCombination = (
  { titles, subscribed, state, missing, complete: _, firstMachine: __, inInstalls: ___, ...row }: Row<'combinations'>,
  { numberOf }: TitleIds,
): Combination | undefined => {
  const [needed, covered] = [titles, subscribed].map((column) => readIds(column).map(numberOf))
  const known = (numbers: readonly (number | undefined)[] = []) => numbers.filter((number) => number !== undefined)
  if (needed?.includes(undefined) || covered?.includes(undefined)) return undefined
  const named = { state: State.parse(state), missing: missing === undefined ? undefined : Missing.parse(missing) }
  return { ...row, ...named, titles: known(needed), subscribed: known(covered) }
}

/** One literal, as there may be hundreds of thousands: spreads make objects of several times the size. */
export const licenseRow = (license: License, family: number, used: number, { idOf }: TitleIds): Row<'licenses'> => ({
  id: license.id,
  family,
  name: license.name,
  productFamily: license.product?.family,
  edition: license.product?.edition,
  version: license.product?.version,
  metric: license.metric,
  quantity: Number.isFinite(license.quantity) ? license.quantity : undefined,
  used,
  assigned: license.assigned,
  counted: license.isCounted,
  notCounted: license.notCounted,
  stepUp: license.isStepUp,
  softwareAssurance: license.softwareAssurance !== undefined,
  softwareAssuranceEnd: license.softwareAssurance?.until,
  volume: license.isVolume,
  restrictions: unlessEmpty(license.restrictions),
  source: license.source,
  productId: license.productId,
  agreementId: license.agreementId,
  agreementNumber: license.agreementNumber,
  licenseNumber: license.licenseNumber,
  startDate: license.startDate,
  endDate: license.endDate,
  direct: unlessEmpty(Array.from(license.direct, ([title, right]) => [idOf(title), right])),
  excluded: unlessEmpty(Array.from(license.excluded, idOf)),
})

export const readLicenseRow = (
  row: Row<'licenses'>,
  { publisher, name: family }: Pick<Family, 'publisher' | 'name'>,
  { numberOf }: TitleIds,
): License => {
  const { id, name, productFamily, edition, version, quantity, source, assigned, notCounted } = row
  return {
    ...{ id, name, family: { publisher, family }, publisher, source, assigned, notCounted },
    product: productFamily === undefined ? undefined : { family: productFamily, edition, version },
    ...{ metric: Metric.parse(row.metric), quantity: quantity ?? Number.POSITIVE_INFINITY },
    ...{ isCounted: row.counted, isStepUp: row.stepUp, isVolume: row.volume },
    softwareAssurance: row.softwareAssurance ? { until: row.softwareAssuranceEnd } : undefined,
    restrictions: readRestrictions(row.restrictions),
    ...{ productId: row.productId, agreementId: row.agreementId, agreementNumber: row.agreementNumber },
    ...{ licenseNumber: row.licenseNumber, startDate: row.startDate, endDate: row.endDate },
    direct: new Map(readDirect(row.direct).flatMap(([title, right]) => pairOf(numberOf(title), right))),
    excluded: new Set(readIds(row.excluded).flatMap((title) => numberOf(title) ?? [])),
  }
}

const pairOf = <T>(number: number | undefined, value: T): [number, T][] =>
  number === undefined ? [] : [[number, value]]

export const coverageTableRow = (
  { licenseId, combinationId, titleId, rights, quantity, isEndUnknown }: CoverageRow,
  family: number,
): Row<'coverage'> => ({
  ...{ family, license: licenseId, combination: combinationId, title: titleId, rights: rights.join() },
  ...{ quantity, endUnknown: isEndUnknown },
})

/** Few combinations of rights are on many rows. */
const readRights = remembered((rights: string) => z.array(Right).parse(rights.split(',')))

const readCoverageRow = (row: Omit<Row<'coverage'>, 'family'>): CoverageRow => ({
  ...{ licenseId: row.license, combinationId: row.combination, titleId: row.title },
  ...{ rights: readRights(row.rights), quantity: row.quantity, isEndUnknown: row.endUnknown },
})

/** How a family is covered in a snapshot, by its own rows of the tables. */
export const readCoverage = (
  { flags }: Pick<Row<'families'>, 'flags'>,
  coverage: readonly Row<'coverage'>[],
  combinations: readonly Pick<Row<'combinations'>, 'id' | 'complete'>[],
  licenses: readonly Pick<Row<'licenses'>, 'id' | 'used'>[],
): FamilyCoverage => ({
  rows: coverage.map(readCoverageRow),
  used: new Map(licenses.map(({ id, used }) => [id, used])),
  complete: new Map(combinations.map(({ id, complete }) => [id, complete])),
  isProven: !flags?.split(',').includes('not-proven'),
})

type Places =
  | 'firstCombination'
  | 'combinationCount'
  | 'firstLicense'
  | 'licenseCount'
  | 'firstCoverage'
  | 'coverageCount'

export const familyRow = (
  { id, publisher, name }: Family,
  { installs, byRight, others, flags, ...figures }: FamilyFigures,
  about: Pick<Row<'families'>, Places | 'inCores' | 'coverageInputs'>,
): Row<'families'> => {
  const { total, freeOrComponent, sameMachine, exempt, needsData, required } = installs
  const { coveredBySubscription, withoutPlan, planUnknown } = installs
  return {
    ...{ id, publisher, name, ...figures, byRight: JSON.stringify(byRight) },
    ...{ installs: total, freeOrComponent, sameMachine, exempt, needsData, requiredInstalls: required },
    ...{ coveredBySubscription, withoutPlan, planUnknown },
    ...{ others: JSON.stringify(others), flags: flags.length > 0 ? flags.join() : undefined, ...about },
  }
}
