import { changeOf } from '../../audit/trail.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import { changeAgreement } from '../records/agreement-writes.ts'
import { isOther, readDetails, readHeads, type StoredOtherAgreement } from '../records/stored-agreement.ts'
import type { AgreementFile } from './agreement-file.ts'
import { type Former, forgetFormer, readFormer } from './former-values.ts'
import { idOfNew } from './new-agreements.ts'
import { deleteMade, leave, type Undone, type UndoPlan, undoWith } from './undo.ts'

const linesAtOnce = 24

/** The import changed the agreement, and nobody did since: it gets back what it had. */
const restore = (
  run: StoredImport,
  unit: number,
  agreement: StoredOtherAgreement,
  { fields, details }: Former,
  current: string | undefined,
  who: { actor: string; at: string },
): Undone => {
  const restored = details === undefined ? undefined : { before: current, after: details ?? undefined }
  const { writes, states } = changeAgreement(agreement, fields, who.at, restored)
  const after = { ...states.after, undoneImportId: run.id }
  return {
    writes: [
      ...writes,
      forgetFormer(run.id, unit),
      agreementHistory(agreement, 'agreement-changed', who, { before: states.before, after }),
    ],
    changed: changeOf('agreement', agreement, states),
    isRestored: true,
  }
}

/** Undoes what an import of other agreements created or changed. */
export const undoAgreements = undoWith<AgreementFile>(async (ledger, run, { lines }, who) => {
  const { table } = ledger
  const some = lines
    .slice(run.nextUnit, run.nextUnit + linesAtOnce)
    .map(({ line, nameKey }, offset) => ({ line, unit: run.nextUnit + offset, madeId: idOfNew(run, nameKey) }))
  const formers = await readFormer(table, run.id, some)
  const ids = some.map(({ unit, madeId }) => formers.get(unit)?.agreementId ?? madeId)
  const others = [...(await readHeads(table, ids)).values()].filter(isOther)
  const agreements = new Map(others.map((agreement) => [agreement.id, agreement]))
  const details = await readDetails(table, others)

  const undo = (unit: number, line: number, id: string): Undone => {
    const former = formers.get(unit)
    const agreement = agreements.get(id)
    if (!agreement) return {}
    if (agreement.version !== (former?.version ?? 1))
      return leave(agreement, line, 'changed-since', 'was changed since it was imported.')
    if (!former) return deleteMade(ledger, { agreement, pairs: [] }, new Map(), who)
    return restore(run, unit, agreement, former, details.get(id), who)
  }
  return some.map(
    ({ unit, line }, index): UndoPlan => ({
      ...undo(unit, line, ids[index] ?? ''),
      next: { nextUnit: unit + 1, nextLine: 0 },
    }),
  )
})
