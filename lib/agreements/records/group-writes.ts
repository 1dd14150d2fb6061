import { type Changed, changeOf, historyEntry } from '../../audit/trail.ts'
import { conflict, LedgerError } from '../../foundation/errors.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import { groupCountKey, groupHistoryKey, groupKey, groupNameKey, groupTotalKey } from '../../foundation/table/keys.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { type Item, put, remove, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { isBuiltInName, type Members, maximumGroups, membersOf, nobody, unassigned } from './group.ts'
import { creationOf, type FoundGroup, type StoredGroup, type Writer } from './group-store.ts'

const writers: readonly Writer[] = ['api', 'import']

const builtInName = (name: string): string => `The name ${name} stands for the built-in group ${unassigned.name}.`

export const groupNameTaken = (name: string, pointer = '/name', hint = 'Choose another name.'): LedgerError =>
  conflict('group-name-taken', isBuiltInName(name) ? builtInName(name) : `There is a group named ${name} already.`, [
    { pointer, code: 'group-name-taken', message: hint },
  ])

/** A counter, or what is added to one. `others` is left out when 0: lists of groups read every counter. */
const counterOf = ({ count, others }: Members) => ({ count, ...(others !== 0 && { others }) })

/** Counts agreements into a group that takes some. @param refused gets the counter of a group that is being deleted */
export const joinGroup = (
  groupId: string,
  members: Members,
  writer: Writer,
  refused: (counter?: Item) => Error = raceLost,
): Write =>
  update(
    groupCountKey(groupId, writer),
    { add: counterOf(members) },
    groupId === unassigned.id ? {} : { exists: true, lacks: ['deleting'] },
    refused,
  )

export const joinChosenGroup = (groupId: string, members: Members, pointer: string): Write =>
  joinGroup(groupId, members, 'api', (counter) => {
    const [kind, code, message] = counter
      ? (['conflict', 'group-deleting', `Group ${groupId} is being deleted and takes no agreements.`] as const)
      : (['invalid', 'group-not-found', `There is no group ${groupId}.`] as const)
    return new LedgerError(kind, code, message, [{ pointer, code, message }])
  })

/** Counts agreements out of their groups, even of one that is being deleted: one write for each group. */
export const leaveGroups = (agreements: readonly { type: string; groupId: string }[]): Write[] =>
  [...Map.groupBy(agreements, ({ groupId }) => groupId)].map(([groupId, leaving]) => {
    const { count, others } = membersOf(leaving)
    const condition = groupId === unassigned.id ? {} : { exists: true }
    const less = { add: counterOf({ count: -count, others: -others }) }
    return update(groupCountKey(groupId, 'api'), less, condition)
  })

export const addGroup = (
  id: string,
  name: string,
  { actor, at }: Who,
  { taken, members, writer }: { taken: () => Error; members: Members; writer: Writer },
): { group: StoredGroup; writes: Write[]; changed: Changed } => {
  const group: StoredGroup = { id, name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  const full = `There can be at most ${maximumGroups} groups. Delete one first.`
  return {
    group,
    changed: changeOf('group', group, { before: null, after: { name } }),
    writes: [
      put({ ...groupNameKey(nameKey(name)), groupId: id }, { exists: false }, taken),
      update(groupTotalKey, { add: { total: 1 } }, { below: { total: maximumGroups } }, () =>
        conflict('group-limit-reached', full),
      ),
      put({ ...groupKey(id), ...group }, { exists: false }),
      ...writers.map((counter) =>
        put({ ...groupCountKey(id, counter), ...counterOf(counter === writer ? members : nobody) }, { exists: false }),
      ),
    ],
  }
}

const changeGroup = (group: StoredGroup, set: Partial<StoredGroup>, at: string): Write =>
  update(
    groupKey(group.id),
    { set: { ...set, updatedAt: at, version: group.version + 1 } },
    { equals: { version: group.version }, lacks: ['deleting'] },
  )

export const renameGroup = (group: StoredGroup, name: string, at: string): Write[] => [
  ...(nameKey(name) === nameKey(group.name)
    ? []
    : [
        put({ ...groupNameKey(nameKey(name)), groupId: group.id }, { exists: false }, () => groupNameTaken(name)),
        remove(groupNameKey(nameKey(group.name)), { equals: { groupId: group.id } }),
      ]),
  changeGroup(group, { name, createdAs: group.createdAs ?? group.name }, at),
]

export const closeGroup = (group: StoredGroup, at: string): Write[] => [
  changeGroup(group, { deleting: true }, at),
  ...writers.map((writer) =>
    update(groupCountKey(group.id, writer), { set: { deleting: true } }, { exists: true, lacks: ['deleting'] }),
  ),
]

/** Removes a group on condition that it holds exactly what was counted. Its last entry keeps how it came to be. */
export const dropGroup = ({ group, counts }: FoundGroup, who: Who): { writes: Write[]; changed: Changed } => {
  const { id, name, version } = group
  const states = { before: { name }, after: null }
  return {
    changed: changeOf('group', group, states),
    writes: [
      remove(groupKey(id), { equals: { version } }),
      ...writers.map((writer) => remove(groupCountKey(id, writer), { equals: { count: counts[writer] } })),
      remove(groupNameKey(nameKey(name)), { equals: { groupId: id } }),
      update(groupTotalKey, { add: { total: -1 } }, { above: { total: 0 } }),
      historyEntry(groupHistoryKey(id, version + 1), who, 'group-deleted', { ...states, creation: creationOf(group) }),
    ],
  }
}
