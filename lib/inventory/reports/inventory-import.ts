import { WrongFile } from '../../foundation/files/sheet.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import { type StoredImport, withOutcomes } from '../../work/imports/import-run.ts'
import { latestReport, notAfter } from '../devices/device.ts'
import { type Coverage, storedCoverageOf } from '../devices/plan-coverage.ts'
import { decodeDeviceList, withDeviceList } from '../files/device-list.ts'
import { inventoryFiles } from '../files/file-kind.ts'
import { readInventory } from '../files/read-inventory.ts'
import { type Spooled, spool } from '../files/spool.ts'
import { deviceReported } from '../names/readiness.ts'
import { type KnownNames, knowNames, knownNames, readinessOf } from '../names/software-names.ts'
import { planReports, writeReport } from './plan-report.ts'

const reportsAtOnce = 100
const bytesOfName = 10

/** An inventory file whose rows are sorted by device into parts on the disk of the function. */
interface SortedInventory extends Spooled {
  /** When a device reported that the file gives no time for. */
  reportedAt: string
  putAt: string
  /** A list says when its devices were seen. */
  isListed: boolean
  /** What plans cover on a device, if the list says it; by what ids are compared by. */
  coverage: ReadonlyMap<string, Coverage>
  known: KnownNames
}

/** Reports from further ahead are refused; as of when the import was announced, so that it is the same at each delivery. */
const latestOf = ({ createdAt }: StoredImport): string => latestReport(new Date(createdAt)).toISOString()

/** From where the run stands, each with where it stands after it. Applied and empty parts are passed over. */
const nextReports = async (
  run: StoredImport,
  { parts, readPart, reportedAt: at, putAt, coverage }: SortedInventory,
) => {
  for (let [unit, line] = [run.nextUnit, run.nextLine]; unit < parts; unit += 1, line = 0) {
    const part = await readPart(unit)
    if (line >= part.length) continue
    return part.slice(line, line + reportsAtOnce).map(({ reportedAt = at, ...report }, index) => {
      const nextLine = line + index + 1
      const next = nextLine === part.length ? { nextUnit: unit + 1, nextLine: 0 } : { nextUnit: unit, nextLine }
      const covered = coverage.get(report.key)
      const said = covered && { coverage: { asOf: run.createdAt, covers: storedCoverageOf(covered) } }
      return { ...report, reportedAt: notAfter(putAt, reportedAt), next, ...said }
    })
  }
  return []
}

/** A service is asked every night. Each device costs a write only every second time, which ages of months do not notice. */
const nearHours = 36

type PlannedReport = Awaited<ReturnType<typeof planReports>>[number]

/** A report that only says that the device was seen a little later is not worth a write. */
const withoutNearTime = <R extends Pick<PlannedReport, 'news' | 'seen' | 'report'>>(planned: R): R => {
  const { news, seen, report } = planned
  const later = Date.parse(report.reportedAt) - Date.parse(seen?.reportedAt ?? report.reportedAt)
  return news === 'time' && later < nearHours * 3_600_000 ? { ...planned, news: 'nothing' } : planned
}

const plan = async (ledger: LedgerWith<'deviceStaleDays'>, run: StoredImport, file: SortedInventory) => {
  const { source, known, isListed } = file
  const found = await planReports(ledger, await nextReports(run, file))
  const planned = isListed ? found.map(withoutNearTime) : found
  const names = planned.flatMap(({ namesWritten }) => namesWritten)
  // A dry run makes no name known.
  const hashOf = run.dryRun ? undefined : await knowNames(ledger, names, known)
  const isNew = planned.some(({ news }) => news === 'device') && !(await readinessOf(ledger.table, known))
  return planned.map((each) => ({
    ...each,
    writesAt: (at: string) => (hashOf ? writeReport(each, hashOf, source, at) : []),
    /** A service is asked every night, so that most of its devices have been seen again and are as they were. */
    isSeenAgain: isListed && each.news === 'time' && !each.covers,
    /** No device had reported before. */
    isFirst: isNew && each.news === 'device',
  }))
}
type ReportPlan = Awaited<ReturnType<typeof plan>>[number]

const outcomesOf = ({ outcome, report }: ReportPlan) => Array.from({ length: report.lines }, () => outcome)

/** A run is written with each step, so that it keeps few. */
const warningsKept = 10
const charactersShown = 60

const warningsOf = ({ report, formerName }: ReportPlan): ImportError[] => {
  if (!formerName?.isShared) return []
  const [id, ...names] = [report.deviceId, report.deviceName, formerName.name].map((one) =>
    one.slice(0, charactersShown),
  )
  const message = `The device ${id} reports as ${names.join(' and as ')}. If these are two machines, give each an id of its own: they count as one.`
  return [{ line: report.firstLine, code: 'two-names', message }]
}

const stepOf = (run: StoredImport, planned: ReportPlan, _ledger: unknown, at: string) => ({
  ...(planned.isSeenAgain ? { writes: [], alone: planned.writesAt(at) } : { writes: planned.writesAt(at) }),
  bytes: planned.namesWritten.reduce((sum, { versions }) => sum + bytesOfName + Buffer.byteLength(versions.join()), 0),
  isFirst: planned.isFirst,
  next: {
    ...withOutcomes(run, outcomesOf(planned)),
    ...planned.report.next,
    warnings: [...(run.warnings ?? []), ...warningsOf(planned)].slice(0, warningsKept),
  },
})

/** After a crash, or when its time is over, the file is sorted again, which gives the same parts. */
export const inventoryImport = importKind<SortedInventory, ReportPlan, ReturnType<typeof stepOf>>({
  ...inventoryFiles,
  // The warnings of a dry run come again when it is committed.
  about: ({ source }) => ({ source, warnings: undefined }),

  read: async ({ at: file, folder = '', devices }, run, _ledger, step) => {
    if (!file) throw new Error('An inventory is read where it is.')
    const option = run.reportedAt
    if (option !== undefined && new Date(option).toISOString() > latestOf(run))
      throw new WrongFile('future-report', `The option reported-at is ${option}, more than 24 hours ahead.`)
    const about = { notAfter: latestOf(run), ...(run.deviceId !== undefined && { deviceId: run.deviceId }) }
    const opened = await readInventory(file, run.fileName, about)
    const listed = devices ? decodeDeviceList(devices) : undefined
    const rows = listed ? withDeviceList(opened, listed) : opened
    const coverage = new Map(listed?.flatMap(({ id, coverage: said }) => (said ? [[nameKey(id), said] as const] : [])))
    const spooled = await spool(rows, folder, {
      // Also says that somebody is at work on it.
      progress: (rows) => step(run.stage === 'writing' ? {} : { rows, status: 'processing' }),
    })
    const putAt = new Date(file.putAt).toISOString()
    const reportedAt = option === undefined ? putAt : new Date(option).toISOString()
    return { ...spooled, reportedAt, putAt, isListed: devices !== undefined, coverage, known: knownNames() }
  },

  forward: {
    plan,
    plansParts: true,
    stepOf,
    around: (_run, steps) => (steps.some(({ isFirst }) => isFirst) ? [deviceReported()] : []),
  },
  judge: (report) => ({ outcomes: outcomesOf(report) }),
})
