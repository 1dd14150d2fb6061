import type { PageRequest } from '../../foundation/table/lists.ts'
import { bestCandidates } from '../../recognition/products/candidates.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import { type Decision, isOfKind, readAllDecisions } from '../../recognition/titles/decision.ts'
import { newestOf } from '../../recognition/titles/title-decisions.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { Row } from '../snapshot/tables.ts'
import type { DecisionItem } from './decision-item.ts'
import { titlesByWord } from './list-entitlements.ts'
import { fieldsOf, type ListKind, listRows, pageOf } from './list-rows.ts'
import { listSettled } from './list-settled.ts'
import { type OpenDecision, openOf, settledSince } from './open-decisions.ts'
import { type MappingOf, showOpen } from './show-open.ts'
import { type AnswerShelf, factNames, titlesById } from './title-rows.ts'

const openList = {
  id: ({ id }: OpenDecision) => id,
  sorts: {},
  sums: {},
  facets: { kind: ({ kind }: OpenDecision) => kind },
} satisfies ListKind<OpenDecision>

export const decisionFields = fieldsOf(openList)

const readMappings = (titles: readonly Row<'titles'>[], decisions: readonly Decision[]): MappingOf => {
  const byKey = new Map(
    decisions
      .filter(isOfKind('mapping'))
      .flatMap((decision) => (decision.value ? [[titleKey(decision.value), decision]] : [])),
  )
  return (titleId) => {
    const title = titlesById(titles).get(titleId)
    return title && newestOf(factNames(title).map((name) => byKey.get(titleKey(name))))
  }
}

/** What is open in the current snapshot, without what was settled since. */
const listOpen = async (
  { table, snapshots }: Pick<AnswerShelf, 'table' | 'snapshots'>,
  kind: readonly DecisionItem['kind'][] | undefined,
  page: PageRequest,
) => {
  const opened = await snapshots.openPage(page)
  const { snapshot } = opened
  const [open, decisions, titles] = await Promise.all([
    snapshot ? openOf(snapshot) : [],
    readAllDecisions(table),
    snapshot ? snapshot.all('titles') : [],
  ])
  const isSettled = settledSince(decisions, snapshot?.manifest.readFrom ?? '')
  const filters = {
    kind: kind && ((one: OpenDecision) => kind.includes(one.kind)),
    settled: (one: OpenDecision) => !isSettled(one),
  }
  const { rows, ...list } = listRows(open, openList, { filters, ...opened })
  const products = rows.flatMap(({ product }) => product ?? [])
  const candidates = bestCandidates(products, titlesByWord(titles))
  const mappingOf = readMappings(titles, decisions)
  const items = rows.map((one) => showOpen(one, (product) => candidates.get(productKey(product)) ?? [], mappingOf))
  return pageOf(opened, items, list)
}

/** What managers have to decide, most machines or licenses first; or what they have decided, newest first. */
export const listDecisions = (
  ledger: Pick<AnswerShelf, 'table' | 'snapshots'>,
  { kind, settled }: { kind?: readonly DecisionItem['kind'][] | undefined; settled: boolean },
  page: PageRequest,
) => (settled ? listSettled(ledger, kind, page) : listOpen(ledger, kind, page))
