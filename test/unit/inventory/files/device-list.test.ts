import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../lib/foundation/files/byte-source.ts'
import {
  decodeDeviceList,
  encodeDeviceList,
  type KnownPc,
  withDeviceList,
} from '../../../../lib/inventory/files/device-list.ts'
import { readInventory } from '../../../../lib/inventory/files/read-inventory.ts'

const pc = (id: string, more: Partial<KnownPc> = {}): KnownPc => ({
  ...{ id, name: `PC ${id}`, seenAt: '2026-11-29T10:00:00.302Z' },
  ...{ operatingSystem: { title: 'Windows 11 Enterprise', version: '10.0.22631' }, ...more },
})

describe('A list of devices beside an inventory', () => {
  test('is read back as it was written, whatever names hold', () => {
    const coverage = { apps: 'yes', visio: 'no', project: 'unknown', 'windows-enterprise': 'no' } as const
    const pcs = [
      ...[pc('a'), pc('b', { name: '=1+1, "quoted"' }), pc('c', { operatingSystem: undefined })],
      pc('d', { coverage }),
    ]
    expect(decodeDeviceList(Buffer.from(encodeDeviceList(pcs)))).toEqual(pcs)
    expect(decodeDeviceList(new Uint8Array())).toEqual([])
  })

  test('gives rows their time and system, by ids in any case, and skips rows of devices that it lacks', async () => {
    const text = [
      'ApplicationKey,ApplicationName,ApplicationPublisher,ApplicationVersion,DeviceId,DeviceName,Platform',
      'k1,Git,The Git Development Community,2.1,A,PC A,Windows',
      'k2,"7-Zip ""x64""",Igor Pavlov,19,a,PC A,Windows',
      'k1,Git,The Git Development Community,2.1,gone,PC gone,Windows',
      'k3,Maps,Apple,1,mac,MAC,macOS',
    ].join('\r\n')
    const file = await readInventory(sourceOfBytes(Buffer.from(text)), 'AppInvRawData.csv')
    const found: object[] = []
    let skipped = 0
    for await (const batch of withDeviceList(file, [pc('a')]).batches) {
      found.push(...batch.rows)
      skipped += batch.skipped
    }
    const given = { reportedAt: pc('a').seenAt, operatingSystem: pc('a').operatingSystem }
    expect(found).toMatchObject([
      { deviceId: 'A', title: 'Git', ...given },
      { deviceId: 'a', title: '7-Zip "x64"', ...given },
    ])
    expect(skipped).toBe(2)
  })
})
