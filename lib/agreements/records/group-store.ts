import * as z from 'zod'
import { readHistory } from '../../audit/read-trail.ts'
import type { Creation } from '../../audit/trail.ts'
import { conflict, invalidInput, type LedgerError, notFound } from '../../foundation/errors.ts'
import { groupCountKey, groupHistoryKey, groupKey, groupNameKey, groupsPartition } from '../../foundation/table/keys.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { type Item, queryAll, type Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { addMembers, Group, type Members, nobody, unassigned } from './group.ts'

/** Who counts: API calls and imports have their own counters, so that they do not conflict. */
export type Writer = 'api' | 'import'

export const StoredGroup = z.object({
  ...Group.omit({ builtIn: true, agreementCount: true }).shape,
  createdBy: z.string(),
  /** The name at creation; written with the first change. */
  createdAs: z.string().optional(),
})
export type StoredGroup = z.infer<typeof StoredGroup>

const StoredCount = z.object({ count: z.number(), others: z.number().default(0) })
const StoredGuard = z.object({ groupId: z.string() })

/** A group with its exact counts by writer. Their sum is what it holds. */
export interface FoundGroup {
  group: StoredGroup
  counts: Record<Writer, number>
}

export const totalOf = ({ counts }: Pick<FoundGroup, 'counts'>): number => counts.api + counts.import

const Shown = Group.strip()

export const showGroup = (group: StoredGroup, agreementCount: number): Group =>
  Shown.parse({ ...group, builtIn: false, agreementCount })

const builtInGroup = (agreementCount: number): Group => {
  const createdAt = new Date(0).toISOString()
  return { ...unassigned, builtIn: true, agreementCount, version: 1, createdAt, updatedAt: createdAt }
}

export const groupNotFound = (id: string): LedgerError => notFound('group-not-found', `There is no group ${id}.`)

export const groupDeleting = (id: string): LedgerError => conflict('group-deleting', `Group ${id} is being deleted.`)

const isCounter = ({ sk }: Item): boolean => String(sk).includes('#COUNT#')

const sumCounters = (items: readonly Item[]): Members =>
  items.flatMap((item) => (isCounter(item) ? StoredCount.parse(item) : [])).reduce(addMembers, nobody)

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

const readTogether = async (table: Table, id: string): Promise<Item[]> => {
  const { pk: partition, sk: prefix } = groupKey(id)
  return (await table.query({ partition, prefix })).items
}

export const readGroup = async (table: Table, id: string): Promise<FoundGroup | undefined> => {
  const items = await readTogether(table, id)
  const group = items.find(({ sk }) => sk === groupKey(id).sk)
  const count = (writer: Writer) => sumCounters(items.filter(({ sk }) => sk === groupCountKey(id, writer).sk)).count
  return group && { group: StoredGroup.parse(group), counts: { api: count('api'), import: count('import') } }
}

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

export const getGroup = async (table: Table, id: string): Promise<Group> => {
  if (id === unassigned.id) return builtInGroup((await countMembers(table, id)).count)
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  return showGroup(found.group, totalOf(found))
}

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
