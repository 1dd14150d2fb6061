import { knowSoftware } from '../software/know-software.ts'
import { packedDeviceKey } from '../table/keys.ts'
import { settle } from '../table/race.ts'
import { commit, transactionLimit, type Write } from '../table/table.ts'
import type { DeviceReport } from './device.ts'
import { addCounts, countDevices, noDevices } from './device-counts.ts'
import { readDevices, readSoftwareLists } from './device-store.ts'
import { readFamilies } from './family.ts'
import type { InventoryLedger } from './inventory-ledger.ts'
import { type Known, listReport, planReport, type ReportOutcome, type ReportPlan, replacesList } from './plan-report.ts'

/** Reports that are looked at together. */
export const reportsAtOnce = 100
/** Beside what reports write: the counter of devices, and what their import says of itself. */
const besides = 2
/** Names of one transaction, so that it stays under 4 MB: a name takes 18 bytes and its version. */
const namesAtOnce = 25_000

/** A report as planned. */
export interface Planned {
  report: DeviceReport
  plan: ReportPlan
}

const readKnown = async ({ table }: InventoryLedger, reports: readonly DeviceReport[]): Promise<Map<string, Known>> => {
  const devices = [
    ...(
      await readDevices(
        table,
        reports.map(({ deviceId }) => packedDeviceKey(deviceId)),
      )
    ).values(),
  ]
  const families = await readFamilies(table, devices)
  return new Map(devices.map((device) => [device.sk, { device, family: families.get(device.sk) ?? [device] }]))
}

/** Plans reports of different devices. @param source what the reports come from */
export const planReports = async (
  ledger: InventoryLedger,
  reports: readonly DeviceReport[],
  source: string,
): Promise<Planned[]> => {
  const known = await readKnown(ledger, reports)
  const listed = reports.map(listReport)
  const knownOf = ({ deviceId }: DeviceReport) => known.get(packedDeviceKey(deviceId))
  const replaced = listed.flatMap((each) => {
    const found = knownOf(each.report)
    return found && replacesList(each, found) ? [found.device.sk] : []
  })
  const lists = await readSoftwareLists(ledger.table, replaced)
  const about = { source, now: ledger.now(), staleDays: ledger.deviceStaleDays, newId: ledger.newId }
  return listed.map((each) => {
    const { report } = each
    const found = knownOf(report)
    const before = lists.get(found?.device.sk ?? '') ?? { raws: [], versions: [] }
    return { report, plan: planReport(each, found, before, about) }
  })
}

/** As many as fit into one transaction, from `first` on; devices with links go alone, as one decides about the next. */
const fitting = (planned: readonly Planned[], first: number): number => {
  let [items, names, count] = [besides, 0, 0]
  for (const { report, plan } of planned.slice(first)) {
    items += plan.writes.length
    names += plan.isMarked ? report.software.length : 0
    if (count > 0 && (plan.isAlone || items > transactionLimit || names > namesAtOnce)) break
    count += 1
    if (plan.isAlone) break
  }
  return count
}

/** What was committed of some reports. */
export interface Applied {
  /** By the place of the report among those given. */
  outcomes: ReportOutcome[]
  isMarked: boolean
}

/**
 * Applies reports of different devices, in their order, in transactions of at most 100 items.
 * @param names packed keys of names of software that are known; it grows
 * @param alongside gives the write that goes into the transaction of some reports, with their outcomes
 */
export const applyReports = async (
  ledger: InventoryLedger,
  reports: readonly DeviceReport[],
  source: string,
  names: Set<string>,
  alongside: (outcomes: readonly ReportOutcome[]) => { write: Write; done: () => void },
): Promise<Applied> => {
  const applied: Applied = { outcomes: [], isMarked: false }
  await settle(async () => {
    const rest = reports.slice(applied.outcomes.length)
    const planned = await planReports(ledger, rest, source)
    const changing = planned.filter(({ plan }) => plan.outcome !== 'unchanged')
    await knowSoftware(
      ledger,
      changing.flatMap(({ report }) => report.software),
      names,
    )
    for (let first = 0; first < planned.length; ) {
      const some = planned.slice(first, first + fitting(planned, first))
      const outcomes = some.map(({ plan }) => plan.outcome)
      const { write, done } = alongside(outcomes)
      await commit(ledger.table, [
        write,
        ...some.flatMap(({ plan }) => plan.writes),
        ...countDevices('import', addCounts(noDevices, ...some.map(({ plan }) => plan.counts))),
      ])
      done()
      applied.outcomes.push(...outcomes)
      applied.isMarked ||= some.some(({ plan }) => plan.isMarked)
      first += some.length
    }
  })
  return applied
}
