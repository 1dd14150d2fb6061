import { decodeDeviceList } from '../../inventory/files/device-list.ts'
import { encodeUnreported, findUnreported, noteCompleteness } from '../../inventory/reports/completeness.ts'
import { resultObject } from '../../work/imports/import-file.ts'
import type { StoredGraphRun } from './graph-run.ts'
import type { GraphRunDesk } from './part-steps.ts'

/** Counts and lists PCs that Intune knows and whose software nobody does, once the import of it has ended. */
export const findGaps = async ({ table, now, uploads, deviceStaleDays }: GraphRunDesk, { parts }: StoredGraphRun) => {
  const importId = parts.find(({ part, status }) => part === 'software' && status === 'imported')?.importId
  const list = importId === undefined ? undefined : await uploads.read(resultObject(importId, 'devices.csv'))
  if (importId === undefined || !list) return { changes: {}, writes: [] }
  const { known, unreported } = await findUnreported(table, decodeDeviceList(list), now(), deviceStaleDays)
  await uploads.put(resultObject(importId, 'without-software.csv'), encodeUnreported(unreported))
  const completeness = { known, reported: known - unreported.length, asOf: now().toISOString() }
  const changes = { devices: known, devicesWithoutSoftware: unreported.length }
  return { changes, writes: [noteCompleteness(completeness)] }
}
