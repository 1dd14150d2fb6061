import type { StoredEntitlement } from '../../lib/entitlements/rows/statement-rows.ts'
import type { AgreementFact } from '../../lib/positions/reconcile/read-facts.ts'
import type { PlanPart } from '../../lib/recognition/data/plans.ts'
import type { Recognition, TitleKind } from '../../lib/recognition/data/recognition.ts'
import { normalize } from '../../lib/recognition/names/normalize.ts'
import { publisherKey } from '../../lib/recognition/names/software-key.ts'
import { type NamedProduct, productIdOf, productKey } from '../../lib/recognition/products/product-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../lib/recognition/products/product-name.ts'
import { readLicense } from '../../lib/recognition/products/read-license.ts'
import { recognizer } from '../../lib/recognition/products/recognize.ts'
import type { PositionPolicies } from '../../lib/recognition/rights/rights.ts'
import type { DecisionValue, TitleName } from '../../lib/recognition/titles/decision.ts'
import { idOfName, titleKey } from '../../lib/recognition/titles/title-id.ts'

interface PlainRow {
  productFamily: string
  version: string
  effectiveQuantity: number
  activeSoftwareAssuranceQuantity?: number
}

/** A ledger as people would write it down: what the model counts by hand, and what facts are made of. */
export interface PlainLedger {
  today: string
  staleDays: number
  names: (TitleName & { seenAt: string })[]
  /** `has`: places of names; `seen`: the day on which it reported. */
  devices: {
    id: string
    has: number[]
    seen: string
    linkedTo?: string | undefined
    /** What a file of device facts says; `names` are places of names that it has. */
    facts?:
      | { cores?: number | undefined; processors?: number | undefined; virtual?: boolean | undefined; names?: number[] }
      | undefined
    exempt?: { familyId?: string | undefined; until?: string | undefined }[]
    /** Whether plans of its user let it run something. */
    plans?: Partial<Record<PlanPart, 'yes' | 'no'>> | undefined
  }[]
  agreements: AgreementFact[]
  pairs: {
    agreementNumber: string
    licenseNumber: string
    status: 'pending' | 'valid' | 'expired' | 'not-found'
    agreementId?: string
    endDate?: string | undefined
    rows: PlainRow[]
  }[]
  statements: (PlainRow & Pick<StoredEntitlement, 'source' | 'licenseId' | 'at'>)[]
  catalog: (DecisionValue<'catalog'> & { at: string })[]
  licensable: (DecisionValue<'licensable'> & { at: string })[]
  merges: (DecisionValue<'merge'> & { at: string })[]
  pins: { name: TitleName; belongsTo: TitleName }[]
  mappings: (DecisionValue<'mapping'> & { at: string })[]
  policies?: PositionPolicies
  declaredUse?: Omit<DecisionValue<'declared-use'>, 'note'>[]
}

interface Entry extends Recognition {
  id: string
  name: TitleName
  own: TitleName
  seenAt: string
  /** Place of the name that devices report. */
  place?: number
  pinnedTo: TitleName | undefined
}

