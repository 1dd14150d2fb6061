import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { GraphFailure } from '../../../../lib/entitlements/graph/graph-failure.ts'
import { readDevices } from '../../../../lib/entitlements/graph/read-devices.ts'

const read = (...lines: string[]) =>
  readDevices(zipSync({ 'Devices.csv': Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`) }))

const windows11 = { title: 'Windows 11 Enterprise', version: '10.0.22631' }

describe('The report Devices of Intune', () => {
  test.each([
    ['as they are asked for', 'DeviceId,DeviceName,OS,OSVersion,SkuFamily,LastContact'],
    ['as DevicesWithInventory calls them', 'Device ID,Device name,OS,OS version,SkuFamily,Last check-in'],
  ])('is read by its columns, %s', async (_, headings) => {
    const row = 'a,PC-1,Windows,10.0.22631.4317,Enterprise,2026-07-19 15:35:56.3022384'
    expect(await read(headings, row)).toEqual([
      { id: 'a', name: 'PC-1', seenAt: '2026-07-19T15:35:56.302Z', operatingSystem: windows11 },
    ])
  })

  test('gives PCs with Windows that were ever there, each once by its last sign of life', async () => {
    const pcs = await read(
      'DeviceId,DeviceName,OS,OSVersion,SkuFamily,LastContact',
      'a,PC-1,Windows,10.0.22631.1,Enterprise,2026-07-19 15:00:00',
      'a,PC-1,Windows,10.0.22631.1,Enterprise,2026-07-18 15:00:00',
      'b,MAC-1,macOS,14.5,,2026-07-19 15:00:00',
      'c,PC-2,Windows,10.0.19045.1,Pro,0001-01-01 00:00:00',
      'd,PC-3,Windows,10.0.19045.1,Pro',
      'e,,Windows,,,2026-07-19 15:00:00',
    )
    expect(pcs.map(({ id, name, seenAt }) => `${id} ${name} ${seenAt}`)).toEqual([
      'a PC-1 2026-07-19T15:00:00.000Z',
      'e e 2026-07-19T15:00:00.000Z',
    ])
  })

  test('tells the primary user of a PC, if it has one', async () => {
    const user = '6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0'
    const row = (id: string, userId: string) => `${id},PC-1,Windows,2026-07-19 15:00:00,${userId}`
    const nobody = '00000000-0000-0000-0000-000000000000'
    const pcs = await read(
      'DeviceId,DeviceName,OS,LastContact,UserId',
      ...[row('a', user), row('b', ''), row('c', nobody), row('d', 'somebody')],
    )
    expect(pcs.map((pc) => pc.user)).toEqual([user, undefined, undefined, undefined])
  })

  test('that lacks a column, or is no archive, is refused with what is wrong', async () => {
    await expect(read('DeviceId,DeviceName,OS', 'a,PC-1,Windows')).rejects.toThrow(/lacks LastContact/)
    await expect(readDevices(Buffer.from('<html>'))).rejects.toThrow(GraphFailure)
  })
})
