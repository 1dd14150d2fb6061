import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import { ascendingBy, ascendingByAll, firstsOf } from '../../foundation/collections.ts'
import { microsoft } from '../../recognition/data/recognition.ts'
import { readLicense } from '../../recognition/products/read-license.ts'
import { concludeFamilies } from '../families/conclude-families.ts'
import type { FamilyName } from '../families/families.ts'
import { factsByMachine } from '../families/find-requirements.ts'
import { noNeeds, type TitleNeeds } from '../families/measure-covered.ts'
import {
  type AgreementLicense,
  type LicenseTerms,
  licensesOfAgreements,
  licensesOfRows,
  type ReadProduct,
} from '../families/read-licenses.ts'
import { digest } from '../snapshot/digest.ts'
import type { Row } from '../snapshot/tables.ts'
import { entitlementRows } from './columns.ts'
import type { Installs, Machines } from './count-installs.ts'
import type { ProductMatch, ProductSum } from './match-products.ts'
import { type Facts, saidBy } from './read-facts.ts'
import type { Earlier } from './reconcile.ts'
import type { ResolvedTitle, ResolvedTitles } from './resolve-titles.ts'

/** What the terms of licenses depend on. */
const termsOf = ({ agreements, pairs }: Facts): LicenseTerms => {
  const restrictions = new Map(agreements.flatMap(({ id, restrictions: own }) => (own ? [[id, own] as const] : [])))
  const named = pairs.map((pair) => ({
    ...{ agreementId: pair.agreementId, endDate: pair.endDate, license: licenseKey(pair.licenseNumber) },
    key: `${licenseKey(pair.agreementNumber)}#${licenseKey(pair.licenseNumber)}`,
  }))
  const byPair = new Map(named.map((pair) => [pair.key, pair]))
  // Of pairs with one license number, the one that ends last.
  const byLicense = new Map(
    named.toSorted(ascendingBy(({ endDate = '' }) => endDate)).map((pair) => [pair.license, pair]),
  )
  return {
    restrictionsOf: (agreementId) => restrictions.get(agreementId ?? '') ?? [],
    endOf: ({ agreementNumber, licenseNumber, licenseId }) =>
      agreementNumber === undefined
        ? byLicense.get(licenseKey(licenseId))
        : byPair.get(`${licenseKey(agreementNumber)}#${licenseKey(licenseNumber)}`),
  }
}

/** Families into which mappings move titles: that of the first product whose name is known. */
const movedBy = ({ mappings, titles }: ResolvedTitles): Map<number, FamilyName> => {
  const moved = new Map<number, FamilyName>()
  for (const { title, products } of mappings) {
    const read = products
      .toSorted(ascendingByAll(({ rank, at }) => [rank, at]))
      .flatMap((product) => readLicense(product).product ?? [])
    const [product] = read
    const own = titles[title]
    const isOwn = read.some(({ family }) => own?.publisher === microsoft && family === own.product?.family)
    if (product && !isOwn) moved.set(title, { publisher: microsoft, family: product.family })
  }
  return moved
}

/** Exemptions that count on a day. */
const exemptionsOn = ({ exemptions }: Facts, day: string) =>
  [...exemptions].flatMap(([key, some]) => {
    const families = some
      .filter(({ until }) => until === undefined || day <= until)
      .map(({ familyId = '*' }) => familyId)
    return families.length > 0 ? [{ key, families: families.sort() }] : []
  })

const machinesOf = (
  { lists }: Facts,
  { titles: { resolved }, installs: { machines, make } }: Pick<Concluded, 'titles' | 'installs'>,
  exempt: ReturnType<typeof exemptionsOn>,
) => {
  const { counts, devices } = make()
  const { head } = machines
  const numberOf = new Map(exempt.length > 0 ? lists.devices.keys.map((key, number) => [key, number] as const) : [])
  const isExempt = new Map<number, Set<string>>()
  for (const { key, families } of exempt) {
    const number = numberOf.get(key)
    const machine = number === undefined ? undefined : head[number]
    if (machine !== undefined) isExempt.set(machine, new Set([...(isExempt.get(machine) ?? []), ...families]))
  }
  const titleOf = new Map(
    resolved.titles.flatMap(({ names }, title) => names.map(({ hash }) => [hash, title] as const)),
  )
  const titleOfName = (name: number): number | undefined => titleOf.get(lists.names[name]?.hash ?? '')
  return {
    ...{ installs: { counts, firsts: firstsOf(counts), devices }, devices: head.length, isExempt },
    factsOf: factsByMachine(lists.machines, head, titleOfName),
    deviceIds: lists.devices.ids,
  }
}

