import * as z from 'zod'
import type { States } from '../../audit/trail.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import { formerKey } from '../../foundation/table/keys.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { expiryOf } from '../../work/run.ts'
import type { DetailsChange } from '../records/agreement-writes.ts'
import { LicenseCount } from '../records/other-agreement.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'

/** As long as the import keeps a copy of its file: an undo that is requested in time finds both. */
const daysKept = 30

const Text = z.exactOptional(z.string())
/** Null when there was none. */
const FormerDate = z.exactOptional(
  z
    .string()
    .nullable()
    .transform((date) => date ?? undefined),
)

const StoredFormer = z.object({
  sk: z.string(),
  agreementId: z.string(),
  /** Of the agreement, after the import changed it. */
  version: z.number(),
  fields: z.object({
    publisher: Text,
    productTitle: Text,
    licenseCount: z.exactOptional(LicenseCount),
    startDate: FormerDate,
    endDate: FormerDate,
  }),
  /** Undefined when the import left them as they were; null when there were none. */
  details: z.string().nullable().optional(),
})
export type Former = z.infer<typeof StoredFormer>

/** Keeps what an import changes of an agreement; in the partition of details, as former ones are part of it. */
export const keepFormer = (
  run: StoredImport,
  { id, version }: StoredOtherAgreement,
  { before }: States,
  details: DetailsChange | undefined,
  at: string,
): Write => {
  const { details: _, ...fields } = before ?? {}
  return put(
    {
      ...formerKey(run.id, run.nextUnit),
      agreementId: id,
      version: version + 1,
      fields,
      details: details && (details.before ?? null),
      expiresAt: expiryOf(at, daysKept),
    },
    { exists: false },
    raceLost,
  )
}

/** What an import changed by some of its lines, by the number of the line's unit. */
export const readFormer = async (
  table: Table,
  runId: string,
  lines: readonly { unit: number }[],
): Promise<Map<number, Former>> => {
  const unitOf = new Map(lines.map(({ unit }) => [formerKey(runId, unit).sk, unit]))
  const items = await table.getMany(lines.map(({ unit }) => formerKey(runId, unit)))
  return new Map(items.map((item) => StoredFormer.parse(item)).map((former) => [unitOf.get(former.sk) ?? -1, former]))
}

export const forgetFormer = (runId: string, unit: number): Write =>
  remove(formerKey(runId, unit), { exists: true }, raceLost)
