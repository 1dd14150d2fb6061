import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type * as z from 'zod'
import { dayOf } from '../../foundation/calendar/day.ts'
import { inWorkFolder } from '../../foundation/files/work-folder.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { AnswerShelf } from '../../positions/answers/title-rows.ts'
import { changesBetween } from '../../positions/changes/compare-days.ts'
import { type Comparison, openLastDays } from '../../positions/changes/comparison.ts'
import { readDecisions } from '../../positions/reconcile/read-facts.ts'
import type { Opened } from '../../positions/snapshot/snapshot-reader.ts'
import { changesLayout } from '../contents/changes.ts'
import { type Chosen, countFamilies } from '../contents/count-families.ts'
import { type ReportHead, readChangesHead, readHead, readPositionHead } from '../contents/head.ts'
import { type Holding, readHoldings, readScope, type Scope } from '../contents/holdings.ts'
import { installationLayout, installationRows, type Position, positionOf } from '../contents/installation.ts'
import { positionLayout, positionRows } from '../contents/position.ts'
import { positionSheets } from '../contents/position-sheets.ts'
import { purchaseLayout, purchaseRows } from '../contents/purchase.ts'
import { readTitles } from '../contents/titles.ts'
import { exportLedger } from '../export/export-ledger.ts'
import { figuresOf, figuresOfChanges, figuresOfPosition, type ReportDocument } from '../render/document.ts'
import { renderers } from '../render/renderers.ts'
import { reportNames, type StoredReport } from '../reports/report.ts'
import { deliveryOf, type ReportFile, reportObject } from '../reports/report-files.ts'
import { reportRuns } from '../reports/report-runs.ts'

export const connectReportBucket = (bucket: string, client = new S3Client()) => ({
  /** @param path on this machine @param day for its name, YYYY-MM-DD */
  put: async (report: ReportFile, path: string, day: string): Promise<void> => {
    const { size } = await stat(path)
    const object = { Bucket: bucket, Key: reportObject(report), Body: createReadStream(path), ContentLength: size }
    await client.send(new PutObjectCommand({ ...object, ...deliveryOf(report, day) }))
  },

  remove: async (report: ReportFile): Promise<void> => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: reportObject(report) }))
  },
})

export type ReportBucket = ReturnType<typeof connectReportBucket>

/** Milliseconds: a sixth of those for which a run counts as being worked on. */
const betweenSteps = 5_000

/** Records how far a run is. Its steps throw RunMoved when the run was cancelled or taken over. */
const progressOf = ({ table, now }: Pick<Ledger, 'table' | 'now'>, begun: StoredReport) => {
  let run = begun
  let [done, expected, last] = [0, 0, now().getTime()]

  const step = async (total: number): Promise<void> => {
    last = now().getTime()
    run = await reportRuns.step(table, run, { done, total }, now().toISOString())
  }
  /** To be called often, also when nothing is done yet. */
  const alive = async (): Promise<void> => {
    if (now().getTime() - last >= betweenSteps) await step(Math.max(done, expected))
  }

  return {
    alive,
    expect: (total: number): void => {
      expected = total
    },
    met: (): Promise<void> => {
      done += 1
      return alive()
    },
    end: (): Promise<void> => step(done),
    run: () => run,
  }
}

type Progress = ReturnType<typeof progressOf>

async function* telling<T>(all: AsyncIterable<T> | Iterable<T>, tell: () => Promise<void>): AsyncGenerator<T> {
  for await (const one of all) {
    await tell()
    yield one
  }
}

/** Writes rows into a new file, a line of JSON each: the head of a report counts them. @returns how many */
export const spoolRows = async <Row>(path: string, rows: AsyncIterable<Row>): Promise<number> => {
  let count = 0
  const lines = async function* () {
    for await (const row of rows) {
      count += 1
      yield `${JSON.stringify(row)}\n`
    }
  }
  await pipeline(lines(), createWriteStream(path, { flags: 'wx' }))
  return count
}

export async function* readSpool<Row>(path: string, schema: z.ZodType<Row>): AsyncGenerator<Row> {
  let rest = ''
  // By hand: node:readline also ends lines at U+2028, which JSON leaves as it is.
  for await (const text of createReadStream(path, { encoding: 'utf8' })) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield schema.parse(JSON.parse(line))
  }
}

type Shelf = AnswerShelf & { timeZone: string }

const remarkOfDays = ({ before, after, areDevicesKept }: Comparison): string =>
  `The ends of ${before.manifest.day} and ${after.manifest.day} are compared.${areDevicesKept ? '' : ' Devices of the earlier day are not kept any more.'}`

/** A report that is being made, from one snapshot. */
interface Making {
  shelf: Shelf
  report: StoredReport
  scope: Scope
  holdings: AsyncIterable<Holding>
  path: string
  progress: Progress
  begun: Date
  present: Opened
  /** The day that positions are of, YYYY-MM-DD. */
  today: string
}

