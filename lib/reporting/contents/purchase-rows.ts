import type { StoredAgreement } from '../../agreements/records/stored-agreement.ts'
import type { StoredPair } from '../../agreements/records/stored-pair.ts'
import type { Holding } from './holdings.ts'
import type { Licensed, Licenses } from './licensed.ts'
import type { PurchaseRow, WhyNot } from './purchase-row.ts'
import type { Reported } from './reported.ts'
import type { Scope } from './scope.ts'
import type { FindTitles } from './titles.ts'

/** VLSC and license statements report products of nobody else. */
const publisher = 'Microsoft'

const millisecondsPerDay = 24 * 3_600_000

interface Term {
  startDate?: string | undefined
  endDate?: string | undefined
}

const showTerm = ({ startDate, endDate }: Term, today: string) => ({
  ...(startDate !== undefined && { startDate }),
  ...(endDate !== undefined && {
    endDate,
    daysLeft: Math.round((Date.parse(endDate) - Date.parse(today)) / millisecondsPerDay),
  }),
})

const effect = (whyNot: WhyNot | undefined) => ({
  effectiveToday: whyNot === undefined,
  ...(whyNot !== undefined && { whyNot }),
})

const showHolder = ({ group, agreement }: Pick<Holding, 'group'> & { agreement: StoredAgreement }) => {
  const { id, name, type } = agreement
  const program = 'program' in agreement ? agreement.program : undefined
  return { group: { id: group.id, name: group.name }, agreement: { id, name, type, ...(program && { program }) } }
}

const showProduct = ({ productFamily, version, type, quantity }: Reported) => ({
  publisher,
  product: productFamily,
  version,
  licenseType: type,
  licenses: quantity,
})

/** Terms include their first and their last day. */
const whyNotInTerm = ({ startDate, endDate }: Term, today: string): WhyNot | undefined => {
  if (endDate !== undefined && endDate < today) return 'ended'
  return startDate !== undefined && today < startDate ? 'not-begun' : undefined
}

/** Why a pair has no product in the snapshot. It may lack an answer that came later. */
const whyNothing = ({ status, entitlements }: StoredPair): WhyNot => {
  if (status === 'pending' || status === 'not-found') return status
  return entitlements.length > 0 ? 'pending' : 'nothing-reported'
}

const rowOfStatement = (row: Reported, titles: FindTitles): PurchaseRow => ({
  source: row.source,
  ...(row.licenseId !== undefined && { licenseId: row.licenseId }),
  ...showProduct(row),
  ...effect(row.notCounted),
  titles: row.notCounted === 'no-such-pair' ? [] : titles.ofProduct(row.product),
})

const rowsOfLicensed = (licensed: Licensed, titles: FindTitles, today: string): PurchaseRow[] => {
  const holder = showHolder(licensed)
  if (!('pair' in licensed)) {
    const { id, publisher, productTitle: product, licenseCount: licenses, ...agreement } = licensed.agreement
    const counted = { ...effect(whyNotInTerm(agreement, today)), ...showTerm(agreement, today) }
    return [
      { source: 'agreement', ...holder, publisher, product, licenses, ...counted, titles: titles.ofAgreement(id) },
    ]
  }
  const { pair, answers, statements } = licensed
  const { agreementNumber, licenseNumber, status } = pair
  const held = { ...holder, pair: { agreementNumber, licenseNumber, status } }
  const own = { source: 'vlsc', ...held, ...showTerm(pair, today) } as const
  const rows = answers.map(
    (answer): PurchaseRow => ({
      ...own,
      ...showProduct(answer),
      ...effect(undefined),
      titles: titles.ofProduct(answer.product),
    }),
  )
  const empty: PurchaseRow = { ...own, publisher, licenses: 0, ...effect(whyNothing(pair)), titles: [] }
  return [
    ...(rows.length > 0 ? rows : [empty]),
    ...statements.map((statement) => ({ ...rowOfStatement(statement, titles), ...held })),
  ]
}

/**
 * What the chosen agreements entitle to, agreement by agreement: pairs with what VLSC and license statements say for
 * them. In reports about all groups, what statements say that belongs to no agreement comes last.
 * @param today in the ledger's time zone, YYYY-MM-DD
 */
export async function* purchaseRows(
  { isWhole, types }: Pick<Scope, 'isWhole' | 'types'>,
  licenses: Licenses,
  titles: FindTitles,
  today: string,
): AsyncGenerator<PurchaseRow> {
  for await (const some of licenses.licensed())
    for (const licensed of some) yield* rowsOfLicensed(licensed, titles, today)
  if (!isWhole || !types.includes('volume')) return
  for (const statement of licenses.others()) yield rowOfStatement(statement, titles)
}
