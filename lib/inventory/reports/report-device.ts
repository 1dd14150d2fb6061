import { invalidInput } from '../../foundation/errors.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { type DeviceReport, isFuture } from '../devices/device.ts'
import { readSeen } from '../devices/device-store.ts'
import { deviceReported } from '../names/readiness.ts'
import { type KnownNames, knowNames, readinessOf } from '../names/software-names.ts'
import { listReport, newsOf, writeReport, writesNames } from './plan-report.ts'

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
  const { table, now, deviceStaleDays: staleDays } = ledger
  if (isFuture(report.reportedAt, now()))
    throw invalidInput([
      {
        pointer: '/reportedAt',
        code: 'future-report',
        message: `The report is from ${report.reportedAt}, more than 24 hours ahead. Set the clock of the device right.`,
      },
    ])
  const listed = listReport(report)
  await settle(async () => {
    const seen = (await readSeen(table, [listed.key])).get(listed.key)
    const news = newsOf(listed, seen, { now: now(), staleDays })
    if (news === 'nothing') return
    const hashOf = await knowNames(ledger, writesNames(news) ? listed.names : [], known)
    const writes = writeReport({ listed, seen, news }, hashOf, { source: 'api', at: now().toISOString() })
    const isFirst = news === 'device' && !(await readinessOf(table, known))
    await commit(table, [...writes, ...(isFirst ? [deviceReported()] : [])])
    if (isFirst) known.readiness = { licensable: false }
  })
}
