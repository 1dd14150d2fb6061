import { invalidInput } from '../../foundation/errors.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { batchOf } from '../../work/batch.ts'
import { type DeviceReport, isFuture } from '../devices/device.ts'
import { readSeen } from '../devices/device-store.ts'
import { deviceReported } from '../names/readiness.ts'
import { type KnownNames, knowNames, readinessOf } from '../names/software-names.ts'
import { listReport, type Planned, planReport, type ReportOutcome, writeReport } from './plan-report.ts'

type DeviceLedger = LedgerWith<'deviceStaleDays'>

/** Reports that are looked at together. */
export const reportsAtOnce = 100
/** Items of a transaction besides those of reports: what an import says of itself, and that a device has reported. */
const around = 2
/** Of the lists of software of one transaction, which may have 4 MB. */
const bytesAtOnce = 3_000_000
const bytesOfName = 10

const plan = async ({ table, now, deviceStaleDays }: DeviceLedger, reports: readonly DeviceReport[]) => {
  const listed = reports.map(listReport)
  const keys = listed.map(({ key }) => key)
  const seen = await readSeen(table, keys)
  const clock = { now: now(), staleDays: deviceStaleDays }
  return listed.map((each) => planReport(each, seen.get(each.key), clock))
}

/** What reports of different devices would do. */
export const foresee = async (ledger: DeviceLedger, reports: readonly DeviceReport[]): Promise<ReportOutcome[]> =>
  (await plan(ledger, reports)).map(({ outcome }) => outcome)

/** The first reports that have no more bytes together than one transaction may; at least one. */
const withinBytes = (planned: readonly Planned[]): number => {
  let bytes = 0
  const end = planned.findIndex(({ namesWritten }) => {
    for (const { versions } of namesWritten) bytes += bytesOfName + Buffer.byteLength(versions.join())
    return bytes > bytesAtOnce
  })
  return end < 0 ? planned.length : Math.max(1, end)
}

/** Lets an import go forward in the transactions of its reports. */
type Alongside = (outcomes: readonly ReportOutcome[]) => { write: Write; done: () => void }

/**
 * Applies reports of different devices, in their order, in transactions of at most 100 items.
 * @param source what the reports come from
 * @param known what this process knows of names of software; it grows
 * @param alongside gives the write that goes into the transaction of some reports, with their outcomes
 * @throws LedgerError `name-limit-reached`
 */
export const applyReports = async (
  ledger: DeviceLedger,
  reports: readonly DeviceReport[],
  source: string,
  known: KnownNames,
  alongside?: Alongside,
): Promise<void> => {
  let applied = 0
  await settle(async () => {
    let planned = await plan(ledger, reports.slice(applied))
    const names = planned.flatMap(({ namesWritten }) => namesWritten)
    const hashOf = await knowNames(ledger, names, known)
    while (planned.length > 0) {
      const at = ledger.now().toISOString()
      const write = (each: Planned) => writeReport(each, hashOf, { source, at })
      const { taken, writes } = batchOf(planned, write, { around, most: withinBytes(planned) })
      const isFirst = taken.some(({ news }) => news === 'device') && !(await readinessOf(ledger.table, known))
      const progress = alongside?.(taken.map(({ outcome }) => outcome))
      const all = [...(progress ? [progress.write] : []), ...writes, ...(isFirst ? [deviceReported()] : [])]
      if (all.length > 0) await commit(ledger.table, all)
      progress?.done()
      if (isFirst) known.readiness = { licensable: false }
      applied += taken.length
      planned = planned.slice(taken.length)
    }
  })
}

/**
 * Takes the report of one device: spec "Inventory and catalog".
 * @throws LedgerError `future-report`, `name-limit-reached`
 */
export const reportDevice = async (ledger: DeviceLedger, report: DeviceReport, known: KnownNames): Promise<void> => {
  const { reportedAt } = report
  if (isFuture(reportedAt, ledger.now())) {
    const message = `The report is from ${reportedAt}, more than 24 hours ahead. Set the clock of the device right.`
    throw invalidInput([{ pointer: '/reportedAt', code: 'future-report', message }])
  }
  await applyReports(ledger, [report], 'api', known)
}
