import * as z from 'zod'
import type { Creation } from '../../audit/trail.ts'
import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import { groupCountKey, groupKey, groupNameKey, groupsPartition, groupTotalKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { type Item, put, queryAll, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { type Group, maximumGroups, unassigned } from './group.ts'
import { addMembers, type Members, nobody } from './members.ts'

/** Who counts: API calls and imports add to counters of their own, so that they do not stand in each other's way. */
export type Writer = 'api' | 'import'
const writers: readonly Writer[] = ['api', 'import']

export const StoredGroup = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  createdAt: z.string(),
  createdBy: z.string(),
  updatedAt: z.string(),
  /** The name at creation; written with the first change. */
  createdAs: z.string().optional(),
  deleting: z.literal(true).optional(),
})
export type StoredGroup = z.infer<typeof StoredGroup>

const StoredCount = z.object({ sk: z.string(), count: z.number(), others: z.number().default(0) })
const StoredGuard = z.object({ groupId: z.string() })

/** Exact counts by writer; their sum is what a group holds. */
export type Counts = Record<Writer, number>

export const builtInGroup = (agreementCount: number): Group => ({
  ...unassigned,
  builtIn: true,
  agreementCount,
  version: 1,
  createdAt: '1970-01-01T00:00:00.000Z',
  updatedAt: '1970-01-01T00:00:00.000Z',
})

export const showGroup = (group: StoredGroup, agreementCount: number): Group => ({
  id: group.id,
  name: group.name,
  builtIn: false,
  agreementCount,
  ...(group.deleting && { deleting: true }),
  version: group.version,
  createdAt: group.createdAt,
  updatedAt: group.updatedAt,
})

const isCounter = ({ sk }: Item): boolean => String(sk).includes('#COUNT#')

/** All groups with their exact counts, in one consistent query (a page holds about 1,500 groups). */
export const readGroups = async (table: Table): Promise<Group[]> => {
  const items = await queryAll(table, { partition: groupsPartition, prefix: 'GROUP#' })
  const countsOf = Map.groupBy(items.filter(isCounter), ({ sk }) => String(sk).split('#')[1])
  const total = (id: string): number =>
    (countsOf.get(id) ?? []).reduce((sum, item) => sum + StoredCount.parse(item).count, 0)
  const named = items.filter((item) => !isCounter(item)).map((item) => StoredGroup.parse(item))
  const byName = named
    .map((group) => ({ group, order: Buffer.from(nameKey(group.name)) }))
    .sort((one, other) => Buffer.compare(one.order, other.order))
  return [builtInGroup(total(unassigned.id)), ...byName.map(({ group }) => showGroup(group, total(group.id)))]
}

const countsIn = (items: readonly Item[], id: string): Counts => {
  const count = (writer: Writer): number => {
    const item = items.find(({ sk }) => sk === groupCountKey(id, writer).sk)
    return item ? StoredCount.parse(item).count : 0
  }
  return { api: count('api'), import: count('import') }
}

/** A group and its counters lie together: one consistent query reads them. */
const readTogether = async (table: Table, id: string): Promise<Item[]> => {
  const { pk: partition, sk: prefix } = groupKey(id)
  return (await table.query({ partition, prefix })).items
}

/** One group with its counters; undefined when there is none. */
export const readGroup = async (
  table: Table,
  id: string,
): Promise<{ group: StoredGroup; counts: Counts } | undefined> => {
  const items = await readTogether(table, id)
  const group = items.find(({ sk }) => sk === groupKey(id).sk)
  return group && { group: StoredGroup.parse(group), counts: countsIn(items, id) }
}

const sumCounters = (items: readonly Item[]): Members =>
  items
    .filter(isCounter)
    .map((item) => StoredCount.parse(item))
    .reduce(addMembers, nobody)

/** How many agreements a group holds; none when it is not there. */
export const countMembers = async (table: Table, id: string): Promise<Members> =>
  sumCounters(await readTogether(table, id))

/**
 * How many groups there are, the built-in one not counted, and how many agreements are in all of them: one query, of
 * what may be a moment old.
 */
export const countGroups = async (table: Table): Promise<{ groups: number; members: Members }> => {
  const items = await queryAll(table, { partition: groupsPartition, prefix: 'GROUP#', consistent: false })
  return { groups: items.filter((item) => !isCounter(item)).length, members: sumCounters(items) }
}

/** The id of the group with this name, if there is one. */
export const findGroupByName = async (table: Table, name: string): Promise<string | undefined> => {
  const item = await table.get(groupNameKey(nameKey(name)))
  return item && StoredGuard.parse(item).groupId
}

export const groupNameTaken = (name: string): LedgerError =>
  new LedgerError('conflict', 'group-name-taken', `There is a group named ${name} already.`, [
    { pointer: '/name', code: 'group-name-taken', message: 'Choose another name.' },
  ])

