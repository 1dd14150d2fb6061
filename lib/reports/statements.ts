import { pairKey } from '../agreements/pair.ts'
import { StoredPair } from '../agreements/stored-pair.ts'
import { whyNotCounted } from '../entitlements/decide-rows.ts'
import { StatementLayout, StoredEntitlement } from '../entitlements/entitlement.ts'
import type { NotCounted } from '../entitlements/entitlement-row.ts'
import { productKey } from '../entitlements/product-key.ts'
import { licenseKey, readStatementRows } from '../entitlements/statement-rows.ts'
import { isReportedByPairs, productIdOf, readProducts } from '../positions/product-store.ts'
import { pairsByLicense, statementEntitlements, statementPrefix } from '../table/keys.ts'
import { pagesOf, queryAll, type Table } from '../table/table.ts'

/** What a license statement says, and why it does not count, if it does not. */
export interface Statement {
  row: StoredEntitlement
  notCounted: NotCounted | undefined
}

/** License IDs that are looked up at once: so many that their rows are found one by one. */
const licensesAtOnce = 20
const productsAtOnce = 200

/** `~` sorts behind all characters of License IDs. */
const behindLicenses = '~'

/** All License IDs of license statements, upper case. */
const readLicenses = async (table: Table): Promise<Set<string>> => {
  const licenses = new Set<string>()
  for (const layout of StatementLayout.options) {
    const query = {
      partition: statementEntitlements(layout),
      between: [`${statementPrefix('')}${behindLicenses}`, behindLicenses] as [string, string],
    }
    for await (const items of pagesOf(table, query))
      for (const item of items) licenses.add(licenseKey(StoredEntitlement.parse(item).licenseId))
  }
  return licenses
}

const readRows = async (table: Table, licenses: ReadonlySet<string>): Promise<StoredEntitlement[]> =>
  (await Promise.all(StatementLayout.options.map((layout) => readStatementRows(table, layout, licenses)))).flat()

const readHolders = async (table: Table, license: string): Promise<[string, StoredPair[]]> => [
  license,
  (await queryAll(table, pairsByLicense(license))).map((item) => StoredPair.parse(item)),
]

/** Rows of some License IDs, and the pairs that have these. */
const readDecided = async (table: Table, licenses: readonly string[]) => {
  const [rows, all] = await Promise.all([
    readRows(table, new Set(licenses)),
    Promise.all(licenses.map((license) => readHolders(table, license))),
  ])
  const holders = new Map(all)
  const byLicense = Map.groupBy(rows, (row) => licenseKey(row.licenseId))
  return licenses.map((license) => {
    const statements = byLicense.get(license) ?? []
    return {
      /** The first pair that has the License ID; its rows stand with this one only. */
      holder: holders.get(license)?.[0],
      said: statements.map((row): Statement => {
        const known = { statements, reported: new Set<string>(), holders }
        return { row, notCounted: whyNotCounted(row, known) }
      }),
    }
  })
}

/** What license statements say, beside the pairs that have their License IDs. */
export const openStatements = async (table: Table) => {
  const licenses = await readLicenses(table)
  const met = new Set<string>()

  const decided = async function* (wanted: readonly string[]) {
    for (let first = 0; first < wanted.length; first += licensesAtOnce)
      yield* await readDecided(table, wanted.slice(first, first + licensesAtOnce))
  }

  return {
    /** What is said for the License IDs of some pairs, by the key of the first pair that has each. */
    ofPairs: async (pairs: readonly StoredPair[]): Promise<Map<string, Statement[]>> => {
      const wanted = new Set(
        pairs.map(({ licenseNumber }) => licenseKey(licenseNumber)).filter((id) => licenses.has(id)),
      )
      const found = new Map<string, Statement[]>()
      for (const license of wanted) met.add(license)
      for await (const { holder, said } of decided([...wanted])) if (holder) found.set(pairKey(holder), said)
      return found
    },

    /** What is said for License IDs that no pair has, of which {@link ofPairs} was not told before. */
    async *ofNobody(): AsyncGenerator<Statement> {
      const others = [...licenses].filter((license) => !met.has(license)).sort()
      for await (const { holder, said } of decided(others)) if (!holder) yield* said
    },

    /** What is said for the organization, by product. */
    async *ofOrganization(): AsyncGenerator<Statement> {
      const byProduct = [...Map.groupBy(await readRows(table, new Set([''])), productKey)].sort(([one], [other]) =>
        one < other ? -1 : 1,
      )
      for (let first = 0; first < byProduct.length; first += productsAtOnce) {
        const some = byProduct.slice(first, first + productsAtOnce)
        const products = await readProducts(
          table,
          some.flatMap(([, [row]]) => (row ? [productIdOf(row)] : [])),
        )
        const reported = new Set([...products.values()].filter(isReportedByPairs).map(productKey))
        for (const [, statements] of some)
          for (const row of statements)
            yield { row, notCounted: whyNotCounted(row, { statements, reported, holders: new Map() }) }
      }
    },
  }
}

export type Statements = Awaited<ReturnType<typeof openStatements>>
