import type { StoredAgreement, StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import type { StoredPair } from '../../agreements/records/stored-pair.ts'
import type { Holding, Scope } from './holdings.ts'
import type { Licensed, Licenses } from './licensed.ts'
import type { PurchaseRow, WhyNot } from './purchase-row.ts'
import type { Reported } from './reported-rows.ts'
import type { FindTitles } from './titles.ts'

/** Whose products VLSC and license statements report. */
const publisher = 'Microsoft'

const millisecondsPerDay = 24 * 3_600_000

interface Term {
  startDate?: string | undefined
  endDate?: string | undefined
}

const showTerm = (
  { startDate, endDate }: Term,
  today: string,
): Pick<PurchaseRow, 'startDate' | 'endDate' | 'daysLeft'> => ({
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

const showHolder = ({ group, agreement }: { group: Holding['group']; agreement: StoredAgreement }) => ({
  group: { id: group.id, name: group.name },
  agreement: {
    id: agreement.id,
    name: agreement.name,
    type: agreement.type,
    ...('program' in agreement && agreement.program && { program: agreement.program }),
  },
})

const showPair = ({ agreementNumber, licenseNumber, status }: StoredPair) => ({
  pair: { agreementNumber, licenseNumber, status },
})

const showProduct = ({ productFamily, version, type, quantity }: Reported) => ({
  publisher,
  product: productFamily,
  version,
  licenseType: type,
  licenses: quantity,
})

/** Why an other agreement does not count: its term includes its first and its last day. */
const whyNotInTerm = ({ startDate, endDate }: Term, today: string): WhyNot | undefined => {
  if (endDate !== undefined && endDate < today) return 'ended'
  return startDate !== undefined && today < startDate ? 'not-begun' : undefined
}

const rowOfOther = (
  holding: { group: Holding['group']; agreement: StoredOtherAgreement },
  titles: FindTitles,
  today: string,
): PurchaseRow => {
  const { agreement } = holding
  return {
    source: 'agreement',
    ...showHolder(holding),
    publisher: agreement.publisher,
    product: agreement.productTitle,
    licenses: agreement.licenseCount,
    ...effect(whyNotInTerm(agreement, today)),
    ...showTerm(agreement, today),
    titles: titles.ofAgreement(agreement.id),
  }
}

/** Without any product in the snapshot. An answer that came later is not known yet. */
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
  if (!('pair' in licensed)) return [rowOfOther(licensed, titles, today)]
  const { pair, answers, statements } = licensed
  const own = { source: 'vlsc', ...showHolder(licensed), ...showPair(pair) } as const
  const term = showTerm(pair, today)
  const rows = answers.map(
    (answer): PurchaseRow => ({
      ...own,
      ...showProduct(answer),
      ...effect(undefined),
      ...term,
      titles: titles.ofProduct(answer.product),
    }),
  )
  const empty: PurchaseRow = { ...own, publisher, licenses: 0, ...effect(whyNothing(pair)), ...term, titles: [] }
  return [
    ...(rows.length > 0 ? rows : [empty]),
    ...statements.map((statement) => ({
      ...rowOfStatement(statement, titles),
      ...showHolder(licensed),
      ...showPair(pair),
    })),
  ]
}

/**
 * What the chosen agreements entitle to, agreement by agreement: pairs with what VLSC and license statements say for
 * them. After them, when all groups are asked for, what statements say that belongs to no agreement.
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
