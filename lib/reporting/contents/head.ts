import * as z from 'zod'
import { AgreementType } from '../../agreements/records/agreement.ts'
import { allImports, importKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { PresentSnapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { noPairs, type OverviewShelf, PairCounts, readOverview } from '../overview/overview.ts'
import { LicenseReportType, type StoredReport } from '../reports/report.ts'
import { readReportedGroups, type Scope } from './scope.ts'
import { Extreme, PositionCounts, type Tally } from './tally.ts'

const ShownGroup = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  deleted: z.literal(true).optional().meta({ description: 'It was deleted while the report was made.' }),
})

const LastImport = z.strictObject({
  kind: z.string().optional(),
  fileName: z.string(),
  status: z.string(),
  createdAt: z.iso.datetime(),
})

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
        lastImport: LastImport.nullable(),
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
  return run ? LastImport.strip().parse(run) : null
}

const remarkOfGroup = ({ id, name = id }: { id: string; name?: string }): string =>
  `The group ${name} was deleted while this report was made. Those of its agreements that had left it by then are not shown under it.`

/** A report waits for changes that were made before it was requested, but not for ever. */
const remarkOfPending =
  'Changes were made that positions of titles do not show yet. Run the report again later to see them.'

interface Made {
  /** When reading agreements began. */
  begun: Date
  present: PresentSnapshot
  /** The day that positions are of, YYYY-MM-DD. */
  today: string
  rowCount: number
  tally: Tally
}

export const readHead = async (
  shelf: OverviewShelf & Pick<LedgerWith<'timeZone'>, 'timeZone'>,
  report: StoredReport & { type: LicenseReportType },
  scope: Scope,
  { begun, present, today, rowCount, tally }: Made,
): Promise<ReportHead> => {
  const [{ chosen, gone }, { stale, lastRefresh, notice }, lastImport] = await Promise.all([
    readReportedGroups(shelf.table, scope, report),
    readOverview(shelf),
    readLastImport(shelf.table),
  ])
  const { machines: devices = 0, pairs = noPairs } = present.snapshot?.manifest.summary ?? {}
  return {
    report: report.type,
    madeAt: begun.toISOString(),
    asOf: present.asOf,
    devicesAsOf: present.devicesAsOf,
    timeZone: shelf.timeZone,
    today,
    filters: { ...(report.groupIds && { groups: chosen }), agreementType: report.agreementType },
    ...tally,
    data: {
      stale,
      devices,
      pairs,
      lastRefresh: lastRefresh?.finishedAt ? { status: lastRefresh.status, finishedAt: lastRefresh.finishedAt } : null,
      lastImport,
    },
    remarks: [...gone.map(remarkOfGroup), ...(present.pending ? [remarkOfPending] : [])],
    notice,
    rowCount,
  }
}
