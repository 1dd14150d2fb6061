import { stringify } from 'csv-stringify/sync'
import * as z from 'zod'
import { csvFormat, guardCell } from '../../foundation/files/cells.ts'
import { completenessKey, packedDeviceKey } from '../../foundation/table/keys.ts'
import { put, type Table, type Write } from '../../foundation/table/table.ts'
import { mayBeStale } from '../devices/device.ts'
import { readSeen } from '../devices/device-store.ts'
import type { KnownPc } from '../files/device-list.ts'

/** How many of the PCs that a management service knows have sent their software. */
export const Completeness = z
  .strictObject({
    known: z.int().meta({ description: 'PCs that Intune heard of lately.' }),
    reported: z.int().meta({ description: 'Of these, those whose software is known.' }),
    asOf: z.iso.datetime(),
  })
  .meta({ id: 'InventoryCompleteness' })
export type Completeness = z.infer<typeof Completeness>

const Stored = Completeness.strip()

export const readCompleteness = async (table: Table): Promise<Completeness | undefined> => {
  const item = await table.get(completenessKey)
  return item && Stored.parse(item)
}

export const noteCompleteness = (completeness: Completeness): Write => put({ ...completenessKey, ...completeness }, {})

const devicesAtOnce = 100
const requestsAtOnce = 8

/** PCs that count, and those of them whose software nobody knows. */
export const findUnreported = async (table: Table, pcs: readonly KnownPc[], now: Date, staleDays: number) => {
  const current = pcs.filter(({ seenAt }) => !mayBeStale(new Date(seenAt), now, staleDays))
  const unreported: KnownPc[] = []
  const step = devicesAtOnce * requestsAtOnce
  for (let from = 0; from < current.length; from += step) {
    const some = current.slice(from, from + step).map((pc) => ({ pc, key: packedDeviceKey(pc.id) }))
    const chunks = Array.from({ length: Math.ceil(some.length / devicesAtOnce) }, (_, index) =>
      some.slice(index * devicesAtOnce, (index + 1) * devicesAtOnce).map(({ key }) => key),
    )
    const seen = await Promise.all(chunks.map((keys) => readSeen(table, keys)))
    unreported.push(...some.flatMap(({ pc, key }) => (seen.some((known) => known.has(key)) ? [] : [pc])))
  }
  return { known: current.length, unreported }
}

/** PCs without software as CSV that is safe to open in a spreadsheet. */
export const encodeUnreported = (pcs: readonly KnownPc[]): string =>
  stringify(
    [
      ['deviceId', 'deviceName', 'lastContact', 'operatingSystem'],
      ...pcs.map(({ id, name, seenAt, operatingSystem }) =>
        [id, name, seenAt, operatingSystem?.title ?? ''].map(guardCell),
      ),
    ],
    { ...csvFormat, bom: true },
  )
