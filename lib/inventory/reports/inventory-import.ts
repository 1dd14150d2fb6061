import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LedgerError } from '../../foundation/errors.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { timeLeft } from '../../foundation/table/deadline.ts'
import { commit } from '../../foundation/table/table.ts'
import { checkFileName, noFile, optionsOf } from '../../work/imports/begin-import.ts'
import { FileGone, type OpenFile } from '../../work/imports/drop-bucket.ts'
import { endImport, type ImportDesk } from '../../work/imports/end-import.ts'
import { maximumBytes } from '../../work/imports/file-name.ts'
import type { ImportOptions } from '../../work/imports/import-options.ts'
import { type ImportCounts, type ImportError, noCounts, type StoredImport } from '../../work/imports/import-run.ts'
import { advance, beginWriting, holdKey, RunMoved } from '../../work/imports/import-store.ts'
import { type DeviceReport, latestReport } from '../devices/device.ts'
import type { SpooledReport } from '../files/part-file.ts'
import { readInventory } from '../files/read-inventory.ts'
import { readPart, type Spooled, spool } from '../files/spool.ts'
import { knownNames } from '../names/software-names.ts'
import { applyReports, foresee, reportsAtOnce } from './apply-reports.ts'
import type { ReportOutcome } from './plan-report.ts'

/** Milliseconds that are left for what cannot be put off; with less, another delivery goes on. */
const reserve = 30_000

/** An import of an inventory at work: its run as of its last step, and what it reads. */
interface Course {
  desk: ImportDesk
  run: StoredImport
  file: OpenFile
  options: ImportOptions
  folder: string
}

const step = async (course: Course, progress: Parameters<typeof advance>[1]): Promise<void> => {
  const { desk, run } = course
  const at = desk.ledger.now().toISOString()
  await commit(desk.ledger.table, [advance(run, progress, at)])
  course.run = { ...run, ...progress, version: run.version + 1, updatedAt: at }
}

const open = async ({ bucket }: ImportDesk, run: StoredImport): Promise<OpenFile> => {
  checkFileName(run.fileName, 'inventory')
  const limit = maximumBytes(run.fileName, 'inventory')
  const file = await bucket.openFile(run, limit)
  if (file === 'too-large') throw noFile[file](limit)
  if (typeof file === 'string') throw new FileGone(file)
  if (file.size === 0) throw new WrongFile('file-empty', 'The file is empty.')
  return file
}

/** Reports from further ahead are refused; as of when the import was announced, so that it is the same at each delivery. */
const latestOf = ({ createdAt }: StoredImport): string => latestReport(new Date(createdAt)).toISOString()

const checkOption = (run: StoredImport, { reportedAt }: ImportOptions): void => {
  if (reportedAt === undefined || new Date(reportedAt).toISOString() <= latestOf(run)) return
  throw new WrongFile('future-report', `The option reported-at is ${reportedAt}, more than 24 hours ahead.`)
}

/** Sorts the file's rows by device into parts, and tells of it from time to time. */
const sort = async (course: Course): Promise<Spooled> => {
  const { file, folder, options, run } = course
  const isBegun = run.stage === 'writing'
  const { deviceId } = options
  const about = { notAfter: latestOf(run), ...(deviceId !== undefined && { deviceId }) }
  return spool(await readInventory(file, run.fileName, about), folder, {
    // Also tells that somebody is at work on it.
    progress: (rows) => step(course, isBegun ? {} : { rows, status: 'processing' }),
  })
}

const reportOf = (
  { deviceId, deviceName, reportedAt, software }: SpooledReport,
  { options, file }: Course,
): DeviceReport => ({
  deviceId,
  deviceName,
  software,
  reportedAt: reportedAt ?? new Date(options.reportedAt ?? file.putAt).toISOString(),
})

const lineCounts = (outcomes: readonly ReportOutcome[], lines: readonly number[]) => {
  const counts = { created: 0, updated: 0, unchanged: 0 }
  for (const [index, outcome] of outcomes.entries()) counts[outcome] += lines[index] ?? 0
  return counts
}

const grown = (run: StoredImport, { created, updated, unchanged }: ReturnType<typeof lineCounts>) => ({
  created: run.created + created,
  updated: run.updated + updated,
  unchanged: run.unchanged + unchanged,
  done: run.done + created + updated + unchanged,
})

/** Applies the parts from where the run stands. @returns whether all are applied */
const applyParts = async (course: Course, { parts, source }: Spooled): Promise<boolean> => {
  const { ledger } = course.desk
  const known = knownNames()
  while (course.run.nextUnit < parts) {
    const part = await readPart(course.folder, course.run.nextUnit)
    while (course.run.nextLine < part.length) {
      if (timeLeft() < reserve) return false
      const some = part.slice(course.run.nextLine, course.run.nextLine + reportsAtOnce)
      const lines = some.map((each) => each.lines)
      const reports = some.map((each) => reportOf(each, course))
      let at = 0
      await applyReports(ledger, reports, source, known, (outcomes) => {
        const counts = lineCounts(outcomes, lines.slice(at))
        const progress = { ...grown(course.run, counts), nextLine: course.run.nextLine + outcomes.length }
        const time = ledger.now().toISOString()
        return {
          write: advance(course.run, progress, time),
          done: () => {
            at += outcomes.length
            course.run = { ...course.run, ...progress, version: course.run.version + 1, updatedAt: time }
          },
        }
      })
    }
    await step(course, { nextUnit: course.run.nextUnit + 1, nextLine: 0 })
  }
  return true
}

