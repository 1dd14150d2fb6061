import { historyEntry } from '../../audit/trail.ts'
import { agreementHistoryKey, agreementKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { ImportLedger } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { deletionOf, goneState } from '../edits/delete-agreement.ts'
import { parseAgreement } from '../records/agreement-store.ts'
import { changeOther, readManyDetails } from '../records/other-agreement-store.ts'
import { isOther, type StoredOtherAgreement } from '../records/stored-agreement.ts'
import type { AgreementLine } from './agreement-line.ts'
import { type Former, forgetFormer, readFormer } from './former-values.ts'
import { idOfNew } from './plan-agreements.ts'
import type { AgreementFile } from './read-agreement-file.ts'
import { nothingToTakeBack, type Share, takeBack, type Who, whoTakesBack } from './undo.ts'

type Taken = Omit<Share, 'next'>

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

const leave = ({ line }: Unit, { id, name }: StoredOtherAgreement): Taken => ({
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
const takeAway = (ledger: ImportLedger, agreement: StoredOtherAgreement, who: Who): Taken => {
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
): Taken => {
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

const sharesOf = async (ledger: ImportLedger, run: StoredImport, { lines }: AgreementFile): Promise<Share[]> => {
  const { table } = ledger
  const who = whoTakesBack(ledger, run)
  const some = lines.slice(run.nextUnit, run.nextUnit + linesAtOnce).map((line, offset) => ({
    line,
    index: run.nextUnit + offset,
  }))
  const formers = await readFormer(
    table,
    run.id,
    some.map(({ index }) => index),
  )
  const units = some.map(({ line, index }): Unit => {
    return { index, line, madeId: idOfNew(run, line), former: formers.get(index) }
  })
  const agreements = await readAgreements(
    table,
    units.map(({ madeId, former }) => former?.agreementId ?? madeId),
  )
  const details = await readManyDetails(table, [...agreements.values()])
  const shareIn = (unit: Unit): Taken => {
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
export const undoAgreements = (
  ledger: ImportLedger,
  run: StoredImport,
  file: AgreementFile,
): Promise<StoredImport | undefined> => takeBack(ledger, run, file, sharesOf)
