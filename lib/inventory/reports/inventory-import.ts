import { WrongFile } from '../../foundation/files/sheet.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import type { ImportFile } from '../../work/imports/import-file.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, withOutcomes } from '../../work/imports/import-run.ts'
import { type DeviceReport, latestReport } from '../devices/device.ts'
import { inventoryFiles } from '../files/file-kind.ts'
import type { SpooledReport } from '../files/part-file.ts'
import { readInventory } from '../files/read-inventory.ts'
import { type Spooled, spool } from '../files/spool.ts'
import { deviceReported } from '../names/readiness.ts'
import { type KnownNames, knowNames, knownNames, readinessOf } from '../names/software-names.ts'
import { type Planned, planReports, writeReport } from './plan-report.ts'

/** Reports that are looked at together. */
const reportsAtOnce = 100
const bytesOfName = 10

/** An inventory file whose rows are sorted by device into parts on the disk of the function. */
interface SortedInventory extends ImportFile, Pick<Spooled, 'parts' | 'source' | 'readPart'> {
  /** When a device reported that the file gives no time for. */
  reportedAt: string
  known: KnownNames
}

/** What is to be done with the report of one device. */
interface ReportPlan extends Planned {
  /** Lines of the file that it is made of. */
  lines: number
  /** Where the run stands after it. */
  next: Pick<StoredImport, 'nextUnit' | 'nextLine'>
  /** Hashes of names; undefined in a dry run, which makes no name known. */
  hashOf: Parameters<typeof writeReport>[1] | undefined
  source: string
  /** No device had reported before. */
  isFirst: boolean
}

interface ReportStep extends Step {
  isFirst: boolean
}

/** Reports from further ahead are refused; as of when the import was announced, so that it is the same at each delivery. */
const latestOf = ({ createdAt }: StoredImport): string => latestReport(new Date(createdAt)).toISOString()

const checkOption = (run: StoredImport): void => {
  const { reportedAt } = run
  if (reportedAt === undefined || new Date(reportedAt).toISOString() <= latestOf(run)) return
  throw new WrongFile('future-report', `The option reported-at is ${reportedAt}, more than 24 hours ahead.`)
}

/** The next reports, from where the run stands. Parts that were applied are passed over, and some parts are empty. */
const nextReports = async (run: StoredImport, { parts, readPart }: SortedInventory) => {
  for (let [unit, line] = [run.nextUnit, run.nextLine]; unit < parts; unit += 1, line = 0) {
    const part = await readPart(unit)
    if (line >= part.length) continue
    return part.slice(line, line + reportsAtOnce).map((report, index) => {
      const isLast = line + index + 1 === part.length
      return {
        report,
        next: isLast ? { nextUnit: unit + 1, nextLine: 0 } : { nextUnit: unit, nextLine: line + index + 1 },
      }
    })
  }
  return []
}

const reportOf = ({ lines: _, reportedAt, ...report }: SpooledReport, file: SortedInventory): DeviceReport => ({
  ...report,
  reportedAt: reportedAt ?? file.reportedAt,
})

const plan = async (
  ledger: LedgerWith<'deviceStaleDays'>,
  run: StoredImport,
  file: SortedInventory,
): Promise<ReportPlan[]> => {
  const { source, known } = file
  const some = await nextReports(run, file)
  const planned = await planReports(
    ledger,
    some.map(({ report }) => reportOf(report, file)),
  )
  const names = planned.flatMap(({ namesWritten }) => namesWritten)
  const hashOf = run.dryRun ? undefined : await knowNames(ledger, names, known)
  const isNew = planned.some(({ news }) => news === 'device') && !(await readinessOf(ledger.table, known))
  return some.flatMap(({ report: { lines }, next }, index) => {
    const each = planned[index]
    return each ? [{ ...each, lines, next, hashOf, source, isFirst: isNew && each.news === 'device' }] : []
  })
}

const bytesOf = ({ namesWritten }: Planned): number =>
  namesWritten.reduce((sum, { versions }) => sum + bytesOfName + Buffer.byteLength(versions.join()), 0)

const outcomesOf = ({ outcome, lines }: ReportPlan) => Array.from({ length: lines }, () => outcome)

const stepOf = (run: StoredImport, report: ReportPlan, _ledger: unknown, at: string): ReportStep => ({
  writes: report.hashOf ? writeReport(report, report.hashOf, { source: report.source, at }) : [],
  bytes: bytesOf(report),
  isFirst: report.isFirst,
  next: { ...withOutcomes(run, outcomesOf(report)), ...report.next },
})

/**
 * Imports of inventory files. After a crash, or when its time is over, the file is sorted again, which gives the same
 * parts.
 */
export const inventoryImport = importKind<SortedInventory, ReportPlan, ReportStep>({
  ...inventoryFiles,
  about: ({ source }) => ({ source }),

  read: async ({ at: file, folder = '' }, run, _ledger, step) => {
    if (!file) throw new Error('An inventory is read where it is.')
    checkOption(run)
    const about = { notAfter: latestOf(run), ...(run.deviceId !== undefined && { deviceId: run.deviceId }) }
    const spooled = await spool(await readInventory(file, run.fileName, about), folder, {
      // Also says that somebody is at work on it.
      progress: (rows) => step(run.stage === 'writing' ? {} : { rows, status: 'processing' }),
    })
    const reportedAt = new Date(run.reportedAt ?? file.putAt).toISOString()
    return { ...spooled, reportedAt, known: knownNames() }
  },

  forward: {
    plan,
    plansParts: true,
    stepOf,
    around: (_run, steps) => (steps.some(({ isFirst }) => isFirst) ? [deviceReported()] : []),
  },
  judge: (report) => ({ outcomes: outcomesOf(report) }),
})
