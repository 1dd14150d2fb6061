import * as z from 'zod'
import { readHistory } from '../../audit/read-trail.ts'
import type { Creation } from '../../audit/trail.ts'
import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import { groupCountKey, groupHistoryKey, groupKey, groupNameKey, groupsPartition } from '../../foundation/table/keys.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { type Item, queryAll, type Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { addMembers, type Group, type Members, nobody, unassigned } from './group.ts'

/** Who counts: API calls and imports have their own counters, so that they do not conflict. */
export type Writer = 'api' | 'import'

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

/** A group with its exact counts by writer. Their sum is what it holds. */
export interface FoundGroup {
  group: StoredGroup
  counts: Record<Writer, number>
}

export const totalOf = ({ counts }: Pick<FoundGroup, 'counts'>): number => counts.api + counts.import

const builtInGroup = (agreementCount: number): Group => ({
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
  deleting: group.deleting,
  version: group.version,
  createdAt: group.createdAt,
  updatedAt: group.updatedAt,
})

export const groupNotFound = (id: string): LedgerError =>
  new LedgerError('not-found', 'group-not-found', `There is no group ${id}.`)

export const groupDeleting = (id: string): LedgerError =>
  new LedgerError('conflict', 'group-deleting', `Group ${id} is being deleted.`)

const isCounter = ({ sk }: Item): boolean => String(sk).includes('#COUNT#')

const sumCounters = (items: readonly Item[]): Members =>
  items
    .filter(isCounter)
    .map((item) => StoredCount.parse(item))
    .reduce(addMembers, nobody)

/** All groups with their exact counts, in one consistent query (a page holds about 1,500 groups). */
export const readGroups = async (table: Table): Promise<Group[]> => {
  const items = await queryAll(table, { partition: groupsPartition, prefix: 'GROUP#' })
  const countsOf = Map.groupBy(items.filter(isCounter), ({ sk }) => String(sk).split('#')[1])
  const total = (id: string): number => sumCounters(countsOf.get(id) ?? []).count
  const named = items.filter((item) => !isCounter(item)).map((item) => StoredGroup.parse(item))
  const byName = named
    .map((group) => ({ group, order: Buffer.from(nameKey(group.name)) }))
    .sort((one, other) => Buffer.compare(one.order, other.order))
  return [builtInGroup(total(unassigned.id)), ...byName.map(({ group }) => showGroup(group, total(group.id)))]
}

/** A group and its counters, which one consistent query reads. */
const readTogether = async (table: Table, id: string): Promise<Item[]> => {
  const { pk: partition, sk: prefix } = groupKey(id)
  return (await table.query({ partition, prefix })).items
}

export const readGroup = async (table: Table, id: string): Promise<FoundGroup | undefined> => {
  const items = await readTogether(table, id)
  const group = items.find(({ sk }) => sk === groupKey(id).sk)
  const count = (writer: Writer): number =>
    sumCounters(items.filter(({ sk }) => sk === groupCountKey(id, writer).sk)).count
  return group && { group: StoredGroup.parse(group), counts: { api: count('api'), import: count('import') } }
}

/** How many agreements a group holds; none when it does not exist. */
export const countMembers = async (table: Table, id: string): Promise<Members> =>
  sumCounters(await readTogether(table, id))

/** How many groups there are besides the built-in one, and how many agreements: one query, not consistent. */
export const countGroups = async (table: Table): Promise<{ groups: number; members: Members }> => {
  const items = await queryAll(table, { partition: groupsPartition, prefix: 'GROUP#', consistent: false })
  return { groups: items.filter((item) => !isCounter(item)).length, members: sumCounters(items) }
}

export const findGroupByName = async (table: Table, name: string): Promise<string | undefined> => {
  const item = await table.get(groupNameKey(nameKey(name)))
  return item && StoredGuard.parse(item).groupId
}

/** @throws LedgerError `group-not-found` */
export const getGroup = async (table: Table, id: string): Promise<Group> => {
  if (id === unassigned.id) return builtInGroup((await countMembers(table, id)).count)
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  return showGroup(found.group, totalOf(found))
}

/** @param groupId that a client chose for agreements @throws LedgerError `group-not-found` */
export const expectGroupChoice = async (table: Table, groupId: string | undefined): Promise<void> => {
  if (groupId === undefined || groupId === unassigned.id) return
  const found = await readGroup(table, groupId)
  if (found && !found.group.deleting) return
  throw invalidInput([
    { pointer: '/group/id', code: 'group-not-found', message: `There is no group ${groupId} that takes agreements.` },
  ])
}

export const creationOf = (group: StoredGroup): Creation => ({
  at: group.createdAt,
  actor: group.createdBy,
  state: { name: group.createdAs ?? group.name },
})

/** The history of a group, even of a deleted one. @throws LedgerError `group-not-found` when it never existed */
export const readGroupHistory = async (table: Table, id: string, page: PageRequest) => {
  if (id === unassigned.id) return { items: [] }
  return readHistory(table, groupHistoryKey(id, 0).pk, page, {
    action: 'group-created',
    living: async () => {
      const found = await readGroup(table, id)
      return found && creationOf(found.group)
    },
    missing: () => groupNotFound(id),
  })
}
