import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { AgreementType } from '../agreements/agreement.ts'
import { readGroups } from '../groups/group-store.ts'
import type { Table } from '../table/table.ts'
import { createArchive } from './archive.ts'
import { exportLedger } from './export-ledger.ts'
import type { Scope } from './holdings.ts'
import type { StoredReport } from './report.ts'
import type { ReportBucket } from './report-bucket.ts'
import type { Step } from './report-store.ts'

/** What the worker works with. */
export interface ReportDesk {
  table: Table
  now: () => Date
  bucket: ReportBucket
}

/** Agreements after which a run tells its progress, and that it is alive. */
const agreementsPerStep = 500
/** A change may be committed so long after the time that the trail has for it, and reach the index as late. */
const lagMilliseconds = 60_000

const readScope = async (table: Table, { groupIds, agreementType }: StoredReport): Promise<Scope> => {
  const groups = await readGroups(table)
  return {
    groups: groupIds ? groups.filter(({ id }) => groupIds.includes(id)) : groups,
    isWhole: groupIds === undefined,
    types: agreementType === 'all' ? AgreementType.options : [agreementType],
  }
}

const inNewFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(`${tmpdir()}/report-`)
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Makes the file of an export and puts it into the bucket. It is written on this machine first, as S3 takes a file whose
 * size is known, and memory is for some agreements only.
 * @param step takes the run further, and throws when another delivery did
 */
export const makeExport = (
  { table, now, bucket }: ReportDesk,
  report: StoredReport,
  step: (step: Step) => Promise<void>,
): Promise<void> =>
  inNewFolder(async (folder) => {
    const begun = now()
    const scope = await readScope(table, report)
    const total = scope.groups.reduce((sum, { agreementCount }) => sum + agreementCount, 0)
    const startedAt = report.startedAt ?? begun.toISOString()
    await step({ status: 'running', attempts: report.attempts + 1, done: 0, total, startedAt })

    let done = 0
    const met = async (): Promise<void> => {
      done += 1
      if (done % agreementsPerStep === 0) await step({ done, total: Math.max(done, total) })
    }
    const archive = await createArchive(`${folder}/export.zip`)
    try {
      const since = new Date(begun.getTime() - lagMilliseconds).toISOString()
      await exportLedger(table, scope, archive, { since, met, agreementType: report.agreementType, at: startedAt })
    } finally {
      await archive.close()
    }
    await step({ done, total: done })
    await bucket.put(report.id, `${folder}/export.zip`)
  })
