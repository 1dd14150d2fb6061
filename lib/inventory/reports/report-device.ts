import { invalidInput } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import { type DeviceReport, isFuture } from '../devices/device.ts'
import { deviceReported } from '../names/readiness.ts'
import { type KnownNames, knowNames, readinessOf } from '../names/software-names.ts'
import { planReports, writeReport } from './plan-report.ts'

/**
 * Takes the report of one device: spec "Inventory and catalog".
 * @param known what this process knows of names of software; it grows
 * @throws LedgerError `future-report`, `name-limit-reached`
 */
export const reportDevice = async (
  ledger: LedgerWith<'deviceStaleDays'>,
  report: DeviceReport,
  known: KnownNames,
): Promise<void> => {
  const { table, now } = ledger
  if (isFuture(report.reportedAt, now())) {
    const message = `The report is from ${report.reportedAt}, more than 24 hours ahead. Set the clock of the device right.`
    throw invalidInput([{ pointer: '/reportedAt', code: 'future-report', message }])
  }
  await settle(async () => {
    const [planned] = await planReports(ledger, [report])
    if (!planned || planned.news === 'nothing') return
    const hashOf = await knowNames(ledger, planned.namesWritten, known)
    const writes = writeReport(planned, hashOf, { source: 'api', at: now().toISOString() })
    const isFirst = planned.news === 'device' && !(await readinessOf(table, known))
    await commit(table, [...writes, ...(isFirst ? [deviceReported()] : [])])
    if (isFirst) known.readiness = { licensable: false }
  })
}
