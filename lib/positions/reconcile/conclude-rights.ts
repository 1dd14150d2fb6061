import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { firstsOf } from '../../foundation/collections.ts'
import { concludeFamilies } from '../families/conclude-families.ts'
import { factsByMachine } from '../families/find-requirements.ts'
import { noNeeds, type TitleNeeds } from '../families/measure-covered.ts'
import { coverageDigest } from '../lists/lists.ts'
import { digest } from '../snapshot/digest.ts'
import type { Row } from '../snapshot/tables.ts'
import { collectLicenses } from './collect-licenses.ts'
import { entitlementRows } from './columns.ts'
import type { Installs, Machines } from './count-installs.ts'
import type { Earlier } from './earlier.ts'
import { findEnds } from './find-ends.ts'
import type { ProductMatch, ProductSum } from './match-products.ts'
import { type Facts, saidBy } from './read-facts.ts'
import type { ResolvedTitle, ResolvedTitles } from './resolve-titles.ts'

/** Exemptions that count on a day. */
const exemptionsOn = ({ exemptions }: Facts, day: string) =>
  [...exemptions].flatMap(([key, some]) => {
    const families = some
      .filter(({ until }) => until === undefined || day <= until)
      .map(({ familyId = '*' }) => familyId)
    return families.length > 0 ? [{ key, families: families.sort() }] : []
  })

/** By machine: of linked devices that count, what plans of any of their users cover. */
const coverageByMachine = ({ coverage }: Facts['lists'], { head, counted }: Machines): Uint8Array | undefined => {
  if (!coverage) return undefined
  const found = new Uint8Array(head.length)
  for (const [device, machine] of head.entries())
    if (counted[device]) found[machine] = (found[machine] ?? 0) | (coverage[device] ?? 0)
  return found
}

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
    installs: { counts, firsts: firstsOf(counts), devices },
    devices: head.length,
    isExempt,
    factsOf: factsByMachine(lists.machines, head, titleOfName),
    coverage: coverageByMachine(lists, machines),
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

export type RightsTable = 'families' | 'combinations' | 'licenses' | 'coverage' | 'ends'

export interface Rights {
  /** Digest of all that it follows from. */
  inputs: string
  families: readonly Row<'families'>[]
  needsOf: (title: number) => TitleNeeds
  /** Of a table; undefined when the current snapshot has it. */
  rows: <T extends RightsTable>(table: T) => readonly Row<T>[] | undefined
  machines: { inputs: string; list: () => ArrayLike<number> }
}

/** Positions of families and what ends, or what is known of them when nothing has changed that they follow from. */
export const concludeRights = async (
  facts: Facts,
  day: string,
  concluded: Concluded,
  earlier: Pick<Earlier, 'inputs' | 'rights' | 'needs' | 'families' | 'all' | 'reported' | 'machines' | 'uses'>,
): Promise<Rights> => {
  const { titles, installs, kinds, matches, products, reported, agreements } = concluded
  const { policies, declaredUse, decisions } = facts
  const exempt = exemptionsOn(facts, day)
  const plans = coverageDigest(facts.lists)
  const inputs = digest(
    ...[titles.inputs, installs.inputs, reported.inputs, facts.agreements, exempt, day, policies, plans],
    ...[[...declaredUse], saidBy(decisions.licensable), saidBy(decisions.mapping)],
  )
  if (earlier.rights === inputs) {
    const needsOf = (title: number): TitleNeeds => earlier.needs.get(kinds[title]?.id ?? '') ?? noNeeds
    const machines = { inputs: earlier.inputs.machines ?? '', list: () => [] }
    return { inputs, families: earlier.families, needsOf, rows: () => undefined, machines }
  }
  const reportedRows =
    earlier.inputs.entitlements === reported.inputs
      ? await earlier.reported()
      : entitlementRows(reported.rows(), products)
  const { licenses, moved } = collectLicenses(facts, {
    resolved: titles.resolved,
    kinds,
    products,
    matches,
    reported: reportedRows,
    agreements,
  })
  const { tables, needsOf, machines } = await concludeFamilies(
    {
      titles: kinds,
      moved,
      licenses,
      counts: installs.counts,
      policies,
      declaredUse,
      day,
      machineInputs: digest(installs.inputs, exempt, plans),
      machines: () => machinesOf(facts, concluded, exempt),
      deviceIds: () => facts.lists.devices.ids,
    },
    {
      machineInputs: earlier.inputs.machines,
      machines: earlier.machines,
      families: earlier.families,
      combinations: () => earlier.all('combinations'),
      coverage: () => earlier.all('coverage'),
      uses: earlier.uses,
    },
  )
  const ends = findEnds({ ...facts, ...tables, entitlements: reportedRows })
  const all: { [T in RightsTable]: Row<T>[] } = { ...tables, ends }
  const rows = <T extends RightsTable>(table: T): readonly Row<T>[] => all[table]
  return { inputs, families: tables.families, needsOf, rows, machines }
}