/** What the earlier steps have concluded. */
interface Concluded {
  titles: { resolved: ResolvedTitles; inputs: string }
  installs: { machines: Machines; inputs: string; counts: ArrayLike<number>; make: () => Installs }
  /** Titles, of the kinds that agreements and licenses make of them. */
  kinds: readonly ResolvedTitle[]
  matches: readonly ProductMatch[]
  products: readonly ProductSum[]
  reported: { inputs: string; rows: () => DecidedRow[] }
  agreements: readonly Row<'agreements'>[]
}

export type FamilyTable = 'families' | 'combinations' | 'licenses' | 'coverage'

export interface Rights {
  /** Digests of all that it follows from, and of its tables. */
  inputs: string
  inputsOf: (table: FamilyTable) => string
  families: readonly Row<'families'>[]
  needsOf: (title: number) => TitleNeeds
  /** Of a table that the current snapshot does not have. */
  rows: <T extends FamilyTable>(table: T) => readonly Row<T>[]
  machines: { inputs: string; list: () => ArrayLike<number> }
}

/** Positions of families, or what is known of them when nothing has changed that they follow from. */
export const concludeRights = async (
  facts: Facts,
  day: string,
  concluded: Concluded,
  earlier: Pick<Earlier, 'inputs' | 'rights' | 'needs' | 'families' | 'all'>,
): Promise<Rights> => {
  const { titles, installs, kinds, matches, products, reported, agreements } = concluded
  const { policies, declaredUse, decisions } = facts
  const exempt = exemptionsOn(facts, day)
  const restrictions = facts.agreements.map(({ id, restrictions: own }) => [id, own])
  const inputs = digest(
    ...[titles.inputs, installs.inputs, reported.inputs, agreements, restrictions, exempt, day, policies],
    ...[[...declaredUse], saidBy(decisions.licensable), saidBy(decisions.mapping)],
  )
  if (earlier.rights === inputs) {
    const needsOf = (title: number): TitleNeeds => earlier.needs.get(kinds[title]?.id ?? '') ?? noNeeds
    const machines = { inputs: earlier.inputs.machines ?? '', list: () => [] }
    const inputsOf = (table: FamilyTable): string => earlier.inputs[table] ?? ''
    return { inputs, inputsOf, families: earlier.families, needsOf, rows: () => [], machines }
  }
  const reportedRows =
    earlier.inputs.entitlements === reported.inputs
      ? await earlier.all('entitlements')
      : entitlementRows(reported.rows(), products)
  const moved = movedBy(titles.resolved)
  const familyOf = (title: number): FamilyName | undefined => {
    const known = kinds[title]
    return known && (moved.get(title) ?? { publisher: known.publisher, family: known.product?.family ?? known.title })
  }
  const terms = termsOf(facts)
  const read = matches.map((match, index): ReadProduct => ({ ...match, id: products[index]?.id ?? '' }))
  const ofAgreements = agreements.flatMap(({ title, counted: isCounted, ...agreement }): AgreementLicense[] => {
    const family = title === undefined ? undefined : familyOf(title)
    const known = kinds[title ?? -1]
    if (title === undefined || !family || !known) return []
    const { publisher, kind, product } = known
    const { id, name, licenseCount, startDate, endDate } = agreement
    return [{ id, name, title, family, publisher, kind, product, licenseCount, isCounted, startDate, endDate }]
  })
  const licenses = [
    ...licensesOfRows(reportedRows, read, terms, familyOf),
    ...licensesOfAgreements(ofAgreements, terms),
  ]
  const { tables, needsOf, machines } = await concludeFamilies(
    {
      ...{ titles: kinds, moved, licenses, counts: installs.counts, policies, declaredUse, day },
      machineInputs: digest(installs.inputs, exempt),
      machines: () => machinesOf(facts, concluded, exempt),
    },
    {
      machineInputs: earlier.inputs.machines?.split('.')[0],
      families: earlier.families,
      combinations: () => earlier.all('combinations'),
      coverage: () => earlier.all('coverage'),
      licenses: () => earlier.all('licenses'),
    },
  )
  const rows = <T extends FamilyTable>(table: T): readonly Row<T>[] => tables[table]
  return { inputs, inputsOf: (table) => digest(tables[table]), families: tables.families, needsOf, rows, machines }
}
