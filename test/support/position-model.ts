import { isInTerm } from '../../lib/positions/entitling.ts'
import { share } from '../../lib/positions/share.ts'

/** What decides about license positions, as plain as can be. Products and titles are known by their ids. */
export interface Facts {
  today: string
  /** What each pair's answer says, in rows of product and quantity. */
  pairs: { licenseNumber: string; rows: { product: string; quantity: number }[] }[]
  /** `license` is '' for the whole organization; `when` and layout tell which file is newer. */
  statements: { layout: string; license: string; product: string; quantity: number; when: string }[]
  agreements: { titleId: string; licenseCount: number; startDate?: string; endDate?: string }[]
  /** Names are `publisher: title`. */
  titles: { id: string; name: string; mergedInto?: string; licensable: boolean; installed: number; isMapped: boolean }[]
  /** Whom managers mapped a product to, in the order in which these share. */
  mapped: Map<string, string[]>
  /** Names of titles that a product meets by rule. */
  meets: Map<string, string[]>
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

/** Spec "Entitlements": sources never add up twice. */
export const ownedOf = ({ pairs, statements }: Facts, product: string): number => {
  const answers = pairs.flatMap(({ rows }) => rows.filter((row) => row.product === product))
  const rows = statements.filter((row) => row.product === product)
  const isNewest = (row: (typeof rows)[number]) =>
    !rows.some(
      (other) =>
        other.license === row.license &&
        other.layout !== row.layout &&
        [other.when, other.layout] > [row.when, row.layout],
    )
  const holders = (license: string) => pairs.filter((pair) => pair.licenseNumber === license)
  const licensed = rows
    .filter(({ license }) => license !== '' && holders(license).length > 0)
    .filter(({ license }) => !holders(license).some((pair) => pair.rows.some((row) => row.product === product)))
    .filter(isNewest)
  const organization = rows.filter(({ license }) => license === '').filter(isNewest)
  const own = [...answers, ...licensed]
  return sum((own.length > 0 ? own : organization).map(({ quantity }) => quantity))
}

const statusOf = (licensable: boolean, installed: number, entitled: number): string => {
  if (!licensable) return 'not-licensable'
  if (installed === 0) return entitled === 0 ? 'absent' : 'unused'
  return entitled === 0 ? 'no-entitlement' : entitled < installed ? 'short' : 'covered'
}

/** Spec "Position", for all titles that are there. */
export const modelPositions = (facts: Facts) => {
  const { titles, agreements, mapped, meets, today } = facts
  const living = (id: string): string => living1(titles.find((title) => title.id === id)?.mergedInto, id)
  const living1 = (into: string | undefined, id: string): string => (into === undefined ? id : living(into))
  const title = (id: string) => titles.find((each) => each.id === id)
  const titlesOf = (product: string): string[] => {
    const named = mapped.get(product) ?? []
    if (named.length > 0) return [...new Set(named.map(living))]
    const met = titles.filter(({ name }) => meets.get(product)?.includes(name)).map(({ id }) => living(id))
    const free = [...new Set(met)].filter((id) => !title(id)?.isMapped)
    return free.length === 1 ? free : []
  }
  const products = [...meets.keys()].map((id) => ({ id, quantity: ownedOf(facts, id), titleIds: titlesOf(id) }))
  const own = (id: string): number =>
    sum(
      agreements
        .filter((each) => living(each.titleId) === id && isInTerm(each, today))
        .map((each) => each.licenseCount),
    ) +
    sum(products.filter(({ titleIds }) => titleIds.length === 1 && titleIds[0] === id).map(({ quantity }) => quantity))
  const needs = new Map(titles.map(({ id, licensable, installed }) => [id, licensable ? installed - own(id) : 0]))
  const shares = share(
    products.filter(({ titleIds }) => titleIds.length > 1),
    needs,
  )
  return Object.fromEntries(
    titles
      .filter(({ mergedInto }) => mergedInto === undefined)
      .map(({ id, name, licensable, installed }) => {
        const entitled = own(id) + sum([...shares.values()].map((given) => given.get(id) ?? 0))
        return [name, { entitled, installed, status: statusOf(licensable, installed, entitled) }]
      }),
  )
}
