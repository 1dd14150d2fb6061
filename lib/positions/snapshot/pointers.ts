import * as z from 'zod'
import { addDays, dayOf } from '../../foundation/calendar/day.ts'
import { currentKey, dayKey, dayPrefix, listsKey, snapshotPartition, wantedKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { type Table, update, type Write } from '../../foundation/table/table.ts'
import { knowledgeVersion, type Terms } from './manifest.ts'

/** How many runs of a stage may begin now: lib/positions/runs/pace.ts. Times are milliseconds since 1970. */
const Pace = z.object({
  tokens: z.number(),
  at: z.number(),
  /** When a message that asks for a run will have been delivered. */
  sentFor: z.number(),
  /** How many runs have begun since the pointer of their stage moved, and where it was then. */
  begun: z.number().optional(),
  since: z.string().optional(),
})
export type Pace = z.infer<typeof Pace>

/** Counters of committed changes: of what devices report, and of all other facts. */
export const Wanted = z.object({
  devices: z.number().default(0),
  facts: z.number().default(0),
  /** A file is missing: the next run takes nothing over. */
  rebuild: z.boolean().default(false),
  /** A run that somebody asked for, and the counter of devices that its lists must have seen. */
  queuedRun: z.string().optional(),
  queuedDevices: z.number().default(0),
  settings: z.string().optional(),
  /** The snapshot that lacks a change, and when that was first seen. */
  waitingSince: z.object({ snapshot: z.string(), at: z.string() }).optional(),
  collectPace: Pace.optional(),
  reconcilePace: Pace.optional(),
})
export type Wanted = z.infer<typeof Wanted>

const ListsPointer = z.object({
  id: z.string(),
  /** The counter of its kind of facts before they were read. */
  seen: z.number(),
  /** When they began to be read, ISO 8601 UTC with milliseconds. */
  readFrom: z.string(),
  day: z.string(),
  knowledge: z.string(),
  took: z.number(),
})
export type ListsPointer = z.infer<typeof ListsPointer>

const NewSnapshot = ListsPointer.extend({
  /** The lists file that it was made from, and what that had seen. */
  lists: z.string(),
  listsSeen: z.number(),
  listsReadFrom: z.string(),
  /** What its titles are called, by the knowledge and by the names that only it gives them. */
  titles: z.string().default(''),
})

export const SnapshotPointer = NewSnapshot.extend({
  /** The snapshot for which alerts were settled last, and when. */
  settled: z.string().optional(),
  settledAt: z.string().optional(),
  /** The `titles` that are guarded: lib/positions/corrections/guard-titles.ts. */
  guarded: z.string().optional(),
  unsettledSince: z.string().optional(),
})
export type SnapshotPointer = z.infer<typeof SnapshotPointer>

/** Raises counters of changes. @param asRead the condition: undefined attributes are not there */
export const want = (
  add: { devices?: number; facts?: number },
  set: { [K in keyof Wanted]?: Wanted[K] | undefined } = {},
  asRead: typeof set = {},
): Write => {
  const equals = Object.fromEntries(Object.entries(asRead).filter(([, value]) => value !== undefined))
  const lacks = Object.keys(asRead).filter((name) => !(name in equals))
  return update(wantedKey, { set, add }, { equals, lacks })
}

export const readPointers = async (table: Table) => {
  const items = await table.getMany([wantedKey, listsKey, currentKey])
  const find = (key: { sk: string }) => items.find(({ sk }) => sk === key.sk)
  return {
    wanted: Wanted.parse(find(wantedKey) ?? {}),
    lists: ListsPointer.optional().parse(find(listsKey)),
    current: SnapshotPointer.optional().parse(find(currentKey)),
  }
}

export type Pointers = Awaited<ReturnType<typeof readPointers>>

/** The last snapshot of a day, or of the last day before it that has one. @param day YYYY-MM-DD */
export const readDayPointer = async (table: Table, day: string): Promise<SnapshotPointer | undefined> => {
  const between: [string, string] = [dayPrefix, dayKey(day).sk]
  const { items } = await table.query({ partition: snapshotPartition, between, newestFirst: true, limit: 1 })
  return SnapshotPointer.optional().parse(items[0])
}

/** The first day of which a snapshot is kept. */
export const readFirstDay = async (table: Table): Promise<string | undefined> => {
  const between: [string, string] = [dayPrefix, dayKey('9999').sk]
  const { items } = await table.query({ partition: snapshotPartition, between, limit: 1 })
  return SnapshotPointer.optional().parse(items[0])?.day
}

/** The ledger's day and the version of the knowledge that lists and snapshots are made for. */
export type Present = Pick<Terms, 'day' | 'knowledge'>

export const presentOf = ({ now, timeZone }: Pick<Ledger, 'now'> & { timeZone: string }): Present => ({
  day: dayOf(now(), timeZone),
  knowledge: knowledgeVersion,
})

const isOf = (present: Present, made: Present): boolean =>
  made.day === present.day && made.knowledge === present.knowledge

/** Whether lists have all that devices had reported when somebody asked for a run. */
export const mayBeginQueued = ({ queuedRun, queuedDevices }: Wanted, lists: ListsPointer): boolean =>
  queuedRun !== undefined && lists.seen >= queuedDevices

export const isDue = {
  collect: ({ wanted, lists }: Pointers, present: Present): boolean =>
    !lists || wanted.devices > lists.seen || !isOf(present, lists),
  /** Without a lists file there is nothing to conclude from. */
  reconcile: ({ wanted, lists, current }: Pointers, present: Present): boolean =>
    lists !== undefined &&
    (!current ||
      wanted.facts > current.seen ||
      lists.id !== current.lists ||
      !isOf(present, current) ||
      mayBeginQueued(wanted, lists)),
}

/** Whether a change is known that the current snapshot lacks. */
export const isPending = (pointers: Pointers, present: Present): boolean =>
  isDue.collect(pointers, present) || isDue.reconcile(pointers, present)

export class Overtaken extends Error {
  override name = 'Overtaken'
}

export const overtaken = () => new Overtaken()

export const moveLists = (lists: ListsPointer): Write => {
  const { seen, readFrom } = lists
  const isNewer = { any: [{ exists: false }, { below: { seen } }, { equals: { seen }, below: { readFrom } }] }
  return update(listsKey, { set: { ...lists } }, isNewer, overtaken)
}

/** Days for which the last snapshot of a day is kept, and a title's past. */
export const daysKept = 400

/** Moves the pointer to the current snapshot on, never back in what it has seen, together with that of its day. */
export const moveCurrent = (next: z.infer<typeof NewSnapshot>): Write[] => {
  const { seen, listsSeen, readFrom } = next
  const isNewer = [{ seen }, { listsSeen }, { readFrom }].map((below) => ({ atMost: { seen, listsSeen }, below }))
  const expiresAt = Date.parse(addDays(next.day, daysKept + 1)) / 1_000
  return [
    update(currentKey, { set: { ...next } }, { any: [{ exists: false }, ...isNewer] }, overtaken),
    update(dayKey(next.day), { set: { ...next, expiresAt } }, {}, overtaken),
  ]
}
