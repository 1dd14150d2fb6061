import { createHash } from 'node:crypto'
import * as z from 'zod'
import { knowledgeDigest } from '../../recognition/names/knowledge.ts'
import { snapshotTables, type TableName } from './tables.ts'

/** Raise it when a change is made that earlier versions cannot read. */
export const formatVersion = 1
/** Raise it when code concludes something else from the same facts and data, so that no table is taken over. */
const conclusionsVersion = 2

const columns = createHash('sha256').update(JSON.stringify(snapshotTables)).digest('base64url').slice(0, 6)

/** All that conclusions follow from beside the facts. When it changes, everything is concluded again. */
export const knowledgeVersion = [knowledgeDigest, formatVersion, conclusionsVersion, columns].join('.')

export const Terms = z.object({
  /** YYYY-MM-DD, in the time zone. */
  day: z.string(),
  timeZone: z.string(),
  knowledge: z.string(),
  /** Days after which a device that was not seen leaves the counts. */
  staleDays: z.number(),
  /** Days before the end of an agreement at which an alert is due. */
  alertDays: z.array(z.number()).readonly(),
  /** Titles that never had a license are due for alerts as well. */
  alertNoEntitlement: z.boolean(),
})
export type Terms = z.infer<typeof Terms>

const TableFile = z.object({
  key: z.string(),
  bytes: z.number(),
  rows: z.number(),
  /** Digest of what the table is made from. A table with the same one is taken over. */
  inputs: z.string(),
})
export type TableFile = z.infer<typeof TableFile>

/** What ends: an other agreement, an agreement number pair, Software Assurance of licenses, a subscription. */
export const EndKind = z.enum(['agreement', 'pair', 'software-assurance', 'subscription'])

const FamilyCounts = z.object({
  underLicensed: z.number(),
  unlicensed: z.number(),
  licensed: z.number(),
  unused: z.number(),
  needsData: z.number(),
  notMeasured: z.number(),
})
export type FamilyCounts = z.infer<typeof FamilyCounts>

const FamilyFigures = z.object({
  familyId: z.string(),
  publisher: z.string(),
  name: z.string(),
  metric: z.string(),
  owned: z.number(),
  unlimited: z.boolean(),
  required: z.number(),
  shortfall: z.number(),
  surplus: z.number(),
  status: z.string(),
})

const FamilySummary = z.object({
  counts: FamilyCounts,
  shortfalls: z.array(FamilyFigures),
  surpluses: z.array(FamilyFigures),
})
export type FamilySummary = z.infer<typeof FamilySummary>

export const noFamilies: FamilySummary = {
  counts: { underLicensed: 0, unlicensed: 0, licensed: 0, unused: 0, needsData: 0, notMeasured: 0 },
  shortfalls: [],
  surpluses: [],
}

export const Summary = z.object({
  /** Devices that count, linked ones once; `devices` are all. */
  machines: z.number(),
  devices: z.number(),
  names: z.number(),
  titles: z.number(),
  agreements: z.number(),
  pairs: z.object({ pending: z.number(), valid: z.number(), expired: z.number(), notFound: z.number() }),
  expiringAgreements: z.array(
    z.object({
      /** Summaries of earlier versions have agreements alone. */
      kind: EndKind.default('agreement'),
      id: z.string().optional(),
      name: z.string(),
      endDate: z.string(),
      familyId: z.string().optional(),
    }),
  ),
  /** Summaries of earlier versions have none. */
  families: FamilySummary.default(noFamilies),
})
export type Summary = z.infer<typeof Summary>

/** What a snapshot consists of: `snapshots/<id>/manifest.json`. */
export const Manifest = z.object({
  id: z.string(),
  format: z.number(),
  ...Terms.shape,
  /** When its reconciliation began to read, and when the device facts were read; ISO 8601 UTC, milliseconds. */
  readFrom: z.string(),
  devicesReadFrom: z.string(),
  lists: z.string(),
  /** Digest of the managers' recognition lines by which names were recognized. */
  lines: z.string().default(''),
  /** Digest of all that positions of families follow from. */
  rights: z.string().default(''),
  /** By their names: a later version may have tables that this one does not know. */
  tables: z.record(z.string(), TableFile),
  summary: Summary,
})
export type Manifest = z.infer<typeof Manifest>

export const manifestKey = (id: string): string => `snapshots/${id}/manifest.json`
export const tableFileKey = (id: string, table: TableName): string => `snapshots/${id}/${table}.parquet`
/** For other tools: the manifest of the newest snapshot, and a copy of each day's last tables. */
export const latestKey = 'snapshots/latest.json'
export const dailyPrefix = 'daily/'
export const dailyKey = (day: string, table: TableName): string => `${dailyPrefix}dt=${day}/${table}.parquet`
