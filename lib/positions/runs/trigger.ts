import { StatementLayout } from '../../entitlements/rows/statement-rows.ts'
import {
  agreementPartitions,
  decisionPartitions,
  devicePartitions,
  type Key,
  listsKey,
  namePartitions,
  pairPartitions,
  snapshotPartition,
  statementEntitlements,
} from '../../foundation/table/keys.ts'
import { commit } from '../../foundation/table/table.ts'
import { want } from '../snapshot/pointers.ts'
import { type AskingDesk, sendDue } from './ask-for-runs.ts'

/** What devices report, or all other facts. */
export type FactKind = 'devices' | 'facts'

const partitions: Record<FactKind, readonly string[]> = {
  devices: [...devicePartitions, ...namePartitions],
  facts: [
    ...agreementPartitions,
    ...pairPartitions,
    ...decisionPartitions,
    ...StatementLayout.options.map(statementEntitlements),
  ],
}

const kinds = new Map<string, FactKind>(
  (['devices', 'facts'] as const).flatMap((kind) => partitions[kind].map((partition) => [partition, kind] as const)),
)

/** What the keys of facts begin with. */
export const factPartitionPrefixes = [...new Set([...kinds.keys()].map((partition) => partition.replace(/#.*/, '#')))]

/** Which kind of fact an item is; undefined for one from which nothing follows. */
export const factKindOf = ({ pk }: Pick<Key, 'pk'>): FactKind | undefined => kinds.get(pk)

const isListsPointer = ({ pk, sk }: Key): boolean => pk === snapshotPartition && sk === listsKey.sk

/**
 * Counts changes from the table's stream, and asks for the runs that follow. A change that comes twice, late or out of
 * order does no harm.
 * @param keys of items that were written or deleted
 */
export const countChanges = async (desk: AskingDesk, keys: readonly Key[]): Promise<void> => {
  const changed = new Set(keys.flatMap((key) => factKindOf(key) ?? []))
  const isCounted = changed.size > 0
  if (isCounted) await commit(desk.table, [want(Object.fromEntries([...changed].map((kind) => [kind, 1])))])
  if (isCounted || keys.some(isListsPointer)) await sendDue(desk)
}
