import { historyEntry } from '../../audit/trail.ts'
import { agreementHistoryKey, agreementKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { ImportDesk } from '../../work/imports/end-import.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { deletionOf, goneState } from '../edits/delete-agreement.ts'
import { parseAgreement } from '../records/agreement-store.ts'
import { changeOther, readManyDetails } from '../records/other-agreement-store.ts'
import { isOther, type StoredOtherAgreement } from '../records/stored-agreement.ts'
import { readOwnAgreementFile } from './agreement-import.ts'
import type { AgreementLine } from './agreement-line.ts'
import { type Former, forgetFormer, readFormer } from './former-values.ts'
import { idOfNew } from './plan-agreements.ts'
import { nothingToTakeBack, type Share, type Step, type Who } from './undo-pair-steps.ts'
import { takeBack } from './undo-pairs.ts'

/** Lines that one transaction looks at. */
const linesAtOnce = 24

/** A line of the import, and what it did. */
interface Unit {
  index: number
  line: AgreementLine
  /** Id of the agreement that it made, if it made one. */
  madeId: string
  former: Former | undefined
}

const readAgreements = async (table: Table, ids: Iterable<string>): Promise<Map<string, StoredOtherAgreement>> => {
  const items = await table.getMany([...ids].map(agreementKey))
  return new Map(
    items
      .map(parseAgreement)
      .filter(isOther)
      .map((agreement) => [agreement.id, agreement]),
  )
}

const leave = ({ line }: Unit, { id, name }: StoredOtherAgreement): Share => ({
  ...nothingToTakeBack,
  left: [
    {
      line: line.line,
      code: 'changed-since',
      message: `The agreement ${name} (${id}) was changed since it was imported.`,
    },
  ],
})

/** The import made the agreement, and nobody changed it since. */
const takeAway = (ledger: Ledger, agreement: StoredOtherAgreement, who: Who): Share => {
  const whole = { agreement, pairs: [] }
  const { writes } = deletionOf(ledger, whole, new Map(), who)
  return { ...nothingToTakeBack, writes, changes: [goneState(whole)], leaves: agreement, agreements: 1 }
}

/** The import changed the agreement, and nobody did since: it gets back what it had. */
const restore = (
  run: StoredImport,
  { index }: Unit,
  agreement: StoredOtherAgreement,
  { former, current, who }: { former: Former; current: string | undefined; who: Who },
): Share => {
  const { id, name, version } = agreement
  const details = former.details && { before: current, after: former.details.before }
  const { writes, before, after } = changeOther(agreement, former.changes, details, who.at)
  const key = agreementHistoryKey(id, version + 1)
  return {
    ...nothingToTakeBack,
    writes: [
      ...writes,
      forgetFormer(run.id, index),
      historyEntry(key, who, 'agreement-changed', { before, after: { ...after, undoneImportId: run.id } }),
    ],
    changes: [{ type: 'agreement', id, name, before, after }],
    restored: 1,
  }
}

const nextSteps = async (
  ledger: Ledger,
  run: StoredImport,
  lines: readonly AgreementLine[],
  who: Who,
): Promise<Step[]> => {
  const { table } = ledger
  const some = lines.slice(run.nextUnit, run.nextUnit + linesAtOnce)
  const formers = await readFormer(
    table,
    run.id,
    some.map((_, offset) => run.nextUnit + offset),
  )
  const units = some.map((line, offset): Unit => {
    const index = run.nextUnit + offset
    return { index, line, madeId: idOfNew(run, line), former: formers.get(index) }
  })
  const agreements = await readAgreements(
    table,
    units.map(({ madeId, former }) => former?.agreementId ?? madeId),
  )
  const details = await readManyDetails(table, [...agreements.values()])
  const shareIn = (unit: Unit): Share => {
    const { former, madeId } = unit
    const agreement = agreements.get(former?.agreementId ?? madeId)
    if (!agreement) return nothingToTakeBack
    if (agreement.version !== (former?.version ?? 1)) return leave(unit, agreement)
    if (!former) return takeAway(ledger, agreement, who)
    return restore(run, unit, agreement, { former, current: details.get(agreement.id), who })
  }
  return units.map((unit) => ({ next: { nextUnit: unit.index + 1, nextLine: 0 }, ...shareIn(unit) }))
}

/** Takes back what an import of other agreements created or changed, as far as nobody changed it since. */
export const undoOtherAgreements = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const file = await readOwnAgreementFile(desk, run)
  await takeBack(desk, run, {
    file,
    units: file.lines.length,
    nextSteps: (current, who) => nextSteps(desk.ledger, current, file.lines, who),
  })
}