/** How a group came to be. */
export const creationOf = (group: StoredGroup): Creation => ({
  at: group.createdAt,
  actor: group.createdBy,
  state: { name: group.createdAs ?? group.name },
})

const notTaking = (groupId: string, counter: Item | undefined): LedgerError =>
  counter
    ? new LedgerError('conflict', 'group-deleting', `Group ${groupId} is being deleted and takes no agreements.`)
    : new LedgerError('invalid', 'group-not-found', `There is no group ${groupId}.`)

/** A counter, or what is added to one. Most hold no other agreements, and all are read with every list of groups. */
const counterOf = ({ count, others }: Members) => ({ count, ...(others !== 0 && { others }) })

/**
 * Counts agreements into a group, on condition that it is there and takes members.
 * @param refused replaces the error, for callers that know where the id came from
 */
export const joinGroup = (
  groupId: string,
  members: Members,
  writer: Writer,
  refused = (counter?: Item): Error => notTaking(groupId, counter),
): Write =>
  update(
    groupCountKey(groupId, writer),
    { add: counterOf(members) },
    groupId === unassigned.id ? {} : { exists: true, lacks: ['deleting'] },
    refused,
  )

/** Counts agreements out of a group; also of one that is being deleted. */
export const leaveGroup = (groupId: string, { count, others }: Members): Write =>
  update(
    groupCountKey(groupId, 'api'),
    { add: counterOf({ count: -count, others: -others }) },
    groupId === unassigned.id ? {} : { exists: true },
    raceLost,
  )

/** A new, empty group: the cap, the guard of its name, the group and its counters. */
export const addGroup = (
  group: StoredGroup,
  { name, members, writer }: { name: () => Error; members: Members; writer: Writer },
): Write[] => [
  put({ ...groupNameKey(nameKey(group.name)), groupId: group.id }, { exists: false }, name),
  update(
    groupTotalKey,
    { add: { total: 1 } },
    { below: { total: maximumGroups } },
    () =>
      new LedgerError(
        'conflict',
        'group-limit-reached',
        `There can be at most ${maximumGroups} groups. Delete one first.`,
      ),
  ),
  put({ ...groupKey(group.id), ...group }, { exists: false }, raceLost),
  ...writers.map((counter) =>
    put(
      { ...groupCountKey(group.id, counter), ...counterOf(counter === writer ? members : nobody) },
      { exists: false },
      raceLost,
    ),
  ),
]

/** A new name: the group changes on condition of its version, the guards of the names change with it. */
export const renameGroup = (group: StoredGroup, name: string, at: string): Write[] => {
  const sameKey = nameKey(name) === nameKey(group.name)
  return [
    ...(sameKey
      ? []
      : [
          put({ ...groupNameKey(nameKey(name)), groupId: group.id }, { exists: false }, () => groupNameTaken(name)),
          remove(groupNameKey(nameKey(group.name)), { equals: { groupId: group.id } }, raceLost),
        ]),
    update(
      groupKey(group.id),
      { set: { name, updatedAt: at, version: group.version + 1, createdAs: group.createdAs ?? group.name } },
      { equals: { version: group.version }, lacks: ['deleting'] },
      raceLost,
    ),
  ]
}

/** Marks a group as being deleted, in all its parts: from here on it takes no members. */
export const closeGroup = (group: StoredGroup, at: string): Write[] => [
  update(
    groupKey(group.id),
    { set: { deleting: true, updatedAt: at, version: group.version + 1 } },
    { equals: { version: group.version }, lacks: ['deleting'] },
    raceLost,
  ),
  ...writers.map((writer) =>
    update(
      groupCountKey(group.id, writer),
      { set: { deleting: true } },
      { exists: true, lacks: ['deleting'] },
      raceLost,
    ),
  ),
]

/** Takes a group away on condition that it holds just what was counted. @param version of the group as it was read */
export const dropGroup = (group: StoredGroup, counts: Counts): Write[] => [
  remove(groupKey(group.id), { equals: { version: group.version } }, raceLost),
  ...writers.map((writer) => remove(groupCountKey(group.id, writer), { equals: { count: counts[writer] } }, raceLost)),
  remove(groupNameKey(nameKey(group.name)), { equals: { groupId: group.id } }, raceLost),
  update(groupTotalKey, { add: { total: -1 } }, { above: { total: 0 } }, raceLost),
]

/** @param groupId that a client chose for agreements @throws LedgerError `group-not-found` */
export const expectGroupChoice = async (table: Table, groupId: string | undefined): Promise<void> => {
  if (groupId === undefined || groupId === unassigned.id) return
  const found = await readGroup(table, groupId)
  if (found && !found.group.deleting) return
  throw invalidInput([
    { pointer: '/group/id', code: 'group-not-found', message: `There is no group ${groupId} that takes agreements.` },
  ])
}
