import type { Ledger } from '../../foundation/table/ledger.ts'
import { createArchive } from './archive.ts'
import { exportLedger } from './export-ledger.ts'
import { progressOf, type TakeStep } from './progress.ts'
import type { StoredReport } from './report.ts'
import { agreementsIn, beforeLag, readScope } from './scope.ts'

/**
 * Writes an export into a file on this machine; memory is for some agreements only.
 * @param path of a file that is not there yet
 * @param step takes the run further, and throws when another delivery did
 */
export const makeExport = async (
  { table, now }: Pick<Ledger, 'table' | 'now'>,
  report: StoredReport,
  path: string,
  step: TakeStep,
): Promise<void> => {
  const begun = now().toISOString()
  const scope = await readScope(table, report)
  const total = agreementsIn(scope)
  const startedAt = report.startedAt ?? begun
  await step({ status: 'running', attempts: report.attempts + 1, done: 0, total, startedAt })
  const progress = progressOf(step, total, now)
  const archive = await createArchive(path)
  try {
    const since = beforeLag(begun)
    const { met } = progress
    await exportLedger(table, scope, archive, { since, met, agreementType: report.agreementType, at: startedAt })
  } finally {
    await archive.close()
  }
  await progress.end()
}
