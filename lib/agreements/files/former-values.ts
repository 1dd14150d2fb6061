import * as z from 'zod'
import { formerKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { LicenseCount } from '../records/other-agreement.ts'
import type { DetailsChange, OtherFields } from '../records/other-agreement-store.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'

/** As long as the import's own copy of its file: an undo that is asked for in time finds both. */
const daysKept = 30
const secondsPerDay = 24 * 3600

const Fields = z.object({
  publisher: z.string(),
  productTitle: z.string(),
  licenseCount: LicenseCount,
  startDate: z.string().nullable(),
  endDate: z.string().nullable(),
})

/** What a line of an import found in an agreement that it changed; null where there was nothing. */
const StoredFormer = z.object({
  sk: z.string(),
  agreementId: z.string(),
  /** Of the agreement, as the import made it. */
  version: z.number(),
  fields: Fields.partial(),
  details: z.string().nullable().optional(),
})
type StoredFormer = z.infer<typeof StoredFormer>

export interface Former extends Pick<StoredFormer, 'agreementId' | 'version'> {
  changes: Partial<OtherFields>
  /** Undefined when the import left details as they were. */
  details: { before: string | undefined } | undefined
}

/** Keeps what an import changes of an agreement. It lies where details lie, as former ones are among it. */
export const keepFormer = (
  run: Pick<StoredImport, 'id'>,
  unit: number,
  existing: StoredOtherAgreement,
  { changes, details }: { changes: Partial<OtherFields>; details: DetailsChange | undefined },
  at: string,
): Write => {
  const fields = Object.keys(changes).map((field) => [field, Fields.keyof().parse(field)] as const)
  return put(
    {
      ...formerKey(run.id, unit),
      agreementId: existing.id,
      version: existing.version + 1,
      fields: Object.fromEntries(fields.map(([name, field]) => [name, existing[field] ?? null])),
      ...(details && { details: details.before ?? null }),
      expiresAt: Math.floor(Date.parse(at) / 1000) + daysKept * secondsPerDay,
    },
    { exists: false },
    raceLost,
  )
}

const parseFormer = (item: unknown): Former & { sk: string } => {
  const { sk, agreementId, version, fields, details } = StoredFormer.parse(item)
  const { publisher, productTitle, licenseCount, startDate, endDate } = fields
  return {
    sk,
    agreementId,
    version,
    changes: {
      ...(publisher !== undefined && { publisher }),
      ...(productTitle !== undefined && { productTitle }),
      ...(licenseCount !== undefined && { licenseCount }),
      ...(startDate !== undefined && { startDate: startDate ?? undefined }),
      ...(endDate !== undefined && { endDate: endDate ?? undefined }),
    },
    details: details === undefined ? undefined : { before: details ?? undefined },
  }
}

/** What an import changed by some of its lines. @returns by the number of the line's unit */
export const readFormer = async (
  table: Table,
  runId: string,
  units: readonly number[],
): Promise<Map<number, Former>> => {
  const unitOf = new Map(units.map((unit) => [formerKey(runId, unit).sk, unit]))
  const items = await table.getMany(units.map((unit) => formerKey(runId, unit)))
  return new Map(items.map(parseFormer).map(({ sk, ...former }) => [unitOf.get(sk) ?? -1, former]))
}

export const forgetFormer = (runId: string, unit: number): Write =>
  remove(formerKey(runId, unit), { exists: true }, raceLost)
