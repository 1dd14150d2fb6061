import { auditEntry, type State } from '../../audit/trail.ts'
import { absent, expectVersion, LedgerError, type Versions } from '../../foundation/errors.ts'
import { raceLost, settle } from '../../foundation/table/attempts.ts'
import { decisionKey, decisionPartitions, lineTotalKey } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { Change, Ledger } from '../../foundation/table/ledger.ts'
import { type ListPage, mergedList, type PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Item, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import {
  type Decision,
  decide,
  decisionAfter,
  isOfKind,
  type Line,
  parseDecision,
  readDecisionsOf,
} from '../titles/decision.ts'
import { tellName } from '../titles/title-id.ts'
import { isSameLine, type NewLine, type RecognitionLine } from './recognition-line.ts'

export const maximumLines = 5_000
export const linesLimit = `A ledger has at most ${maximumLines} recognition lines. Let a line end in * where several say the same, or delete some.`

const limitReached = (): LedgerError => new LedgerError('conflict', 'line-limit-reached', linesLimit)

/** Counts lines that a transaction adds or takes back, on condition that there are not too many then. */
export const countLines = (added: number, refused: () => Error = raceLost): Write[] => {
  if (added === 0) return []
  const condition = added > 0 ? { below: { total: maximumLines - added + 1 } } : { above: { total: -added - 1 } }
  return [update(lineTotalKey, { add: { total: added } }, condition, added > 0 ? refused : raceLost)]
}

export const readLineTotal = async (table: Table): Promise<number> =>
  Number((await table.get(lineTotalKey))?.total ?? 0)

/** A line as it was decided; without a value after it was taken back. */
export type LineDecision = Decision<'line'>

export const stateOf = ({ id: _, ...line }: Line): State => line

const show = ({ by, at, version: revision }: LineDecision, line: Line): RecognitionLine => {
  return { ...line, by, at, revision }
}

const lineNotFound = (id: string): LedgerError =>
  new LedgerError('not-found', 'recognition-line-not-found', `There is no recognition line ${id}.`)

const readLine = async (table: Table, id: string): Promise<LineDecision | undefined> =>
  (await readDecisionsOf(table, [{ kind: 'line', subject: id }])).get('line', id)

/** @throws LedgerError `recognition-line-not-found` */
export const getLine = async (table: Table, id: string): Promise<RecognitionLine> => {
  const decision = await readLine(table, id)
  if (!decision?.value) throw lineNotFound(id)
  return show(decision, decision.value)
}

/** Lines by id, without those that were taken back. @param page.after the last key shown */
export const listLines = async (
  table: Table,
  contains: string | undefined,
  page: PageRequest,
): Promise<ListPage<RecognitionLine>> => {
  const { sk: prefix } = decisionKey('line', '')
  const queries = decisionPartitions.map((partition) => ({ partition, prefix }))
  const parse = (item: Item) =>
    known(parseDecision)(item)
      .filter(isOfKind('line'))
      .flatMap((decision) => (decision.value ? [show(decision, decision.value)] : []))
  const needle = nameKey(contains ?? '')
  const isMeant = ({ id, publisher, title, family = '' }: RecognitionLine): boolean =>
    [id, publisher, title, family].some((text) => nameKey(text).includes(needle))
  const { items, next } = await mergedList(table, queries, page, (item) => parse(item).some(isMeant))
  return { items: items.flatMap(parse), ...(next !== undefined && { next }) }
}

/** Writes a line, or takes it back, with the trail's entry. */
const change = async (
  { table, newId }: Pick<Ledger, 'table' | 'newId'>,
  id: string,
  before: LineDecision | undefined,
  after: Line | undefined,
  who: Change,
): Promise<void> => {
  const { value } = before ?? {}
  const action = value && after ? 'changed' : after ? 'created' : 'deleted'
  const states = { before: value ? stateOf(value) : null, after: after ? stateOf(after) : null }
  const named = after ?? value
  await commit(table, [
    decide('line', id, before, after, who),
    ...countLines(Number(after !== undefined) - Number(value !== undefined), limitReached),
    auditEntry(newId(), who, `recognition-line-${action}`, [
      { type: 'recognition-line', id, name: named ? tellName(named) : id, ...states },
    ]),
  ])
}

/** Creates or replaces a line. @throws LedgerError `stale-version`, `line-limit-reached` */
export const putLine = (
  ledger: Pick<Ledger, 'table' | 'newId'>,
  id: string,
  said: NewLine,
  who: Change,
  expected?: Versions,
): Promise<{ line: RecognitionLine; isNew: boolean }> =>
  settle(async () => {
    const before = await readLine(ledger.table, id)
    expectVersion(before?.value ? before.version : absent, expected)
    const line = { id, ...said }
    if (before?.value && isSameLine(before.value, said)) return { line: show(before, before.value), isNew: false }
    await change(ledger, id, before, line, who)
    return { line: show(decisionAfter('line', id, before, line, who), line), isNew: !before?.value }
  })

/** What was before applies again with the next reconciliation. @throws LedgerError `recognition-line-not-found`, `stale-version` */
export const deleteLine = (
  ledger: Pick<Ledger, 'table' | 'newId'>,
  id: string,
  who: Change,
  expected?: Versions,
): Promise<void> =>
  settle(async () => {
    const before = await readLine(ledger.table, id)
    if (!before?.value) throw lineNotFound(id)
    expectVersion(before.version, expected)
    await change(ledger, id, before, undefined, who)
  })
