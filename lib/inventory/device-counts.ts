import * as z from 'zod'
import { deviceCountKey, inventoryPartition, readinessKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, queryAll, type Table, update, type Write } from '../table/table.ts'

/** Who counts: each has a counter of its own, so that they do not stand in each other's way. */
export type DeviceWriter = 'api' | 'import' | 'aging'

/** `counted`: devices that count, linked ones once; `known`: all that are stored. */
export interface DeviceCounts {
  counted: number
  known: number
}

export const noDevices: DeviceCounts = { counted: 0, known: 0 }

export const addCounts = (...all: readonly DeviceCounts[]): DeviceCounts => ({
  counted: all.reduce((sum, { counted }) => sum + counted, 0),
  known: all.reduce((sum, { known }) => sum + known, 0),
})

/** Counts devices, in the transaction that changes them. */
export const countDevices = (writer: DeviceWriter, change: DeviceCounts): Write[] =>
  change.counted === 0 && change.known === 0
    ? []
    : [update(deviceCountKey(writer), { add: { ...change } }, {}, raceLost)]

const StoredCounts = z.object({ counted: z.number(), known: z.number() })

/** What is known of the inventory as a whole. */
export interface InventoryState extends DeviceCounts {
  /** A device has reported, be it long gone. */
  hasReported: boolean
  /** A device has reported a licensable title. */
  isReady: boolean
}

const stateOf = (items: readonly Item[]): InventoryState => {
  const counters = items.filter(({ sk }) => String(sk).startsWith(deviceCountKey('').sk))
  return {
    ...addCounts(noDevices, ...counters.map((item) => StoredCounts.parse(item))),
    hasReported: counters.length > 0,
    isReady: items.some(({ sk }) => sk === readinessKey.sk),
  }
}

/** One query, whatever the size of the inventory. */
export const readInventoryState = async (table: Table): Promise<InventoryState> =>
  stateOf(await queryAll(table, { partition: inventoryPartition }))
