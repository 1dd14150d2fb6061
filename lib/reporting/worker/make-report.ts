import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type * as z from 'zod'
import { dayOf } from '../../foundation/calendar/day.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Stack } from '../contents/columns.ts'
import { readHead } from '../contents/head.ts'
import { type Holding, readHoldings } from '../contents/holdings.ts'
import { entitledByChosen, InstallationRow, installationColumns, installationRows } from '../contents/installation.ts'
import { PurchaseRow, purchaseColumns } from '../contents/purchase-row.ts'
import { purchaseRows } from '../contents/purchase-rows.ts'
import { readReported } from '../contents/reported.ts'
import { agreementsIn, readScope, type Scope } from '../contents/scope.ts'
import { type Tally, tallyPositions } from '../contents/tally.ts'
import { readTitles, titleFinder } from '../contents/titles.ts'
import { exportLedger } from '../export/export-ledger.ts'
import type { OverviewShelf } from '../overview/overview.ts'
import { renderers } from '../render/renderers.ts'
import { type LicenseReportType, type ReportFormat, reportNames, type StoredReport } from '../reports/report.ts'
import type { Progress } from './progress.ts'
import type { ReportBucket } from './report-bucket.ts'
import { readSpool, spoolRows } from './spool.ts'

type Shelf = OverviewShelf & Pick<LedgerWith<'timeZone'>, 'timeZone'>

type LicenseReport = StoredReport & { type: LicenseReportType; format: ReportFormat }

const isLicenseReport = (report: StoredReport): report is LicenseReport =>
  report.type !== 'export' && report.format !== undefined

interface Reading {
  shelf: Shelf
  /** Undefined before the first one. */
  snapshot: Snapshot | undefined
  scope: Scope
  open: () => AsyncIterable<Holding>
  today: string
  progress: Progress
}

interface Contents<Row> {
  schema: z.ZodType<Row>
  rowsAre: string
  columns: readonly Stack<Row>[]
  rows: AsyncIterable<Row>
  /** What is known of all titles once the rows have been read. */
  tally: () => Tally
}

async function* telling<T>(all: AsyncIterable<T>, tell: (one: T) => Promise<void>): AsyncGenerator<T> {
  for await (const one of all) {
    await tell(one)
    yield one
  }
}

const readPurchase = async (reading: Reading): Promise<Contents<PurchaseRow>> => {
  const { shelf, snapshot, scope, open, today, progress } = reading
  const titles = await readTitles(snapshot)
  const rows = purchaseRows({
    table: shelf.table,
    scope,
    holdings: open(),
    reported: await readReported(snapshot),
    titles: await titleFinder(snapshot, titles),
    today,
  })
  const { add, end } = tallyPositions()
  for (const title of titles) if (title.licensable) add({ ...title, titleId: title.id })
  const told = telling(rows, progress.alive)
  return { schema: PurchaseRow, rowsAre: 'Licenses', columns: purchaseColumns, rows: told, tally: end }
}

const readInstallation = async (reading: Reading): Promise<Contents<InstallationRow>> => {
  const { shelf, snapshot, scope, open, progress } = reading
  const isOfAll = scope.isWhole && scope.types.length > 1
  const count = isOfAll || !snapshot ? undefined : await entitledByChosen(shelf.table, snapshot, scope, open)
  const { add, end } = tallyPositions()
  const rows = telling(installationRows(shelf, await readTitles(snapshot), count), (row) => {
    add({ ...row, unlimited: row.unlimited ?? false })
    return progress.met()
  })
  return { schema: InstallationRow, rowsAre: 'Titles', columns: installationColumns, rows, tally: end }
}

/**
 * Writes a license report. Rows are read once and spooled, as the head counts them; memory holds some rows at a time.
 */
const writeLicenseReport = async <Row>(
  readContents: (reading: Reading) => Promise<Contents<Row>>,
  shelf: Shelf,
  report: LicenseReport,
  path: string,
  progress: Progress,
): Promise<void> => {
  const begun = shelf.now()
  const present = await shelf.snapshots.present()
  const { snapshot } = present
  const scope = await readScope(shelf.table, report)
  if (report.type === 'purchase' || report.groupIds) progress.expect(agreementsIn(scope))
  const open = () => telling(readHoldings(shelf.table, scope, begun.toISOString()), progress.met)
  const today = snapshot?.manifest.day ?? dayOf(begun, shelf.timeZone)
  const contents = await readContents({ shelf, snapshot, scope, open, today, progress })
  const { schema, rowsAre, columns, rows, tally } = contents
  const rowCount = await spoolRows(`${path}.rows`, rows)
  const head = await readHead(shelf, report, scope, { begun, present, today, rowCount, tally: tally() })
  await progress.end()
  const written = telling(readSpool(`${path}.rows`, schema), progress.alive)
  const document = { title: reportNames[report.type], rowsAre, head, columns, rows: written }
  await renderers[report.format](document, createWriteStream(path, { flags: 'wx' }))
}

/**
 * Makes the file of a report and stores it in the bucket. It is written on this machine first: S3 must know its size.
 */
export const makeReport = async (
  shelf: Shelf & { bucket: Pick<ReportBucket, 'put'> },
  report: StoredReport,
  progress: Progress,
): Promise<void> => {
  const folder = await mkdtemp(`${tmpdir()}/report-`)
  const path = `${folder}/report`
  try {
    if (!isLicenseReport(report)) await exportLedger(shelf, report, path, progress)
    else if (report.type === 'purchase') await writeLicenseReport(readPurchase, shelf, report, path, progress)
    else await writeLicenseReport(readInstallation, shelf, report, path, progress)
    await shelf.bucket.put(report, path, dayOf(new Date(report.createdAt), shelf.timeZone))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
