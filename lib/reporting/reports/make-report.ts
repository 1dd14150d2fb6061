import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dayOf } from '../../foundation/calendar/day.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { SnapshotReader } from '../../positions/snapshot/snapshot-reader.ts'
import { makeExport } from './make-export.ts'
import type { TakeStep } from './progress.ts'
import type { StoredReport } from './report.ts'
import type { ReportBucket } from './report-bucket.ts'
import { type LicenseReport, writeLicenseReport } from './write-license-report.ts'

/** What the worker works with. */
export interface ReportDesk extends LedgerWith<'timeZone'>, LedgerWith<'announceWork'> {
  snapshots: SnapshotReader
  /** Hours after which an answer of VLSC is stale. */
  staleAfterHours: number
  /** Asks the queue for a run later. @param delay seconds */
  announceReport: (reportId: string, delay: number) => Promise<void>
  bucket: ReportBucket
}

const inNewFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(`${tmpdir()}/report-`)
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Whether it has a format, and rests on a snapshot. */
export const isLicenseReport = (report: StoredReport): report is LicenseReport =>
  report.type !== 'export' && report.format !== undefined

/**
 * Makes the file of a report and puts it into the bucket. It is written on this machine first, as S3 takes a file whose
 * size is known.
 * @param step takes the run further, and throws when another delivery did
 */
export const makeReport = (desk: ReportDesk, report: StoredReport, step: TakeStep): Promise<void> =>
  inNewFolder(async (folder) => {
    const path = `${folder}/report`
    if (isLicenseReport(report)) await writeLicenseReport(desk, report, path, step)
    else await makeExport(desk, report, path, step)
    await desk.bucket.put(report, path, dayOf(new Date(report.createdAt), desk.timeZone))
  })
