import type { Change } from '../audit/change.ts'
import { auditEntry, type Changed } from '../audit/trail.ts'
import { invalidInput, LedgerError } from '../errors.ts'
import { type GroupChoice, isBuiltInName, unassigned } from '../groups/group.ts'
import { addGroup, groupNameTaken, joinGroup, type StoredGroup } from '../groups/group-store.ts'
import type { Ledger, PairLedger } from '../ledger.ts'
import { queueNewPairs } from '../refreshes/new-pairs.ts'
import type { Item, Write } from '../table/table.ts'
import { commit } from '../table/table.ts'
import { countPairs } from '../validation/pair-counts.ts'
import type { Agreement, NewAgreement } from './agreement.ts'
import { addAgreement, guardName, pairTaken, stateOf, type WholeAgreement } from './agreement-store.ts'
import { pairKey, pairsFaults } from './pair.ts'
import { showNew } from './show-agreement.ts'
import { addPair } from './stored-pair.ts'

interface Placement {
  groupId: string
  writes: Write[]
  changes: Changed[]
}

/** @param pointer to the field that names the group */
export const unknownGroup =
  (groupId: string, pointer: string) =>
  (counter?: Item): Error => {
    const [code, message] = counter
      ? (['group-deleting', `Group ${groupId} is being deleted and takes no agreements.`] as const)
      : (['group-not-found', `There is no group ${groupId}.`] as const)
    return new LedgerError(counter ? 'conflict' : 'invalid', code, message, [{ pointer, code, message }])
  }

const newGroup = (ledger: Ledger, name: string, { actor, at }: Change): Placement => {
  const taken = () =>
    new LedgerError('conflict', 'group-name-taken', groupNameTaken(name).message, [
      { pointer: '/group/name', code: 'group-name-taken', message: 'Give its id instead, or choose another name.' },
    ])
  if (isBuiltInName(name)) throw taken()
  const group: StoredGroup = { id: ledger.newId(), name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  return {
    groupId: group.id,
    writes: addGroup(group, { name: taken, members: 1, writer: 'api' }),
    changes: [{ type: 'group', id: group.id, name, before: null, after: { name } }],
  }
}

const place = (ledger: Ledger, choice: GroupChoice | undefined, change: Change): Placement => {
  if (choice?.name !== undefined) return newGroup(ledger, choice.name, change)
  const groupId = choice?.id ?? unassigned.id
  return { groupId, writes: [joinGroup(groupId, 1, 'api', unknownGroup(groupId, '/group/id'))], changes: [] }
}

/**
 * Creates an agreement with its pairs into no, an existing or a new group: all or nothing, in one transaction.
 * @throws LedgerError `agreement-name-taken`, `pair-taken`, `pair-too-long`, `program-mismatch`, `group-not-found`,
 *   `group-name-taken`, `group-limit-reached`
 */
export const createAgreement = async (ledger: PairLedger, input: NewAgreement, change: Change): Promise<Agreement> => {
  const { pairs, program, name } = input
  const faults = pairsFaults(pairs, { program, pairLength: ledger.pairLength })
  if (faults.length > 0) throw invalidInput(faults)

  const { actor, at } = change
  const placement = place(ledger, input.group, change)
  const identity = {
    id: ledger.newId(),
    type: input.type,
    name,
    groupId: placement.groupId,
    ...(program && { program }),
  }
  const agreement = { ...identity, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  const sorted = [...pairs].sort((one, other) => (pairKey(one) < pairKey(other) ? -1 : 1))
  const whole: WholeAgreement = { agreement: { ...agreement, pairCount: pairs.length }, pairs: sorted }
  const shown = showNew(whole, ledger)
  const refreshId = ledger.newId()

  await commit(ledger.table, [
    ...change.alongside(shown),
    guardName(agreement),
    ...pairs.map((pair, index) =>
      addPair(pair, agreement.id, (existing) => pairTaken(ledger.table, pair, existing, `/pairs/${index}`)),
    ),
    ...countPairs('api', { added: pairs.length }),
    queueNewPairs(refreshId, pairs, change),
    ...placement.writes,
    ...addAgreement(agreement, pairs),
    auditEntry(ledger.newId(), change, 'agreement-created', [
      { type: 'agreement', id: agreement.id, name, before: null, after: stateOf(whole) },
      ...placement.changes,
    ]),
  ])
  await ledger.announceRefresh(refreshId)
  return shown
}
