import { sourceOfBytes } from '../../foundation/files/byte-source.ts'
import { findColumns } from '../../foundation/files/columns.ts'
import { rowReader } from '../../foundation/files/delimited.ts'
import { type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { readLines, readText } from '../../foundation/files/text.ts'
import { DeviceId } from '../../inventory/devices/device.ts'
import { isWindowsPc } from '../../inventory/devices/device-report.ts'
import type { KnownPc } from '../../inventory/files/device-list.ts'
import { openText } from '../../inventory/files/open-text.ts'
import { readReportTime } from '../../inventory/files/report-time.ts'
import { operatingSystemOf } from '../../inventory/names/operating-systems.ts'
import { GraphFailure } from './graph-failure.ts'
import { isUserId } from './user-table.ts'

/** Columns of the report Devices as they are asked for, and as DevicesWithInventory calls them. Names of persons are not read. */
const headings = {
  id: ['DeviceId', 'Device ID'],
  name: ['DeviceName', 'Device name'],
  seenAt: ['LastContact', 'Last check-in'],
  platform: ['OS', 'DeviceType'],
  version: ['OSVersion', 'OS version'],
  edition: ['SkuFamily', 'SKU family'],
  user: ['UserId', 'User ID'],
} as const
type Field = keyof typeof headings

const needed: readonly Field[] = ['id', 'name', 'seenAt', 'platform']
const longestRow = 10

/** A PC with the id of its primary user, if it has one: in memory alone, until it is known what this user may run. */
export interface UsedPc extends KnownPc {
  user?: string | undefined
}

const refuse = (why: string) => new GraphFailure('unexpected-answer', `The report Devices is not as expected: ${why}`)

const read = async (archive: Uint8Array): Promise<UsedPc[]> => {
  const { bytes } = await openText(sourceOfBytes(archive), 'Devices.zip')
  const rowsOf = rowReader({ delimiter: ',', longestRow })
  let columns: ReturnType<typeof findColumns<Field>> | undefined
  const pcs = new Map<string, UsedPc>()

  const take = (row: SheetRow): void => {
    if (!columns) {
      columns = findColumns<Field>(headings, row)
      const lacks = needed.filter((field) => !columns?.positions.has(field)).map((field) => headings[field][0])
      if (lacks.length > 0) throw refuse(`it lacks ${lacks.join(', ')}.`)
      return
    }
    const { positions, widthFault } = columns
    // A row of another width may have its cells in the wrong columns.
    if (row.fault || widthFault(row)) return
    const cellIn = (field: Field): string => row.cells[positions.get(field) ?? -1]?.trim() ?? ''
    const id = DeviceId.safeParse(cellIn('id')).data
    const seenAt = readReportTime(cellIn('seenAt'))?.time
    if (id === undefined || seenAt === undefined || !isWindowsPc(cellIn('platform'))) return
    const said = { name: 'Windows', version: cellIn('version'), editions: [cellIn('edition')] }
    const known = pcs.get(id)
    if (known && known.seenAt >= seenAt) return
    const user = isUserId(cellIn('user')) ? cellIn('user') : undefined
    pcs.set(id, { id, name: cellIn('name') || id, seenAt, operatingSystem: operatingSystemOf(said), user })
  }

  for await (const lines of readLines(readText(bytes))) rowsOf(lines).forEach(take)
  rowsOf([], true).forEach(take)
  if (!columns) throw refuse('it is empty.')
  return [...pcs.values()]
}

/**
 * Reads the report Devices of Intune. A device that was never there has no time, and is left out.
 * @returns PCs with Windows, each once @throws GraphFailure
 */
export const readDevices = async (archive: Uint8Array): Promise<UsedPc[]> => {
  try {
    return await read(archive)
  } catch (error) {
    throw error instanceof WrongFile ? refuse(error.message) : error
  }
}
