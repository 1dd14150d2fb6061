import * as z from 'zod'
import { AgreementType } from '../../agreements/records/restrictions.ts'
import { allImports, importKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { Completeness, readCompleteness } from '../../inventory/reports/completeness.ts'
import type { AnswerShelf } from '../../positions/answers/title-rows.ts'
import { summarizeFamilies } from '../../positions/reconcile/summarize.ts'
import { type FamilySummary, noFamilies } from '../../positions/snapshot/manifest.ts'
import type { Opened } from '../../positions/snapshot/snapshot-reader.ts'
import { FamilyCounts, FamilyInShort, noPairs, PairCounts, readOverview } from '../overview/overview.ts'
import { LicenseReportType, type StoredReport } from '../reports/report.ts'
import type { CountedFamily } from './count-families.ts'
import { readReportedGroups, type Scope } from './holdings.ts'
import type { Position } from './installation.ts'

const ShownGroup = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  deleted: z.literal(true).optional().meta({ description: 'It was deleted while the report was made.' }),
})

const text = z.string()
const LastImport = z.strictObject({ kind: text.optional(), fileName: text, status: text, createdAt: z.iso.datetime() })

const Extreme = z
  .strictObject({
    titleId: z.string(),
    publisher: z.string(),
    title: z.string(),
    entitled: z.int(),
    installed: z.int(),
    difference: z.int().meta({ description: 'entitled - installed.' }),
  })
  .meta({ id: 'Extreme' })
export type Extreme = z.infer<typeof Extreme>

const common = {
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
  data: z
    .strictObject({
      stale: z.boolean().meta({ description: 'The look-up of some pair is too old or missing.' }),
      devices: z.int().meta({ description: 'Managed devices that count.' }),
      pairs: PairCounts.meta({
        description: 'Agreement number pairs, by what the newer of look-up and contracts file says.',
      }),
      lastRefresh: z.strictObject({ status: z.string(), finishedAt: z.iso.datetime() }).nullable(),
      lastImport: LastImport.nullable(),
    })
    .meta({ description: 'What the report rests on.' }),
  remarks: z.array(z.string()).meta({ description: 'What happened while it was made.' }),
  notice: z.string(),
  rowCount: z.int(),
}

const CommonHead = z.strictObject(common)
export type CommonHead = z.infer<typeof CommonHead>

/** Of reports of what is bought, and of titles. */
export const ReportHead = z
  .strictObject({
    report: LicenseReportType.exclude(['position', 'changes']),
    positions: z
      .strictObject({
        covered: z.int(),
        short: z.int(),
        noEntitlement: z.int(),
        unused: z.int(),
        licensesMissing: z.int().meta({ description: 'What titles without enough licenses lack, added up.' }),
      })
      .meta({ id: 'PositionCounts', description: 'Titles by status, and the licenses that they lack.' }),
    largestShortfalls: z
      .array(Extreme)
      .meta({ description: 'At most 10: those with some licenses before those with none, the largest first.' }),
    largestSurpluses: z.array(Extreme).meta({ description: 'At most 10, the largest first.' }),
    ...common,
  })
  .meta({ id: 'ReportHead' })
export type ReportHead = z.infer<typeof ReportHead>

const ofFamilies = {
  families: FamilyCounts,
  largestShortfalls: z.array(FamilyInShort).meta({
    description: 'At most 10: `under-licensed`, then `unlicensed`, each largest first.',
  }),
  largestSurpluses: z.array(FamilyInShort).meta({ description: 'At most 10, the largest first.' }),
}

/** Of what changed: families as they are at the end. */
export const ChangesHead = z
  .strictObject({ report: z.literal('changes'), ...ofFamilies, ...common })
  .meta({ id: 'ChangesHead' })
export type ChangesHead = z.infer<typeof ChangesHead>

/** Of the effective license position. */
export const PositionHead = z
  .strictObject({
    report: z.literal('position'),
    ...ofFamilies,
    inventory: z
      .strictObject({
        devices: z.int().meta({ description: 'All that are known.' }),
        notCounted: z.int().meta({ description: 'Of these, those that have not reported for too long.' }),
        oldestReport: z.iso.datetime().optional().meta({ description: 'Of devices that count.' }),
        newestReport: z.iso.datetime().optional(),
        managed: Completeness.optional().meta({
          description: 'How many of the PCs that Intune knows have sent their software; absent without a connector.',
        }),
        withoutData: z.int().meta({
          description: 'Machines of which something is missing that their position depends on, once for each family.',
        }),
      })
      .meta({ description: 'Age and completeness of the inventory.' }),
    ...common,
  })
  .meta({ id: 'PositionHead' })
export type PositionHead = z.infer<typeof PositionHead>

const extremesShown = 10

/** Titles that have some licenses go before those that have none: most of these need none. */
const order = (one: Extreme, other: Extreme): number =>
  Number(one.entitled === 0) - Number(other.entitled === 0) || Math.abs(other.difference) - Math.abs(one.difference)

/**
 * Counts positions, and picks the ten largest shortfalls and surpluses. A title with a site license is neither, and a
 * covered one lacks nothing, whatever its difference.
 */
