import * as z from 'zod'
import { AgreementType } from '../../agreements/records/agreement.ts'
import { allImports, importKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Present } from '../../positions/snapshot/snapshot-reader.ts'
import { ImportKind, StoredImport } from '../../work/imports/import-run.ts'
import { readOverview } from '../overview/overview.ts'
import type { Scope } from './holdings.ts'
import type { ReportDesk } from './make-report.ts'
import { LicenseReportType, type StoredReport } from './report.ts'
import { readReportedGroups } from './scope.ts'
import { Extreme, PositionCounts, type Tally } from './tally.ts'

const ShownGroup = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  deleted: z.literal(true).optional().meta({ description: 'It was deleted while the report was made.' }),
})

const PairCounts = z.strictObject({ pending: z.int(), valid: z.int(), expired: z.int(), notFound: z.int() })

/** All that a report says beside its rows. */
export const ReportHead = z
  .strictObject({
    report: LicenseReportType,
    madeAt: z.iso.datetime().meta({ description: 'When agreements were read, UTC.' }),
    asOf: z.iso.datetime().nullable().meta({
      description: 'When what titles and products are computed from was read; null when it never was.',
    }),
    devicesAsOf: z.iso.datetime().nullable().meta({ description: 'When the facts of devices were read for it.' }),
    timeZone: z.string().meta({ description: 'In which `today` and all days are.' }),
    today: z.iso.date(),
    filters: z.strictObject({
      groups: z.array(ShownGroup).optional().meta({ description: 'Absent: all groups.' }),
      agreementType: z.enum(['all', ...AgreementType.options]),
    }),
    positions: PositionCounts,
    largestShortfalls: z
      .array(Extreme)
      .meta({ description: 'At most 10: those with some licenses before those with none, the largest first.' }),
    largestSurpluses: z.array(Extreme).meta({ description: 'At most 10, the largest first.' }),
    data: z
      .strictObject({
        stale: z.boolean().meta({ description: 'What VLSC says of some pair is too old or missing.' }),
        devices: z.int().meta({ description: 'Managed devices that count.' }),
        pairs: PairCounts.meta({ description: 'Agreement number pairs, by what VLSC says.' }),
        lastRefresh: z.strictObject({ status: z.string(), finishedAt: z.iso.datetime() }).nullable(),
        lastImport: z
          .strictObject({
            kind: ImportKind.optional(),
            fileName: z.string(),
            status: z.string(),
            createdAt: z.iso.datetime(),
          })
          .nullable(),
      })
      .meta({ description: 'What the report rests on.' }),
    remarks: z.array(z.string()).meta({ description: 'What happened while it was made.' }),
    notice: z.string(),
    rowCount: z.int(),
  })
  .meta({ id: 'ReportHead' })
export type ReportHead = z.infer<typeof ReportHead>

const readLastImport = async (table: Table): Promise<ReportHead['data']['lastImport']> => {
  const { items } = await table.query({ index: 'gsi1', partition: allImports, newestFirst: true, limit: 1 })
  const [run] = await table.getMany(items.map(({ id }) => importKey(String(id))))
  if (!run) return null
  const { kind, fileName, status, createdAt } = StoredImport.parse(run)
  return { ...(kind && { kind }), fileName, status, createdAt }
}

const remarkOfGroup = ({ id, name }: { id: string; name?: string }): string =>
  `The group ${name ?? id} was deleted while this report was made. Those of its agreements that had left it by then are not shown under it.`

/** A report waits for changes that were made before it was asked for, but not for ever. */
const remarkOfPending = ({ pending }: Present): string[] =>
  pending ? ['Changes were made that positions of titles do not show yet. Run the report again later to see them.'] : []

/** What a report is made from. */
interface Made {
  /** When reading agreements began. */
  begun: Date
  present: Present
  /** The day that positions are of, YYYY-MM-DD. */
  today: string
  rowCount: number
  tally: Tally
}

const noPairs: z.infer<typeof PairCounts> = { pending: 0, valid: 0, expired: 0, notFound: 0 }

/** What a report says beside its rows; read once these have been read. */
export const readHead = async (
  desk: ReportDesk,
  report: StoredReport & { type: LicenseReportType },
  scope: Scope,
  { begun, present, today, rowCount, tally }: Made,
): Promise<ReportHead> => {
  const [{ chosen, gone }, overview, lastImport] = await Promise.all([
    readReportedGroups(desk.table, scope, report),
    readOverview(desk),
    readLastImport(desk.table),
  ])
  const { stale, lastRefresh, notice } = overview
  const { asOf, devicesAsOf, snapshot } = present
  return {
    report: report.type,
    madeAt: begun.toISOString(),
    asOf,
    devicesAsOf,
    timeZone: desk.timeZone,
    today,
    filters: { ...(report.groupIds && { groups: chosen }), agreementType: report.agreementType },
    ...tally,
    data: {
      stale,
      devices: snapshot?.manifest.summary.machines ?? 0,
      pairs: snapshot?.manifest.summary.pairs ?? noPairs,
      lastRefresh: lastRefresh?.finishedAt ? { status: lastRefresh.status, finishedAt: lastRefresh.finishedAt } : null,
      lastImport,
    },
    remarks: [...gone.map(remarkOfGroup), ...remarkOfPending(present)],
    notice,
    rowCount,
  }
}
