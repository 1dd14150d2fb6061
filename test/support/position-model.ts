import type { StoredEntitlement } from '../../lib/entitlements/rows/statement-rows.ts'
import type { AgreementFact } from '../../lib/positions/reconcile/read-facts.ts'
import { normalize } from '../../lib/recognition/names/normalize.ts'
import { productIdOf, productKey } from '../../lib/recognition/products/product-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../lib/recognition/products/product-name.ts'
import type { DecisionValue, TitleName } from '../../lib/recognition/titles/decision.ts'
import { idOfName, titleKey } from '../../lib/recognition/titles/title-id.ts'

/** A ledger as people would write it down: what the model counts by hand, and what facts are made of. */
export interface PlainLedger {
  today: string
  staleDays: number
  names: (TitleName & { seenAt: string })[]
  /** `has`: places of names; `seen`: the day on which it reported. */
  devices: { id: string; has: number[]; seen: string; linkedTo?: string | undefined }[]
  agreements: AgreementFact[]
  pairs: {
    agreementNumber: string
    licenseNumber: string
    status: 'pending' | 'valid' | 'expired' | 'not-found'
    rows: { productFamily: string; version: string; effectiveQuantity: number }[]
  }[]
  statements: Pick<
    StoredEntitlement,
    'source' | 'productFamily' | 'version' | 'effectiveQuantity' | 'licenseId' | 'at'
  >[]
  catalog: (DecisionValue<'catalog'> & { at: string })[]
  licensable: (DecisionValue<'licensable'> & { at: string })[]
  merges: (DecisionValue<'merge'> & { at: string })[]
  pins: { name: TitleName; belongsTo: TitleName }[]
  mappings: DecisionValue<'mapping'>[]
}

export interface PlainPosition {
  title: string
  installed: number
  entitled: number
  unlimited: boolean
  status: string
}

interface Entry {
  id: string
  own: TitleName
  seenAt: string
  /** Place of the name that devices report. */
  name?: number
  needs: boolean
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const same = (one: TitleName, other: TitleName): boolean => titleKey(one) === titleKey(other)
const daysBetween = (day: string, later: string): number => (Date.parse(later) - Date.parse(day)) / 86_400_000

/** Counts every position from the facts, title by title and device by device: slow, and easy to check by eye. */
export const countByHand = (ledger: PlainLedger): Record<string, PlainPosition> => {
  const living = (name: TitleName, passed: (TitleName & { into: TitleName; at: string })[] = []): TitleName => {
    const merge = ledger.merges.find((each) => same(each, name))
    if (!merge) return name
    const start = passed.findIndex((each) => same(each, name))
    if (start < 0) return living(merge.into, [...passed, merge])
    return passed.slice(start).reduce((newest, each) => (each.at >= newest.at ? each : newest)).into
  }

  // Which titles there are, by what they are called before merges.
  const isName = (one: TitleName) => (other: TitleName) =>
    one.publisher === other.publisher && one.title === other.title
  const pinned = (name: TitleName) => ledger.pins.find((pin) => isName(name)(pin.name))?.belongsTo
  const entries: Entry[] = [
    ...ledger.names.map((name, index): Entry => {
      const { publisher, title, licensable } = normalize(name)
      const seenAt =
        [name, ...ledger.catalog.filter(isName(name)).map(({ at }) => ({ seenAt: at }))]
          .map((each) => each.seenAt)
          .sort()[0] ?? ''
      return { id: idOfName(name), own: pinned(name) ?? { publisher, title }, seenAt, name: index, needs: licensable }
    }),
    ...ledger.catalog
      .filter((added) => !ledger.names.some(isName(added)))
      .map((added): Entry => {
        const { publisher, title, at } = added
        return { id: idOfName(added), own: pinned(added) ?? { publisher, title }, seenAt: at, needs: true }
      }),
  ]
  const first = (some: readonly Entry[]): Entry | undefined =>
    [...some].sort((one, other) =>
      one.seenAt === other.seenAt ? (one.id < other.id ? -1 : 1) : one.seenAt < other.seenAt ? -1 : 1,
    )[0]
  const titles = new Map<string, { name: TitleName; entries: Entry[]; own: Entry[] }>()
  for (const entry of entries) {
    const name = living(entry.own)
    const title = titles.get(titleKey(name)) ?? { name, entries: [], own: [] }
    title.entries.push(entry)
    if (same(entry.own, name)) title.own.push(entry)
    titles.set(titleKey(name), title)
  }

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
    ...ledger.pairs.flatMap((pair) => pair.rows.map((row) => ({ ...row, counted: true }))),
    ...ledger.statements.map((row) => ({ ...row, counted: counts(row) })),
  ]
  const products = [...Map.groupBy(rows, productKey)].map(([key, all]) => ({
    key,
    name: all[0] ?? { productFamily: '', version: '' },
    owned: sum(all.filter(({ counted }) => counted).map(({ effectiveQuantity }) => effectiveQuantity)),
  }))

