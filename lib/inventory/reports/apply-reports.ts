import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, transactionLimit, type Write } from '../../foundation/table/table.ts'
import type { DeviceReport } from '../devices/device.ts'
import { readSeen } from '../devices/device-store.ts'
import { deviceReported } from '../names/readiness.ts'
import { type KnownNames, knowNames, readinessOf } from '../names/software-names.ts'
import {
  itemsOf,
  listReport,
  newsOf,
  outcomeOf,
  type Planned,
  type ReportOutcome,
  writeReport,
  writesNames,
} from './plan-report.ts'

/** Reports that are looked at together. */
export const reportsAtOnce = 100
/** Beside what reports write: what their import says of itself, and that a device has reported. */
const besides = 2
/** Of the lists of software of one transaction, so that it stays under 4 MB. */
const bytesAtOnce = 3_000_000
const bytesOfName = 10

const plan = async (
  { table, now, deviceStaleDays: staleDays }: LedgerWith<'deviceStaleDays'>,
  reports: readonly DeviceReport[],
) => {
  const listed = reports.map(listReport)
  const seen = await readSeen(
    table,
    listed.map(({ key }) => key),
  )
  return listed.map((each): Planned => {
    const last = seen.get(each.key)
    return { listed: each, seen: last, news: newsOf(each, last, { now: now(), staleDays }) }
  })
}

/** What reports of different devices would do. */
export const foresee = async (
  ledger: LedgerWith<'deviceStaleDays'>,
  reports: readonly DeviceReport[],
): Promise<ReportOutcome[]> => (await plan(ledger, reports)).map(({ news }) => outcomeOf(news))

const bytesOf = ({ listed, news }: Planned): number =>
  writesNames(news)
    ? listed.names.reduce((sum, { versions }) => sum + bytesOfName + Buffer.byteLength(versions.join()), 0)
    : 0

/** As many as fit into one transaction, from `first` on. */
const fitting = (planned: readonly Planned[], first: number): number => {
  let [items, bytes, count] = [besides, 0, 0]
  for (const each of planned.slice(first)) {
    items += itemsOf(each.news)
    bytes += bytesOf(each)
    if (count > 0 && (items > transactionLimit || bytes > bytesAtOnce)) break
    count += 1
  }
  return count
}

/**
 * Applies reports of different devices, in their order, in transactions of at most 100 items.
 * @param source what the reports come from
 * @param known what this process knows of names of software; it grows
 * @param alongside gives the write that goes into the transaction of some reports, with their outcomes
 * @throws LedgerError `name-limit-reached`
 */
export const applyReports = async (
  ledger: LedgerWith<'deviceStaleDays'>,
  reports: readonly DeviceReport[],
  source: string,
  known: KnownNames,
  alongside: (outcomes: readonly ReportOutcome[]) => { write: Write; done: () => void },
): Promise<void> => {
  let applied = 0
  await settle(async () => {
    const planned = await plan(ledger, reports.slice(applied))
    const named = planned.filter(({ news }) => writesNames(news)).flatMap(({ listed }) => listed.names)
    const hashOf = await knowNames(ledger, named, known)
    for (let first = 0; first < planned.length; ) {
      const some = planned.slice(first, first + fitting(planned, first))
      const { write, done } = alongside(some.map(({ news }) => outcomeOf(news)))
      const at = ledger.now().toISOString()
      const isFirst = some.some(({ news }) => news === 'device') && !(await readinessOf(ledger.table, known))
      await commit(ledger.table, [
        write,
        ...some.flatMap((each) => writeReport(each, hashOf, { source, at })),
        ...(isFirst ? [deviceReported()] : []),
      ])
      done()
      if (isFirst) known.readiness = { licensable: false }
      applied += some.length
      first += some.length
    }
  })
}