/** Rows are read once and spooled, as the head counts them; memory holds some at a time. */
const writeDocument = async <Row>(
  { report, path, progress }: Making,
  { schema, ...layout }: Pick<ReportDocument<Row>, 'rowsAre' | 'columns'> & { schema: z.ZodType<Row> },
  found: AsyncIterable<Row>,
  tellAbout: (rowCount: number) => Promise<Pick<ReportDocument<Row>, 'head' | 'figures' | 'sheets'>>,
): Promise<void> => {
  const rowCount = await spoolRows(`${path}.rows`, found)
  const about = await tellAbout(rowCount)
  await progress.end()
  const rows = telling(readSpool(`${path}.rows`, schema), progress.alive)
  const document = { title: reportNames[report.type], ...layout, ...about, rows }
  await renderers[report.format ?? 'html'](document, createWriteStream(path, { flags: 'wx' }))
}

const writeLicenseReport = async (making: Making, type: ReportHead['report']): Promise<void> => {
  const { shelf, report, scope, holdings, progress, present, today } = making
  const { snapshot } = present
  const titles = await readTitles(snapshot)
  const tellAbout = (positions: readonly Position[]) => async (rowCount: number) => {
    const head = await readHead(shelf, { ...report, type }, scope, { ...making, rowCount, positions })
    return { head, figures: figuresOf(head), sheets: [] }
  }
  if (type === 'purchase') {
    const rows = purchaseRows(shelf.table, snapshot, titles, scope, holdings, today)
    const positions = titles.flatMap((title) => positionOf(title))
    await writeDocument(making, purchaseLayout, telling(rows, progress.alive), tellAbout(positions))
  } else {
    const rows = await installationRows(shelf, snapshot, titles, scope, holdings)
    await writeDocument(making, installationLayout, telling(rows, progress.met), tellAbout(rows))
  }
}

const writeChangesReport = async (making: Making): Promise<void> => {
  const { shelf, report, scope, progress } = making
  const comparison = await openLastDays(shelf, report.days ?? 0)
  const rows = comparison ? changesBetween(shelf, comparison) : []
  await writeDocument(making, changesLayout, telling(rows, progress.met), async (rowCount) => {
    const head = await readChangesHead(shelf, report, scope, { ...making, rowCount })
    if (comparison) head.remarks.push(remarkOfDays(comparison))
    return { head, figures: figuresOfChanges(head), sheets: [] }
  })
}

/** Agreements whose licenses count, and whether those do that speak for the whole organization. */
const chooseLicenses = async ({ isWhole, types }: Scope, holdings: AsyncIterable<Holding>): Promise<Chosen> => {
  if (isWhole && types.length > 1) return undefined
  const agreements = new Set<string | undefined>()
  if (!isWhole) for await (const { agreement } of holdings) agreements.add(agreement.id)
  return ({ agreementId, source }) =>
    types.includes(source === 'agreement' ? 'other' : 'volume') && (isWhole || agreements.has(agreementId))
}

const writePositionReport = async (making: Making): Promise<void> => {
  const { shelf, report, scope, holdings, progress, present } = making
  const { snapshot } = present
  const said = await readDecisions(shelf.table)
  const chosen = await chooseLicenses(scope, holdings)
  const counted = snapshot
    ? await countFamilies(snapshot, said, chosen, progress.alive)
    : { families: [], titles: [], counts: [] }
  const { families } = counted
  await writeDocument(making, positionLayout, telling(positionRows(counted), progress.met), async (rowCount) => {
    const head = await readPositionHead(shelf, report, scope, { ...making, rowCount, families })
    const sheets = snapshot ? await positionSheets(snapshot, counted, said) : []
    return { head, figures: figuresOfPosition(head), sheets }
  })
}

const writeReport = async (made: Omit<Making, 'present' | 'today'>): Promise<void> => {
  const { shelf, begun, report } = made
  const { type } = report
  const present = await shelf.snapshots.present()
  const today = present.snapshot?.manifest.day ?? dayOf(begun, shelf.timeZone)
  const making = { ...made, present, today }
  if (type === 'position') await writePositionReport(making)
  else if (type === 'changes') await writeChangesReport(making)
  else if (type !== 'export') await writeLicenseReport(making, type)
}

/** The file is made on this machine first, as S3 must know its size. @returns the run after its last step */
export const makeReport = (
  shelf: Shelf & { bucket: Pick<ReportBucket, 'put'> },
  report: StoredReport,
): Promise<StoredReport> =>
  inWorkFolder('report', async (folder) => {
    const progress = progressOf(shelf, report)
    const path = `${folder}/report`
    const begun = shelf.now()
    const scope = await readScope(shelf.table, report)
    const { type } = report
    if (type === 'purchase' || type === 'export' || report.groupIds) progress.expect(scope.agreements)
    const holdings = telling(readHoldings(shelf.table, scope, begun.toISOString()), progress.met)
    if (type === 'export') {
      await exportLedger(shelf.table, report, scope, holdings, path)
      await progress.end()
    } else await writeReport({ shelf, report, scope, holdings, path, progress, begun })
    await shelf.bucket.put(report, path, dayOf(new Date(report.createdAt), shelf.timeZone))
    return progress.run()
  })
