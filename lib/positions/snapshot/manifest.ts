import * as z from 'zod'
import type { TableName } from './tables.ts'
import { Terms } from './terms.ts'

/** Raised when a change is made that earlier versions cannot read. */
export const formatVersion = 1

const TableFile = z.object({
  /** Key of the file in the bucket. */
  key: z.string(),
  bytes: z.number(),
  rows: z.number(),
  /** Of what the table is made from: where it is the same, the file is taken over. */
  inputs: z.string(),
})
export type TableFile = z.infer<typeof TableFile>

/** What the overview tells that is computed. */
export const Summary = z.object({
  /** Devices that count, linked ones once; and all that are known. */
  machines: z.number(),
  devices: z.number(),
  names: z.number(),
  titles: z.number(),
  agreements: z.number(),
  pairs: z.object({ pending: z.number(), valid: z.number(), expired: z.number(), notFound: z.number() }),
  expiringAgreements: z.array(z.object({ id: z.string(), name: z.string(), endDate: z.string() })),
  shortfalls: z.array(
    z.object({
      titleId: z.string(),
      publisher: z.string(),
      title: z.string(),
      entitled: z.number(),
      installed: z.number(),
      difference: z.number(),
      status: z.enum(['short', 'no-entitlement']),
    }),
  ),
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
  /** Id of the lists file. */
  lists: z.string(),
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
