import type { StoredAgreement, StoredOtherAgreement } from '../agreements/stored-agreement.ts'
import type { StoredPair } from '../agreements/stored-pair.ts'
import { isInTerm } from '../positions/entitling.ts'
import type { Table } from '../table/table.ts'
import type { Entitlement } from '../vlsc/contract.ts'
import type { Holding, Scope } from './holdings.ts'
import type { Licensed, Licenses } from './licensed.ts'
import type { PurchaseRow, WhyNot } from './purchase-row.ts'
import type { Statement } from './statements.ts'
import { type FindTitles, titleFinder } from './titles.ts'

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

const showProduct = ({ productFamily, version, type, effectiveQuantity }: Entitlement) => ({
  publisher,
  product: productFamily,
  version,
  licenseType: type,
  licenses: effectiveQuantity,
})

type Found = Awaited<ReturnType<FindTitles>>

/** Why an other agreement does not count. */
const whyNotInTerm = ({ startDate, endDate }: Term, today: string): WhyNot | undefined => {
  if (isInTerm({ startDate, endDate }, today)) return undefined
  return endDate !== undefined && endDate < today ? 'ended' : 'not-begun'
}

const rowOfOther = (
  holding: { group: Holding['group']; agreement: StoredOtherAgreement },
  found: Found,
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
    titles: found.ofTitle(agreement.titleId),
  }
}

const statusWithoutProduct: Record<StoredPair['status'], WhyNot> = {
  pending: 'pending',
  'not-found': 'not-found',
  valid: 'nothing-reported',
  expired: 'nothing-reported',
}

const rowOfStatement = ({ row, notCounted }: Statement, found: Found): PurchaseRow => ({
  source: row.source,
  ...(row.licenseId !== undefined && { licenseId: row.licenseId }),
  ...showProduct(row),
  ...effect(notCounted),
  titles: notCounted === 'no-such-pair' ? [] : found.ofProduct(row),
})

const rowsOfLicensed = (licensed: Licensed, found: Found, today: string): PurchaseRow[] => {
  if (!('pair' in licensed)) return [rowOfOther(licensed, found, today)]
  const { pair, answers, statements } = licensed
  const own = { source: 'vlsc', ...showHolder(licensed), ...showPair(pair) } as const
  const term = showTerm(pair, today)
  const rows = answers.map(
    (answer): PurchaseRow => ({
      ...own,
      ...showProduct(answer),
      ...effect(undefined),
      ...term,
      titles: found.ofProduct(answer),
    }),
  )
  const empty: PurchaseRow = {
    ...own,
    publisher,
    licenses: 0,
    ...effect(statusWithoutProduct[pair.status]),
    ...term,
    titles: [],
  }
  return [
    ...(rows.length > 0 ? rows : [empty]),
    ...statements.map((statement) => ({
      ...rowOfStatement(statement, found),
      ...showHolder(licensed),
      ...showPair(pair),
    })),
  ]
}

const productsOf = (licensed: Licensed) =>
  'pair' in licensed ? [...licensed.answers, ...licensed.statements.map(({ row }) => row)] : []

const titlesOf = ({ agreement }: Licensed): string[] => (agreement.type === 'other' ? [agreement.titleId] : [])

/** Statements that are looked up at once. */
const statementsAtOnce = 200

async function* loneRows(statements: AsyncIterable<Statement>, findTitles: FindTitles): AsyncGenerator<PurchaseRow> {
  let batch: Statement[] = []
  const rows = async (): Promise<PurchaseRow[]> => {
    const some = batch
    batch = []
    const found = await findTitles(
      some.map(({ row }) => row),
      [],
    )
    return some.map((statement) => rowOfStatement(statement, found))
  }
  for await (const statement of statements) {
    batch.push(statement)
    if (batch.length >= statementsAtOnce) yield* await rows()
  }
  if (batch.length > 0) yield* await rows()
}

/**
 * What the chosen agreements entitle to, agreement by agreement: pairs with what VLSC and license statements say for
 * them. Behind them, when all groups are asked for, what statements say that belongs to no agreement.
 * @param today in the ledger's time zone, YYYY-MM-DD
 */
export async function* purchaseRows(
  table: Table,
  { isWhole, types }: Pick<Scope, 'isWhole' | 'types'>,
  { licensed: all, statements }: Licenses,
  today: string,
): AsyncGenerator<PurchaseRow> {
  const findTitles = titleFinder(table)
  for await (const some of all) {
    const found = await findTitles(some.flatMap(productsOf), some.flatMap(titlesOf))
    for (const licensed of some) yield* rowsOfLicensed(licensed, found, today)
  }
  if (!isWhole || !types.includes('volume')) return
  yield* loneRows(statements.ofNobody(), findTitles)
  yield* loneRows(statements.ofOrganization(), findTitles)
}