  // Which titles each product is for.
  const keys = [...titles.keys()].sort()
  const titlesOf = (key: string, matchKey: string): string[] => {
    const mapped = ledger.mappings.flatMap((mapping) => {
      const title = titleKey(living(mapping))
      return titles.has(title)
        ? mapping.products.filter((product) => productKey(product) === key).map(({ rank, at }) => ({ title, rank, at }))
        : []
    })
    if (mapped.length > 0)
      return [
        ...new Set(
          mapped.sort((one, other) => one.rank - other.rank || (one.at < other.at ? -1 : 1)).map(({ title }) => title),
        ),
      ]
    const met = keys.filter((title) => {
      const isMapped = ledger.mappings.some((mapping) => titleKey(mapping) === title)
      const { name, entries: all = [] } = titles.get(title) ?? {}
      const names = new Map([...(name ? [name] : []), ...all.map(({ own }) => own)].map((own) => [titleKey(own), own]))
      return !isMapped && [...names.values()].some((own) => matchKeyOfTitle(own) === matchKey)
    })
    return met.length === 1 ? met : []
  }
  const matched = products.map((product) => ({
    ...product,
    titles: titlesOf(product.key, matchKeyOfProduct(product.name)),
  }))

  const positions = keys.map((key) => {
    const { entries: all = [], own = [] } = titles.get(key) ?? {}
    const has = new Set(all.flatMap(({ name }) => name ?? []))
    const machines = new Set(
      counting.filter((device) => device.has.some((name) => has.has(name))).map(({ id }) => machineOf(id)),
    )
    const said = [
      ...ledger.licensable.filter((decision) => titleKey(decision) === key),
      ...ledger.catalog.filter((decision) => (own.length > 0 ? own : all).some(({ id }) => id === idOfName(decision))),
    ].sort((one, other) => (one.at < other.at ? 1 : -1))[0]
    const agreements = ledger.agreements.filter(
      ({ product, startDate = '', endDate = '9999' }) =>
        product && titleKey(living(product)) === key && startDate <= ledger.today && ledger.today <= endDate,
    )
    const licenses = agreements.map(({ product }) => product?.licenseCount ?? 0)
    return {
      key,
      id: (first(own) ?? first(all))?.id ?? '',
      licensable: said ? said.licensable : (first(own.length > 0 ? own : all)?.needs ?? true),
      installed: machines.size,
      unlimited: licenses.includes('unlimited'),
      entitled: sum(licenses.map((count) => (count === 'unlimited' ? 0 : count))),
    }
  })
  const byKey = new Map(positions.map((position) => [position.key, position]))
  const give = (title: string | undefined, quantity: number): void => {
    const position = title === undefined ? undefined : byKey.get(title)
    if (position) position.entitled += quantity
  }
  for (const {
    titles: [only, ...others],
    owned,
  } of matched)
    if (others.length === 0) give(only, owned)
  const needs = new Map(
    positions.map(({ key, licensable, unlimited, installed, entitled }) => [
      key,
      licensable && !unlimited ? installed - entitled : 0,
    ]),
  )
  const idOf = (key: string): string => productIds.get(key) ?? ''
  const productIds = new Map(matched.map(({ key, name }) => [key, productIdOf(name)]))
  for (const { titles: some, owned } of matched
    .filter((each) => each.titles.length > 1)
    .sort((one, other) => (idOf(one.key) < idOf(other.key) ? -1 : 1))) {
    let rest = owned
    for (const title of some) {
      const taken = Math.min(rest, Math.max(0, needs.get(title) ?? 0))
      needs.set(title, (needs.get(title) ?? 0) - taken)
      give(title, taken)
      rest -= taken
    }
    give(some[0], rest)
  }
  return Object.fromEntries(
    positions.map(({ key, id, installed, entitled, unlimited, licensable }) => {
      const status = !licensable
        ? 'not-licensable'
        : installed === 0
          ? entitled > 0 || unlimited
            ? 'unused'
            : 'absent'
          : unlimited || entitled >= installed
            ? 'covered'
            : entitled === 0
              ? 'no-entitlement'
              : 'short'
      return [id, { title: key, installed, entitled, unlimited, status }]
    }),
  )
}