/** What an import would do. */
const rehearse = async (course: Course, { parts }: Spooled): Promise<ReturnType<typeof lineCounts>> => {
  const sum = { created: 0, updated: 0, unchanged: 0 }
  for (let index = 0; index < parts; index++) {
    const part = await readPart(course.folder, index)
    for (let first = 0; first < part.length; first += reportsAtOnce) {
      const some = part.slice(first, first + reportsAtOnce)
      const outcomes = await foresee(
        course.desk.ledger,
        some.map((each) => reportOf(each, course)),
      )
      const counts = lineCounts(
        outcomes,
        some.map(({ lines }) => lines),
      )
      for (const outcome of ['created', 'updated', 'unchanged'] as const) sum[outcome] += counts[outcome]
    }
  }
  return sum
}

const begin = async (course: Course, { rows, skipped, rejected, source }: Spooled): Promise<void> => {
  const { desk, run, options } = course
  const begun = {
    rows,
    skipped,
    rejected,
    source,
    done: rejected + skipped,
    groupId: undefined,
    program: undefined,
    onError: options.onError,
  }
  const at = desk.ledger.now().toISOString()
  await commit(desk.ledger.table, [...holdKey(run), beginWriting(run, begun, at)])
  course.run = { ...run, ...begun, status: 'processing', stage: 'writing', version: run.version + 1, updatedAt: at }
}

/** Ends the import and deletes its file, which may name users. */
const end = async (
  { desk, run }: Pick<Course, 'desk' | 'run'>,
  status: 'completed' | 'rejected' | 'superseded' | 'failed',
  counts: ImportCounts,
  errors: readonly ImportError[],
  about: Partial<Pick<StoredImport, 'onError' | 'dryRun' | 'source'>> = {},
): Promise<void> => {
  await endImport(desk, run, { status, counts, errors, about })
  await desk.bucket.removeFile(run)
}

const countsOf = ({ rows, created, updated, unchanged, rejected, skipped }: StoredImport): ImportCounts => ({
  rows,
  created,
  updated,
  unchanged,
  rejected,
  skipped,
})

const proceed = async (course: Course): Promise<void> => {
  const { desk, options } = course
  const sorted = await sort(course)
  const { rows, skipped, rejected, errors, source } = sorted
  const about = { onError: options.onError, dryRun: options.dryRun, source }
  if (course.run.stage !== 'writing') {
    if (options.onError === 'reject' && errors.length > 0)
      return end(course, 'rejected', { ...noCounts, rows, rejected, skipped }, errors, about)
    if (options.dryRun) {
      const counts = await rehearse(course, sorted)
      return end(course, 'completed', { rows, rejected, skipped, ...counts }, errors, about)
    }
    await begin(course, sorted)
  }
  const isDone = await applyParts(course, sorted)
  if (!isDone) return desk.wake(course.run.id)
  await end(course, 'completed', countsOf(course.run), errors, about)
}

/** Its file was replaced or deleted. What was applied of it stays. */
const endGone = async (course: Pick<Course, 'desk' | 'run'>, { why }: FileGone): Promise<void> => {
  const gone = noFile[why](0)
  if (course.run.stage !== 'writing') throw gone
  if (why === 'replaced') return end(course, 'superseded', countsOf(course.run), [])
  return end(course, 'failed', countsOf(course.run), [{ code: 'file-gone', message: gone.message }])
}

/** A rule refused it. What was applied before stays. */
const endRefused = (course: Pick<Course, 'desk' | 'run'>, error: ImportError): Promise<void> =>
  course.run.stage === 'writing'
    ? end(course, 'failed', countsOf(course.run), [error])
    : end(course, 'rejected', noCounts, [error])

/**
 * Imports an inventory file: its rows are sorted by device into parts on the disk of the function, then the devices are
 * applied, part by part. After a crash, or when its time is over, the file is sorted anew, which gives the same parts,
 * and the parts that were applied are passed over.
 * @throws NothingToImport, Overtaken, Waiting
 */
export const importInventory = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'inventory-'))
  const course: Course | { desk: ImportDesk; run: StoredImport } = { desk, run }
  try {
    const file = await open(desk, run)
    const options = optionsOf(run, 'inventory', file.metadata)
    checkOption(run, options)
    await proceed(Object.assign(course, { file, options, folder }))
  } catch (error) {
    // Another delivery is at work on it, and goes on.
    if (error instanceof RunMoved) return
    if (error instanceof FileGone) return await endGone(course, error)
    if (!(error instanceof WrongFile || error instanceof LedgerError)) throw error
    await endRefused(course, { code: error.code, message: error.message })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
