import { workOfSnapshots } from '../../functions/wiring/standing-work.ts'
import { raceLost } from '../../lib/foundation/table/attempts.ts'
import {
  agreementKey,
  deviceKey,
  type Key,
  packedDeviceKey,
  seenKey,
  softwareNameHash,
  softwareNameKey,
} from '../../lib/foundation/table/keys.ts'
import { commit, put, type Table } from '../../lib/foundation/table/table.ts'
import { countChanges } from '../../lib/positions/runs/ask-for-runs.ts'
import type { RunDesk } from '../../lib/positions/runs/reconciliation.ts'
import { collect, reconcile } from '../../lib/positions/runs/stages.ts'
import { type SnapshotReader, snapshotReader } from '../../lib/positions/snapshot/snapshot-reader.ts'
import type { Row, TableName } from '../../lib/positions/snapshot/tables.ts'
import { alertsOfRuns } from '../../lib/reporting/alerts/find-alerts.ts'
import { Crash } from './faults.ts'
import { memoryFiles } from './memory-files.ts'
import { memoryTable } from './memory-table.ts'

type Software = readonly [publisher: string, title: string]

/** Writes facts as they lie in the table, without the rules of those who write them. @returns keys that were written */
const factsIn = (table: Table) => {
  const write = async (items: readonly (Key & Record<string, unknown>)[]): Promise<Key[]> => {
    for (let first = 0; first < items.length; first += 100)
      await commit(
        table,
        items.slice(first, first + 100).map((item) => put(item, {}, raceLost)),
      )
    return items.map(({ pk, sk }) => ({ pk, sk }))
  }
  return {
    agreement: (id: string, [publisher, productTitle]: Software, licenseCount: number | 'unlimited', more = {}) =>
      write([
        {
          ...agreementKey(id),
          id,
          type: 'other',
          name: `Agreement ${id}`,
          publisher,
          productTitle,
          licenseCount,
          ...more,
        },
      ]),
    device: (id: string, software: readonly Software[], reportedAt: string) => {
      const key = packedDeviceKey(id)
      const hashes = software.map(([publisher, title]) => softwareNameHash(publisher, title))
      const names = Buffer.concat(hashes.map((hash) => Buffer.from(hash, 'base64url')).sort(Buffer.compare))
      return write([
        ...software.map(([publisher, title], index) => ({
          ...softwareNameKey(hashes[index] ?? ''),
          publisher,
          title,
          seenAt: '2026-01-01T00:00:00.000Z',
        })),
        { ...deviceKey(key), id, name: `PC ${id}`, names: new Uint8Array(names) },
        { ...seenKey(key), reportedAt },
      ])
    },
  }
}

/** Runs over a table and a bucket in memory, with a clock that is set by hand. */
export const runsInMemory = (at: string, timeZone = 'UTC') => {
  const clock = { now: new Date(at) }
  const now = () => clock.now
  const { table, items } = memoryTable()
  const files = memoryFiles(now)
  const asked: string[] = []
  let ids = 0
  const desk: RunDesk = {
    ...{ table, files, now, timeZone, staleDays: 90, alertDays: [30, 7], alertNoEntitlement: false },
    newId: () => {
      ids += 1
      return String(ids).padStart(26, '0')
    },
    ask: async (stage) => void asked.push(stage),
    announceWork: async () => {},
    alerts: alertsOfRuns,
    workAfter: workOfSnapshots,
  }
  const reader: SnapshotReader = snapshotReader({ table, files, now, timeZone })
  return {
    clock,
    desk,
    table,
    items,
    files,
    asked,
    reader,
    facts: factsIn(table),
    /** Delivers changes as the table's stream does. */
    changed: (keys: readonly Key[]) => countChanges(desk, keys),
    /** All that is due. */
    run: async () => {
      await collect(desk)
      await reconcile(desk)
    },
    current: async <T extends TableName>(name: T): Promise<readonly Row<T>[]> => {
      const { snapshot } = await reader.present()
      return snapshot ? snapshot.all(name) : []
    },
  }
}

export type RunsInMemory = ReturnType<typeof runsInMemory>

type Step = (...args: never[]) => Promise<unknown>

const wrapped = <T extends object>(
  target: T,
  names: readonly (keyof T)[],
  wrap: (step: Step, name: string) => Step,
): T => ({
  ...target,
  ...Object.fromEntries(names.map((name) => [name, wrap(target[name] as Step, String(name))])),
})

/**
 * A process that dies at one of its steps, before or after it took effect, and does nothing from then on. Steps are
 * what others can see: writes to the table, requests to the bucket, messages.
 * @param step from 0
 */
export const dyingDesk = (desk: RunDesk, when: 'before' | 'after', step: number) => {
  let steps = 0
  const die = () => {
    throw new Crash()
  }
  const counted =
    (act: Step): Step =>
    async (...args) => {
      const own = steps++
      if (own > step || (own === step && when === 'before')) die()
      const result = await act(...args)
      if (own === step) die()
      return result
    }
  return {
    desk: {
      ...wrapped(desk, ['ask', 'announceWork'], counted),
      table: wrapped(desk.table, ['transact', 'change'], counted),
      files: wrapped(desk.files, ['read', 'write', 'remove'], counted),
    },
    steps: () => steps,
  }
}

/** A desk that waits before a request to the bucket until it may go on. @param key of the object, by its end */
export const heldDesk = (desk: RunDesk, request: 'read' | 'write', key: string) => {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const act = desk.files[request] as (key: string, ...args: unknown[]) => Promise<never>
  const waiting = async (asked: string, ...args: unknown[]): Promise<never> => {
    if (asked.endsWith(key)) {
      reached.resolve()
      await released.promise
    }
    return act(asked, ...args)
  }
  return {
    desk: { ...desk, files: { ...desk.files, [request]: waiting } },
    reached: reached.promise,
    release: () => released.resolve(),
  }
}
