import { FileLayout } from '../../entitlements/rows/statement-rows.ts'
import { isWon, settle } from '../../foundation/table/attempts.ts'
import {
  agreementPartitions,
  decisionPartitions,
  deviceFactsPartitions,
  devicePartitions,
  type Key,
  listsKey,
  namePartitions,
  pairPartitions,
  snapshotPartition,
  statementEntitlements,
} from '../../foundation/table/keys.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import type { Terms } from '../snapshot/manifest.ts'
import { isDue, isPending, type Pointers, presentOf, readPointers, want } from '../snapshot/pointers.ts'
import { paceOf } from './pace.ts'
import {
  newReconciliation,
  type Reconciliation,
  type RunDesk,
  reconciliations,
  Stage,
  showRun,
} from './reconciliation.ts'

export type AskingDesk = Pick<RunDesk, 'table' | 'now' | 'timeZone' | 'ask'>

type FactKind = 'devices' | 'facts'

const statementPartitions = FileLayout.options.map(statementEntitlements)
const factPartitions = [...agreementPartitions, ...pairPartitions, ...decisionPartitions, ...statementPartitions]
const kinds = new Map<string, FactKind>([
  ...[...devicePartitions, ...deviceFactsPartitions, ...namePartitions].map(
    (partition) => [partition, 'devices'] as const,
  ),
  ...factPartitions.map((partition) => [partition, 'facts'] as const),
])

export const factPartitionPrefixes = [...new Set([...kinds.keys()].map((partition) => partition.replace(/#.*/, '#')))]

export const factKindOf = ({ pk }: Pick<Key, 'pk'>): FactKind | undefined => kinds.get(pk)

const longestDelay = 900

/** Asks for runs that are due, as soon as their pace allows. The table's stream and the sweep call it, never a run. */
export const sendDue = async (desk: AskingDesk, pointers: Pointers): Promise<void> => {
  const present = presentOf(desk)
  const now = desk.now()
  for (const stage of Stage.options) {
    const pace = paceOf(stage, pointers, now)
    if (!isDue[stage](pointers, present) || pace.isSent) continue
    const seconds = Math.min(longestDelay, Math.ceil(pace.wait / 1_000))
    if (await isWon(commit(desk.table, [pace.noteSent(seconds * 1_000)]))) await desk.ask(stage, seconds)
  }
}

/** Counts changes from the table's stream, even twice, late or out of order, and asks for the runs that follow. */
export const countChanges = async (desk: AskingDesk, keys: readonly Key[]): Promise<void> => {
  const changed = new Set(keys.flatMap((key) => factKindOf(key) ?? []))
  const add = Object.fromEntries([...changed].map((kind) => [kind, 1]))
  if (changed.size > 0) await commit(desk.table, [want(add)])
  const haveListsMoved = keys.some(({ pk, sk }) => pk === snapshotPartition && sk === listsKey.sk)
  if (changed.size > 0 || haveListsMoved) await sendDue(desk, await readPointers(desk.table))
}

/** Asks for a run whatever the pace, once an import has ended. If this is lost, the table's stream asks for it. */
export const goFirst = async ({ table, ask }: Pick<RunDesk, 'table' | 'ask'>, kind: FactKind): Promise<void> => {
  await commit(table, [want({ [kind]: 1 })])
  await ask(kind === 'devices' ? 'collect' : 'reconcile')
}

/** Whether changes have waited for a snapshot for so many milliseconds. The answer may be one look late. */
export const watchChanges = async (desk: Omit<AskingDesk, 'ask'>, patience: number): Promise<boolean> => {
  const pointers = await readPointers(desk.table)
  const { wanted, current } = pointers
  const waits = isPending(pointers, presentOf(desk))
  const { waitingSince: before } = wanted
  const snapshot = current?.id ?? ''
  if (waits && before?.snapshot === snapshot) return desk.now().getTime() - Date.parse(before.at) >= patience
  if (!waits && !before) return false
  const waitingSince = waits ? { snapshot, at: desk.now().toISOString() } : undefined
  await isWon(commit(desk.table, [want({}, { waitingSince }, { waitingSince: before })]))
  return false
}

/** Makes both stages due: after a start, changes may have been missed. */
export const startRuns = (table: Table): Promise<void> => commit(table, [want({ devices: 1, facts: 1 })])

export type ConclusionSettings = Pick<Terms, 'timeZone' | 'staleDays' | 'alertDays' | 'alertNoEntitlement'>

/** Makes both stages due when settings are others than before. @returns the pointers after it */
export const followSettings = async (table: Table, settings: ConclusionSettings): Promise<Pointers> => {
  const pointers = await readPointers(table)
  const { timeZone, staleDays, alertDays, alertNoEntitlement } = settings
  const now = JSON.stringify([timeZone, staleDays, alertDays, alertNoEntitlement])
  const { settings: before } = pointers.wanted
  if (before === now) return pointers
  await isWon(commit(table, [want({ devices: 1, facts: 1 }, { settings: now }, { settings: before })]))
  return readPointers(table)
}

/** Asks for a run that reads everything again, unless one waits already. @returns the run, and whether this made it */
export const requestRun = async (
  { table, newId, ask }: Pick<RunDesk, 'table' | 'newId' | 'ask'>,
  change: Change,
): Promise<{ run: Reconciliation; begun: boolean }> => {
  const at = new Date(change.at)
  const requested = await settle(async () => {
    const { wanted } = await readPointers(table)
    const queued = wanted.queuedRun === undefined ? undefined : await reconciliations.read(table, wanted.queuedRun)
    if (queued?.status === 'queued') return { run: showRun(queued, at), begun: false }
    const run = newReconciliation(newId(), change.at, { stage: 'reconcile', trigger: 'manual', status: 'queued' })
    const result = { run: showRun(run, at), begun: true }
    const queue = { queuedRun: run.id, queuedDevices: wanted.devices + 1 }
    const asRead = { devices: wanted.devices || undefined, queuedRun: wanted.queuedRun }
    const writes = [reconciliations.add(run), want({ devices: 1, facts: 1 }, queue, asRead)]
    await commit(table, [...change.alongside(result), ...writes])
    return result
  })
  if (requested.begun) await ask('collect')
  return requested
}
