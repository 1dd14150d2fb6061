import * as z from 'zod'
import { changeOf, type States } from '../../audit/trail.ts'
import { formerKey, type Key } from '../../foundation/table/keys.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { expiryOf } from '../../work/run.ts'
import { deletionOf } from '../edits/delete-agreement.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import { changeAgreement, type DetailsChange } from '../records/agreement-writes.ts'
import { LicenseCount } from '../records/other-agreement.ts'
import { Restrictions } from '../records/restrictions.ts'
import { isOther, readDetails, readHeads, type StoredOtherAgreement } from '../records/stored-agreement.ts'
import type { AgreementFile } from './agreement-file.ts'
import { idOfNew } from './new-agreements.ts'
import { leave, type Undone, type UndoPlan, undoWith } from './undo.ts'

/** As long as the import keeps a copy of its file: an undo that is requested in time finds both. */
const daysKept = 30

const Text = z.exactOptional(z.string())
/** Null when there was none. */
const former = <S extends z.ZodType>(schema: S) =>
  z.exactOptional(schema.nullable().transform((before) => before ?? undefined))

const StoredFormer = z.object({
  sk: z.string(),
  agreementId: z.string(),
  /** Of the agreement, after the import changed it. */
  version: z.number(),
  fields: z.object({
    publisher: Text,
    productTitle: Text,
    licenseCount: z.exactOptional(LicenseCount),
    startDate: former(z.string()),
    endDate: former(z.string()),
    restrictions: former(Restrictions),
  }),
  /** Undefined when the import left them as they were; null when there were none. */
  details: z.string().nullable().optional(),
})
type Former = z.infer<typeof StoredFormer>

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
  )
}

const readFormer = async (table: Table, keys: readonly Key[]): Promise<Map<string, Former>> => {
  const formers = (await table.getMany(keys)).map((item) => StoredFormer.parse(item))
  return new Map(formers.map((former) => [former.sk, former]))
}

const linesAtOnce = 24

/** The import changed the agreement, and nobody did since: it gets back what it had. */
const restore = (
  run: StoredImport,
  key: Key,
  agreement: StoredOtherAgreement,
  { fields, details }: Former,
  current: string | undefined,
  who: Who,
): Undone => {
  const restored = details === undefined ? undefined : { before: current, after: details ?? undefined }
  const { writes, states } = changeAgreement(agreement, fields, who.at, restored)
  return {
    writes: [
      ...writes,
      remove(key, { exists: true }),
      agreementHistory(agreement, 'agreement-changed', who, states, { undoneImportId: run.id }),
    ],
    changed: changeOf('agreement', agreement, states),
    isRestored: true,
  }
}

export const undoAgreements = undoWith<AgreementFile>(async (ledger, run, { lines }, who) => {
  const { table } = ledger
  const some = lines.slice(run.nextUnit, run.nextUnit + linesAtOnce).map(({ line, nameKey }, offset) => {
    const unit = run.nextUnit + offset
    return {
      line,
      madeId: idOfNew(run, nameKey),
      key: formerKey(run.id, unit),
      next: { nextUnit: unit + 1, nextLine: 0 },
    }
  })
  const formers = await readFormer(
    table,
    some.map(({ key }) => key),
  )
  const ids = some.map(({ key, madeId }) => formers.get(key.sk)?.agreementId ?? madeId)
  const agreements = await readHeads(table, ids)
  const details = await readDetails(table, agreements.values())

  const undo = (key: Key, line: number, id: string): Undone => {
    const former = formers.get(key.sk)
    const agreement = agreements.get(id)
    if (!agreement || !isOther(agreement)) return {}
    if (agreement.version !== (former?.version ?? 1))
      return leave(agreement, line, 'changed-since', 'was changed since it was imported.')
    if (!former) return deletionOf(ledger, { agreement, pairs: [] }, new Map(), who)
    return restore(run, key, agreement, former, details.get(id), who)
  }
  return some.map(({ key, line, next }, index): UndoPlan => ({ ...undo(key, line, ids[index] ?? ''), next }))
})