export const tallyPositions = (positions: readonly Position[]) => {
  const sized = (some: readonly Position[]) =>
    some.flatMap(({ titleId, publisher, title, entitled, installed, difference }): Extreme[] =>
      difference === null ? [] : [{ titleId, publisher, title, entitled, installed, difference }],
    )
  const open = positions.filter(({ status }) => status === 'short' || status === 'no-entitlement')
  const lacking = sized(open)
    .filter(({ difference }) => difference < 0)
    .sort(order)
  const spare = sized(positions)
    .filter(({ difference }) => difference > 0)
    .sort(order)
  const count = (wanted: Position['status']) => positions.filter(({ status }) => status === wanted).length
  return {
    positions: {
      covered: count('covered'),
      short: count('short'),
      noEntitlement: count('no-entitlement'),
      unused: count('unused'),
      licensesMissing: lacking.reduce((sum, { difference }) => sum - difference, 0),
    },
    largestShortfalls: lacking.slice(0, extremesShown),
    largestSurpluses: spare.slice(0, extremesShown),
  }
}

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
  begun: Date
  present: Opened
  /** The day that positions are of, YYYY-MM-DD. */
  today: string
  rowCount: number
}

type Shelf = AnswerShelf & { timeZone: string }

const readCommonHead = async (
  shelf: Shelf,
  report: StoredReport,
  scope: Scope,
  { begun, present: { snapshot, basis }, today, rowCount }: Made,
): Promise<CommonHead> => {
  const [{ chosen, gone }, { stale, lastRefresh, notice }, lastImport] = await Promise.all([
    readReportedGroups(shelf.table, scope, report),
    readOverview(shelf),
    readLastImport(shelf.table),
  ])
  const { machines: devices = 0, pairs = noPairs } = snapshot?.manifest.summary ?? {}
  return {
    madeAt: begun.toISOString(),
    asOf: basis.asOf,
    devicesAsOf: basis.devicesAsOf,
    timeZone: shelf.timeZone,
    today,
    filters: { ...(report.groupIds && { groups: chosen }), agreementType: report.agreementType },
    data: {
      stale,
      devices,
      pairs,
      lastRefresh: lastRefresh?.finishedAt ? { status: lastRefresh.status, finishedAt: lastRefresh.finishedAt } : null,
      lastImport,
    },
    remarks: [...gone.map(remarkOfGroup), ...(basis.pending ? [remarkOfPending] : [])],
    notice,
    rowCount,
  }
}

export const readHead = async (
  shelf: Shelf,
  report: StoredReport & { type: ReportHead['report'] },
  scope: Scope,
  { positions, ...made }: Made & { positions: readonly Position[] },
): Promise<ReportHead> => ({
  report: report.type,
  ...tallyPositions(positions),
  ...(await readCommonHead(shelf, report, scope, made)),
})

const remarkOfChoice =
  'Only licenses of the chosen groups and agreements count here. What machines require is that of the whole ledger.'

const readInventory = async (
  table: Table,
  { snapshot }: Opened,
  families: readonly CountedFamily[],
): Promise<PositionHead['inventory']> => {
  const devices = snapshot ? await snapshot.some({ table: 'devices', columns: ['seenAt', 'counted'] }) : []
  const seen = devices.flatMap(({ seenAt, counted }) => (counted ? [seenAt] : [])).sort()
  const lacking = families.flatMap(({ combinations }) =>
    combinations.flatMap(({ state, machines }) => (state === 'needs-data' ? [machines] : [])),
  )
  return {
    managed: await readCompleteness(table),
    devices: devices.length,
    notCounted: devices.length - seen.length,
    oldestReport: seen[0],
    newestReport: seen.at(-1),
    withoutData: lacking.reduce((sum, machines) => sum + machines, 0),
  }
}

const figuresOf = ({ counts, shortfalls, surpluses }: FamilySummary) => ({
  families: counts,
  largestShortfalls: z.array(FamilyInShort).parse(shortfalls),
  largestSurpluses: z.array(FamilyInShort).parse(surpluses),
})

export const readChangesHead = async (
  shelf: Shelf,
  report: StoredReport,
  scope: Scope,
  made: Made,
): Promise<ChangesHead> => ({
  report: 'changes',
  ...figuresOf(made.present.snapshot?.manifest.summary.families ?? noFamilies),
  ...(await readCommonHead(shelf, report, scope, made)),
})

export const readPositionHead = async (
  shelf: Shelf,
  report: StoredReport,
  scope: Scope,
  { families, ...made }: Made & { families: readonly CountedFamily[] },
): Promise<PositionHead> => {
  const summary = summarizeFamilies(families.map(({ row, figures }) => ({ ...row, ...figures })))
  const { remarks, ...common } = await readCommonHead(shelf, report, scope, made)
  const isChoice = !scope.isWhole || scope.types.length === 1
  return {
    report: 'position',
    ...figuresOf(summary),
    inventory: await readInventory(shelf.table, made.present, families),
    ...common,
    remarks: [...(isChoice ? [remarkOfChoice] : []), ...remarks],
  }
}
