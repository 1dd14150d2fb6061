import { invalidInput } from '../errors.ts'
import { knowSoftware } from '../software/know-software.ts'
import { packedDeviceKey } from '../table/keys.ts'
import { settle } from '../table/race.ts'
import { commit } from '../table/table.ts'
import { countInstallsWork } from './count-installs.ts'
import { type DeviceReport, isFuture } from './device.ts'
import { countDevices } from './device-counts.ts'
import { readDevice, readSoftwareList } from './device-store.ts'
import { readFamilies } from './family.ts'
import type { InventoryLedger } from './inventory-ledger.ts'
import { type Known, listReport, planReport, replacesList } from './plan-report.ts'

const readKnown = async ({ table }: InventoryLedger, deviceId: string): Promise<Known | undefined> => {
  const device = await readDevice(table, packedDeviceKey(deviceId))
  if (!device) return undefined
  const families = await readFamilies(table, [device])
  return { device, family: families.get(device.sk) ?? [device] }
}

const noList = { raws: [], versions: [] }

/**
 * Takes the report of one device: spec "Inventory and catalog".
 * @throws LedgerError `future-report`
 */
export const reportDevice = async (ledger: InventoryLedger, report: DeviceReport): Promise<void> => {
  const { table, now, newId, deviceStaleDays: staleDays } = ledger
  if (isFuture(report.reportedAt, now()))
    throw invalidInput([
      {
        pointer: '/reportedAt',
        code: 'future-report',
        message: `The report is from ${report.reportedAt}, more than 24 hours ahead. Set the clock of the device right.`,
      },
    ])
  const listed = listReport(report)
  const isMarked = await settle(async () => {
    const known = await readKnown(ledger, report.deviceId)
    const replaces = !known || replacesList(listed, known)
    const before = known && replaces ? await readSoftwareList(table, known.device.sk) : noList
    if (replaces) await knowSoftware(ledger, report.software, new Set(before.raws))
    const plan = planReport(listed, known, before, { source: 'api', now: now(), staleDays, newId })
    const writes = [...plan.writes, ...countDevices('api', plan.counts)]
    if (writes.length > 0) await commit(table, writes)
    return plan.isMarked
  })
  if (isMarked) await ledger.announceWork(countInstallsWork)
}