/** Entries that are one title before merges. */
interface Group {
  called: TitleName
  entries: Entry[]
  /** Names by which facts can mean it. */
  known: TitleName[]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const same = (one: TitleName, other: TitleName): boolean => titleKey(one) === titleKey(other)
const ownOf = (name: TitleName): TitleName => {
  const { publisher, title } = normalize(name)
  return { publisher, title }
}
const daysBetween = (day: string, later: string): number => (Date.parse(later) - Date.parse(day)) / 86_400_000
const newest = <T extends { at: string }>(all: readonly T[]): T | undefined =>
  [...all].sort((one, other) => (one.at < other.at ? 1 : -1))[0]
const older = (one: Entry, other: Entry): number =>
  one.seenAt === other.seenAt ? (one.id < other.id ? -1 : 1) : one.seenAt < other.seenAt ? -1 : 1

const entriesOf = ({ names, catalog, pins }: PlainLedger): Entry[] => {
  const recognize = recognizer()
  const isName = (one: TitleName) => (other: TitleName) =>
    one.publisher === other.publisher && one.title === other.title
  const common = (name: TitleName) => ({
    ...recognize({ publisher: name.publisher, title: name.title }),
    id: idOfName(name),
    name,
    pinnedTo: pins.find((pin) => isName(name)(pin.name))?.belongsTo,
  })
  return [
    ...names.map((name, place): Entry => {
      const times = [name.seenAt, ...catalog.filter(isName(name)).map(({ at }) => at)].sort()
      return { ...common(name), own: ownOf(name), seenAt: times[0] ?? '', place }
    }),
    ...catalog
      .filter((added) => !names.some(isName(added)))
      .map((added): Entry => ({ ...common(added), own: added, seenAt: added.at })),
  ]
}

/** What recognition takes for one product, is one group; a pinned name goes where it was pinned to. */
const groupsOf = (entries: readonly Entry[]): Group[] => {
  const groups: Group[] = []
  const called = (name: TitleName) => groups.find((group) => same(group.called, name))
  const sorted = [...entries].sort(older)
  for (const key of new Set(sorted.map((entry) => entry.key))) {
    const members = sorted.filter((entry) => entry.key === key)
    const [first] = members
    if (!first) continue
    const { own, product, name } = first
    const names = [
      own,
      ...(product?.version === undefined ? [] : [{ ...own, title: `${own.title} ${product.version}` }]),
    ]
    const free = [...names, { publisher: own.publisher, title: name.title }].find((each) => !called(each)) ?? own
    const group = called(free) ?? { called: free, entries: [], known: [free] }
    if (!called(free)) groups.push(group)
    group.entries.push(...members.filter(({ pinnedTo }) => pinnedTo === undefined))
    const stay = members.filter(({ pinnedTo }) => pinnedTo === undefined || same(pinnedTo, free))
    group.known.push(...stay.map((entry) => entry.own))
  }
  for (const entry of entries) {
    if (entry.pinnedTo === undefined) continue
    const group = called(entry.pinnedTo) ?? { called: entry.pinnedTo, entries: [], known: [entry.pinnedTo] }
    if (!called(entry.pinnedTo)) groups.push(group)
    group.entries.push(entry)
  }
  const filled = groups.filter((group) => group.entries.length > 0)
  // A name means one group: the one that is called so, else the first that has it.
  const means = (name: TitleName) =>
    filled.find((group) => same(group.called, name)) ?? filled.find(({ known }) => known.some((one) => same(one, name)))
  const meant = filled.map((group) => group.known.filter((name) => means(name) === group))
  return filled.map((group, index) => ({ ...group, known: meant[index] ?? [] }))
}

/** What a manager's word makes of what is known. */
const kindAfter = (kind: TitleKind, licensable: boolean | undefined): TitleKind => {
  if (licensable === true) return kind === 'subscription' ? kind : 'licensed'
  if (licensable === false) return kind === 'component' ? kind : 'free'
  return kind
}

/** Counts every position from the facts, title by title and device by device: slow, and easy to check by eye. */
export const countByHand = (ledger: PlainLedger) => {
  const entries = entriesOf(ledger)
  const groups = groupsOf(entries)
  const exactly = (name: TitleName) => groups.find(({ known }) => known.some((one) => same(one, name)))
  const groupOf = (name: TitleName) => exactly(name) ?? exactly(ownOf(name))
  /** The newest of what was said of a group, by any of its names. */
  const saidOf = <T extends TitleName & { at: string }>(decisions: readonly T[], group: Group): T | undefined =>
    newest(decisions.filter((decision) => groupOf(decision) === group))

  const living = (name: TitleName, passed: { from: TitleName; into: TitleName; at: string }[] = []): TitleName => {
    const group = exactly(name)
    const merge = group ? saidOf(ledger.merges, group) : ledger.merges.find((each) => same(each, name))
    if (!merge) return name
    const start = passed.findIndex(({ from }) => same(from, name))
    const path = [...passed, { from: name, into: merge.into, at: merge.at }]
    if (start < 0) return living(merge.into, path)
    return passed.slice(start).reduce((last, each) => (each.at >= last.at ? each : last)).into
  }

  // Which titles there are: groups that merges lead to one place.
  const places = groups.map((group) => {
    const name = living(group.called)
    return { group, name, place: groupOf(name) ?? titleKey(name) }
  })
  const titles = [...Map.groupBy(places, ({ place }) => place).values()].map((all) => {
    const name = all[0]?.name ?? { publisher: '', title: '' }
    const members = all.map(({ group }) => group)
    const own = members.find(({ known }) => known.some((one) => same(one, name)))
    const about = own ?? { called: name, entries: members.flatMap((group) => group.entries), known: [name] }
    const first = [...about.entries].sort(older)[0]
    const added = ledger.catalog.filter((one) => about.entries.some(({ id }) => id === idOfName(one)))
    const said = own ? saidOf(ledger.licensable, own) : ledger.licensable.find((one) => same(one, name))
    return {
      members,
      name: about.called,
      id: first?.id ?? '',
      publisher:
        publisherKey(first?.own.publisher ?? '') === publisherKey(about.called.publisher)
          ? (first?.publisher ?? '')
          : about.called.publisher,
      product: first?.product,
      kind: kindAfter(first?.kind ?? 'unknown', newest([...(said ? [said] : []), ...added])?.licensable),
    }
  })
  type Title = (typeof titles)[number]
  const titleOf = (group: Group | undefined): Title | undefined =>
    titles.find(({ members }) => members.some((member) => member === group))
  /** The title of names with this key: of those that nobody moved, if there are any. */
  const titleOfKey = (key: string | undefined): Title | undefined => {
    const [first] = entries
      .filter((entry) => entry.key === key)
      .sort(
        (one, other) => Number(one.pinnedTo !== undefined) - Number(other.pinnedTo !== undefined) || older(one, other),
      )
    return first && titleOf(groups.find((group) => group.entries.includes(first)))
  }
  const find = (name: TitleName): Title | undefined =>
    titleOf(groupOf(name) ?? groupOf(living(name))) ?? titleOfKey(recognizer()(name).key)

  // Machines: devices that are linked count once, and only those that were seen recently.
  const machineOf = (id: string, passed: string[] = []): string => {
    const to = ledger.devices.find((device) => device.id === id)?.linkedTo
    return to === undefined || passed.includes(to) || !ledger.devices.some((device) => device.id === to)
      ? id
      : machineOf(to, [...passed, id])
  }
  const counting = ledger.devices.filter(({ seen }) => daysBetween(seen, ledger.today) <= ledger.staleDays)

  // What is reported, and what of it counts.
  const held = new Set(ledger.pairs.map(({ licenseNumber }) => licenseNumber.toUpperCase()))
  const ofPair = (license: string, key: string): boolean =>
    ledger.pairs.some(
      (pair) => pair.licenseNumber.toUpperCase() === license && pair.rows.some((row) => productKey(row) === key),
    )
  const isOvertaken = (row: PlainLedger['statements'][number]): boolean =>
    ledger.statements.some(
      (other) =>
        other.source !== row.source &&
        other.licenseId?.toUpperCase() === row.licenseId?.toUpperCase() &&
        productKey(other) === productKey(row) &&
        (other.at > row.at || (other.at === row.at && other.source > row.source)),
    )
  const counts = (row: PlainLedger['statements'][number]): boolean => {
    const key = productKey(row)
    const license = row.licenseId?.toUpperCase()
    if (license !== undefined) return held.has(license) && !ofPair(license, key) && !isOvertaken(row)
    const byPairs =
      ledger.pairs.some((pair) => pair.rows.some((each) => productKey(each) === key)) ||
      ledger.statements.some((other) => other.licenseId !== undefined && productKey(other) === key && counts(other))
    return !byPairs && !isOvertaken(row)
  }
  const rows = [
    ...ledger.pairs.flatMap((pair) => pair.rows.map((row) => ({ row, pair, counted: true }))),
    ...ledger.statements.map((row) => ({ row, pair: undefined, counted: counts(row) })),
  ]
  const products = [...Map.groupBy(rows, ({ row }) => productKey(row))].map(([key, all]) => ({
    key,
    name: all[0]?.row ?? { productFamily: '', version: '' },
    owned: sum(all.filter(({ counted }) => counted).map(({ row }) => row.effectiveQuantity)),
  }))

  // Which titles each product is for.
  const mappings = [
    ...groups.map((group) => ({ title: titleOf(group), mapping: saidOf(ledger.mappings, group) })),
    ...ledger.mappings.filter((mapping) => !groupOf(mapping)).map((mapping) => ({ title: find(mapping), mapping })),
  ].flatMap(({ title, mapping }) => (title && mapping ? [{ ...mapping, mappedTo: title }] : []))
  const titlesOf = (key: string, product: NamedProduct) => {
    const isIt = (one: NamedProduct) => productKey(one) === key
    const added = mappings
      .flatMap(({ mappedTo, products: some }) => some.filter(isIt).map(({ rank, at }) => ({ mappedTo, rank, at })))
      .sort((one, other) => one.rank - other.rank || (one.at < other.at ? -1 : 1))
      .map(({ mappedTo }) => mappedTo)
    const allowed = titles.filter(
      (title) => !mappings.some((mapping) => mapping.mappedTo === title && (mapping.exclude ?? []).some(isIt)),
    )
    const license = readLicense(product)
    const recognized = allowed.filter(
      (title) => !license.isStepUp && license.key !== undefined && title === titleOfKey(license.key),
    )
    const alike = allowed.filter(({ name, members }) =>
      [name, ...members.flatMap(({ known }) => known)].some(
        (each) => matchKeyOfTitle(each) === matchKeyOfProduct(product),
      ),
    )
    const met = recognized.length > 0 ? recognized : alike
    const byRule = license.isMeasured && met.length === 1 ? met : []
    const excluded = titles.filter((title) => !allowed.includes(title))
    return { read: license, titles: [...new Set([...byRule, ...added])], byRule, excluded }
  }
  const matched = products.map((product) => ({ ...product, ...titlesOf(product.key, product.name) }))

  const licensed = ledger.agreements.flatMap(({ id, product, startDate = '', endDate = '9999' }) =>
    product ? [{ id, title: find(product), count: product.licenseCount, startDate, endDate }] : [],
  )
  const positions = titles.map((title) => {
    const has = new Set(title.members.flatMap((group) => group.entries.flatMap(({ place }) => place ?? [])))
    const machines = new Set(
      counting.filter((device) => device.has.some((name) => has.has(name))).map(({ id }) => machineOf(id)),
    )
    const own = licensed.filter((agreement) => agreement.title === title)
    const counts = own
      .filter(({ startDate, endDate }) => startDate <= ledger.today && ledger.today <= endDate)
      .map(({ count }) => count)
    const isNamed = own.length > 0 || matched.some((product) => product.titles.includes(title))
    return {
      ...title,
      has,
      machines,
      kind: title.kind === 'unknown' && isNamed ? ('licensed' as const) : title.kind,
      installed: machines.size,
      unlimited: counts.includes('unlimited'),
      entitled: sum(counts.map((count) => (count === 'unlimited' ? 0 : count))),
    }
  })
  const give = (title: Title | undefined, quantity: number): void => {
    const position = positions.find(({ id }) => id === title?.id)
    if (position) position.entitled += quantity
  }
  for (const { titles: some, owned } of matched) if (some.length === 1) give(some[0], owned)
  const needs = new Map(
    positions.map(({ id, kind, unlimited, installed, entitled }) => [
      id,
      kind === 'licensed' && !unlimited ? installed - entitled : 0,
    ]),
  )
  const shared = matched
    .filter((each) => each.titles.length > 1)
    .sort((one, other) => (productIdOf(one.name) < productIdOf(other.name) ? -1 : 1))
  for (const { titles: some, owned } of shared) {
    let rest = owned
    for (const title of some) {
      const taken = Math.min(rest, Math.max(0, needs.get(title.id) ?? 0))
      needs.set(title.id, (needs.get(title.id) ?? 0) - taken)
      give(title, taken)
      rest -= taken
    }
    give(some[0], rest)
  }
  return { titles: positions, machineOf, counting, licensed, mappings, rows, matched }
}
