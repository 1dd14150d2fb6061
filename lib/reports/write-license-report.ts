import { createWriteStream } from 'node:fs'
import type * as z from 'zod'
import { dayOf } from '../calendar/day.ts'
import type { Table } from '../table/table.ts'
import { entitledByChosen } from './chosen-entitled.ts'
import type { Stack } from './column.ts'
import { readHoldings, type Scope } from './holdings.ts'
import { InstallationRow, installationColumns } from './installation-row.ts'
import { installationRows } from './installation-rows.ts'
import { type Licenses, openLicenses } from './licensed.ts'
import type { ReportDesk } from './make-report.ts'
import { type Progress, progressOf, type TakeStep } from './progress.ts'
import { PurchaseRow, purchaseColumns } from './purchase-row.ts'
import { purchaseRows } from './purchase-rows.ts'
import { renderers } from './render/renderers.ts'
import { type LicenseReportType, type ReportFormat, reportNames, type StoredReport } from './report.ts'
import { type ReportHead, readHead } from './report-head.ts'
import { agreementsIn, beforeLag, readScope } from './scope.ts'
import { readSpool, spoolRows } from './spool.ts'
import { type Tally, tallyPositions } from './tally.ts'
import { walkTitles } from './titles.ts'

/** A run of a license report. */
export type LicenseReport = StoredReport & { type: LicenseReportType; format: ReportFormat }

/** What there is to read. */
interface Reading {
  desk: ReportDesk
  scope: Scope
  /** Begins to read the chosen agreements. */
  open: () => Promise<Licenses>
  today: string
  progress: Progress
}

/** The rows of a report, and what is known of all titles once the rows have been read. */
interface Read<Row> {
  rows: AsyncIterable<Row>
  tally: () => Promise<Tally>
}

interface Kind<Row> {
  schema: z.ZodType<Row>
  rowsAre: string
  columns: readonly Stack<Row>[]
  read: (reading: Reading) => Promise<Read<Row>>
}

const tallyTitles = async (table: Table): Promise<Tally> => {
  const tally = tallyPositions()
  for await (const titles of walkTitles(table))
    for (const { id: titleId, publisher, title, entitled, installed } of titles)
      tally.add({ titleId, publisher, title, entitled, installed })
  return tally.end()
}

const purchase: Kind<PurchaseRow> = {
  schema: PurchaseRow,
  rowsAre: 'Licenses',
  columns: purchaseColumns,
  read: async ({ desk: { table }, scope, open, today, progress }) => ({
    rows: telling(purchaseRows(table, scope, await open(), today), progress.alive),
    tally: () => tallyTitles(table),
  }),
}

const installation: Kind<InstallationRow> = {
  schema: InstallationRow,
  rowsAre: 'Titles',
  columns: installationColumns,
  read: async ({ desk, scope, open, today, progress }) => {
    const isOfAll = scope.isWhole && scope.types.length > 1
    const countEntitled = isOfAll ? undefined : await entitledByChosen(desk.table, scope, open, today)
    const tally = tallyPositions()
    const rows = async function* () {
      for await (const row of installationRows(desk, countEntitled)) {
        tally.add(row)
        await progress.met()
        yield row
      }
    }
    return { rows: rows(), tally: async () => tally.end() }
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
  const scope = await readScope(desk.table, report)
  const progress = await begin(report.type === 'purchase' || report.groupIds ? agreementsIn(scope) : 0)
  const open = async (): Promise<Licenses> => {
    const holdings = telling(readHoldings(desk.table, scope, beforeLag(begun.toISOString())), progress.met)
    const { licensed, statements } = await openLicenses(desk.table, holdings)
    return { statements, licensed: telling(licensed, progress.alive) }
  }
  const today = dayOf(begun, desk.timeZone)
  const { rows, tally } = await read({ desk, scope, open, today, progress })
  const spool = `${path}.rows`
  const rowCount = await spoolRows(spool, rows)
  const head: ReportHead = await readHead(desk, report, scope, { begun, rowCount, tally: await tally() })
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
