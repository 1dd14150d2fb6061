import { createWriteStream } from 'node:fs'
import type * as z from 'zod'
import { dayOf } from '../../foundation/calendar/day.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { entitledByChosen } from './chosen-entitled.ts'
import type { Stack } from './column.ts'
import { type Holding, readHoldings, type Scope } from './holdings.ts'
import { InstallationRow, installationColumns } from './installation-row.ts'
import { installationRows } from './installation-rows.ts'
import { openLicenses } from './licensed.ts'
import type { ReportDesk } from './make-report.ts'
import { type Progress, progressOf, type TakeStep } from './progress.ts'
import { PurchaseRow, purchaseColumns } from './purchase-row.ts'
import { purchaseRows } from './purchase-rows.ts'
import { renderers } from './render/renderers.ts'
import { type LicenseReportType, type ReportFormat, reportNames, type StoredReport } from './report.ts'
import { readHead } from './report-head.ts'
import { readReported } from './reported-rows.ts'
import { agreementsIn, beforeLag, readScope } from './scope.ts'
import { readSpool, spoolRows } from './spool.ts'
import { type Tally, tallyPositions } from './tally.ts'
import { readTitles, titleFinder } from './titles.ts'

/** A run of a license report. */
export type LicenseReport = StoredReport & { type: LicenseReportType; format: ReportFormat }

/** What there is to read. */
interface Reading {
  desk: ReportDesk
  /** Undefined before the first one. */
  snapshot: Snapshot | undefined
  scope: Scope
  /** The chosen agreements. */
  open: () => AsyncIterable<Holding>
  today: string
  progress: Progress
}

/** The rows of a report, and what is known of all titles once the rows have been read. */
interface Read<Row> {
  rows: AsyncIterable<Row>
  tally: () => Tally
}

interface Kind<Row> {
  schema: z.ZodType<Row>
  rowsAre: string
  columns: readonly Stack<Row>[]
  read: (reading: Reading) => Promise<Read<Row>>
}

const purchase: Kind<PurchaseRow> = {
  schema: PurchaseRow,
  rowsAre: 'Licenses',
  columns: purchaseColumns,
  read: async ({ desk: { table }, snapshot, scope, open, today, progress }) => {
    const titles = await readTitles(snapshot)
    const finder = await titleFinder(snapshot, titles)
    const licenses = openLicenses(table, open(), await readReported(snapshot))
    const tally = tallyPositions()
    for (const title of titles) if (title.licensable) tally.add({ ...title, titleId: title.id })
    return { rows: telling(purchaseRows(scope, licenses, finder, today), progress.alive), tally: () => tally.end() }
  },
}

const installation: Kind<InstallationRow> = {
  schema: InstallationRow,
  rowsAre: 'Titles',
  columns: installationColumns,
  read: async ({ desk, snapshot, scope, open, progress }) => {
    const isOfAll = scope.isWhole && scope.types.length > 1
    const count = isOfAll || !snapshot ? undefined : await entitledByChosen(desk.table, snapshot, scope, open)
    const titles = await readTitles(snapshot)
    const tally = tallyPositions()
    const rows = async function* () {
      for await (const row of installationRows(desk, titles, count)) {
        tally.add({ ...row, unlimited: row.unlimited ?? false })
        await progress.met()
        yield row
      }
    }
    return { rows: rows(), tally: () => tally.end() }
  },
}

async function* telling<T>(all: AsyncIterable<T>, tell: () => Promise<void>): AsyncGenerator<T> {
  for await (const one of all) {
    yield one
    await tell()
  }
}

/** Takes the run on: reads everything, then writes the file. */
const writeKind = async <Row>(
  { schema, rowsAre, columns, read }: Kind<Row>,
  desk: ReportDesk,
  report: LicenseReport,
  path: string,
  begin: (total: number) => Promise<Progress>,
): Promise<void> => {
  const begun = desk.now()
  const present = await desk.snapshots.present()
  const { snapshot } = present
  const scope = await readScope(desk.table, report)
  const progress = await begin(report.type === 'purchase' || report.groupIds ? agreementsIn(scope) : 0)
  const open = () => telling(readHoldings(desk.table, scope, beforeLag(begun.toISOString())), progress.met)
  const today = snapshot?.manifest.day ?? dayOf(begun, desk.timeZone)
  const { rows, tally } = await read({ desk, snapshot, scope, open, today, progress })
  const spool = `${path}.rows`
  const rowCount = await spoolRows(spool, rows)
  const head = await readHead(desk, report, scope, { begun, present, today, rowCount, tally: tally() })
  await progress.end()
  const written = telling(readSpool(spool, schema), progress.alive)
  await renderers[report.format](
    { title: reportNames[report.type], rowsAre, head, columns, rows: written },
    createWriteStream(path, { flags: 'wx' }),
  )
}

/**
 * Writes a license report into a file on this machine. Rows are read once and spooled beside it: what stands before them
 * counts these rows, so that the two never disagree, and memory holds some rows at a time.
 * @param step takes the run further, and throws when another delivery did
 */
export const writeLicenseReport = (
  desk: ReportDesk,
  report: LicenseReport,
  path: string,
  step: TakeStep,
): Promise<void> => {
  const begin = async (total: number): Promise<Progress> => {
    const startedAt = report.startedAt ?? desk.now().toISOString()
    await step({ status: 'running', attempts: report.attempts + 1, done: 0, total, startedAt })
    return progressOf(step, total, desk.now)
  }
  return report.type === 'purchase'
    ? writeKind(purchase, desk, report, path, begin)
    : writeKind(installation, desk, report, path, begin)
}
