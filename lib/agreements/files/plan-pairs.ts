import { derivedUlid } from '../../foundation/table/ids.ts'
import { agreementKey, agreementNameKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { ImportError, LineOutcome } from '../../work/imports/import-file.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { type AgreementType, maximumPairs } from '../records/agreement.ts'
import { parseAgreement, StoredGuard } from '../records/agreement-store.ts'
import { type PairLengthRule, pairFault, pairKey, showPair } from '../records/pair.ts'
import type { StoredAgreement, StoredVolumeAgreement } from '../records/stored-agreement.ts'
import { readPairs } from '../records/stored-pair.ts'
import type { PairLine, Unit } from './pair-file.ts'

/** What is to be done with one line: its pair is written, nothing is, or it cannot be. */
export type Verdict =
  | { line: PairLine; outcome: Extract<LineOutcome, 'created' | 'updated' | 'unchanged'> }
  | { line: PairLine; outcome: 'rejected'; fault: Pick<ImportError, 'code' | 'message'> }

/** What is to be done with the lines of one agreement. */
export interface UnitPlan {
  unit: Unit
  /** The volume agreement that has this name; undefined when the import makes it. */
  existing: StoredVolumeAgreement | undefined
  /** Id of the agreement, existing or to be made. */
  agreementId: string
  verdicts: Verdict[]
}

/** The agreement that an import makes for a unit always has the same id, however often the import is begun. */
const idOfNew = (run: Pick<StoredImport, 'id' | 'createdAt'>, unit: Unit): string =>
  derivedUlid(run.createdAt, run.id, unit.nameKey)

/** What the ledger holds of the names and pairs of a file: one key is read per name and per pair. */
const readLedger = async (table: Table, units: readonly Unit[]) => {
  const nameKeys = new Map(units.map((unit) => [agreementNameKey(unit.nameKey).pk, unit.nameKey]))
  const pairs = units.flatMap(({ lines }) => lines)
  const [guards, holders] = await Promise.all([
    table.getMany(units.map((unit) => agreementNameKey(unit.nameKey))),
    readPairs(table, pairs),
  ])
  return {
    guards: new Map(guards.map((item) => [nameKeys.get(String(item.pk)) ?? '', StoredGuard.parse(item)])),
    holders: new Map([...holders].map(([key, { agreementId }]) => [key, agreementId])),
  }
}

const readAgreements = async (table: Table, ids: Iterable<string>): Promise<Map<string, StoredAgreement>> => {
  const items = await table.getMany([...new Set(ids)].map(agreementKey))
  return new Map(items.map((item) => parseAgreement(item)).map((agreement) => [agreement.id, agreement]))
}

type Holders = Map<string, string>

const isFree = (holders: Holders, line: PairLine): boolean => !holders.has(pairKey(line))

/** A pair that stands elsewhere: fine for a line without a name, an error for a line with another name. */
const standsElsewhere = (line: PairLine, holderId: string, holder: StoredAgreement | undefined): Verdict => {
  if (line.name === undefined) return { line, outcome: 'unchanged' }
  const message = holder
    ? `The pair ${showPair(line)} belongs to the agreement ${holder.name} (${holderId}).`
    : `The pair ${showPair(line)} is not free yet: an import or a deletion that holds it is under way. Import the file again in a minute.`
  return { line, outcome: 'rejected', fault: { code: 'pair-taken', message } }
}

const judge = (
  line: PairLine,
  limits: { existing: StoredVolumeAgreement | undefined; isOurs: boolean; room: number; pairLength: PairLengthRule },
): Verdict => {
  const { existing, isOurs, room, pairLength } = limits
  const fault = existing && pairFault(line, { program: existing.program, pairLength })
  if (fault) return { line, outcome: 'rejected', fault }
  if (room <= 0)
    return {
      line,
      outcome: 'rejected',
      fault: { code: 'too-many-pairs', message: `The agreement would have more than ${maximumPairs} pairs.` },
    }
  return { line, outcome: isOurs ? 'created' : 'updated' }
}

/** Why pairs cannot join the agreement of this name. @param reachable it is there, or is this import's own */
const nameFault = (unit: Unit, guard: { type: AgreementType } | undefined, reachable: boolean) => {
  if (guard?.type === 'other')
    return {
      code: 'agreement-name-taken',
      message: `${unit.name} is the name of an agreement that is no volume agreement.`,
    }
  if (guard && !reachable)
    return {
      code: 'agreement-name-taken',
      message: `An import or a deletion of the agreement ${unit.name} is under way. Import the file again in a minute.`,
    }
  return undefined
}

/**
 * Decides what is to be done with each line, from what the ledger holds now. A pair that this import has staged for
 * its own agreement counts as `created`: it is written, and its agreement is not yet.
 */
export const planUnits = async (
  table: Table,
  run: Pick<StoredImport, 'id' | 'createdAt'>,
  units: readonly Unit[],
  pairLength: PairLengthRule,
): Promise<UnitPlan[]> => {
  const { guards, holders } = await readLedger(table, units)
  const growing = units.filter(({ lines }) => lines.some((line) => isFree(holders, line)))
  const conflicting = units.flatMap(({ nameKey, lines }) =>
    lines.flatMap((line) => {
      const holder = holders.get(pairKey(line))
      return holder === undefined || holder === guards.get(nameKey)?.agreementId || line.name === undefined
        ? []
        : [holder]
    }),
  )
  const targets = growing.flatMap(({ nameKey }) => guards.get(nameKey)?.agreementId ?? [])
  const agreements = await readAgreements(table, [...targets, ...conflicting])

  return units.map((unit) => {
    const guard = guards.get(unit.nameKey)
    const agreementId = guard?.agreementId ?? idOfNew(run, unit)
    const found = agreements.get(agreementId)
    const existing = found?.type === 'volume' ? found : undefined
    const isOurs = agreementId === idOfNew(run, unit)
    let room = maximumPairs - (existing?.pairCount ?? 0)
    const verdicts = unit.lines.map((line): Verdict => {
      const holder = holders.get(pairKey(line))
      if (holder === agreementId) return { line, outcome: isOurs ? 'created' : 'unchanged' }
      if (holder !== undefined) return standsElsewhere(line, holder, agreements.get(holder))
      const taken = nameFault(unit, guard, existing !== undefined || isOurs)
      if (taken) return { line, outcome: 'rejected', fault: taken }
      const verdict = judge(line, { existing, isOurs, room, pairLength })
      if (verdict.outcome !== 'rejected') room -= 1
      return verdict
    })
    return { unit, existing, agreementId, verdicts }
  })
}

/** What a verdict says of each line that it speaks for: the line itself, and those that repeat it. */
export const outcomesOf = (verdict: Verdict): LineOutcome[] => {
  const repeated = verdict.outcome === 'rejected' ? 'rejected' : 'unchanged'
  return [verdict.outcome, ...verdict.line.repeats.map(() => repeated as LineOutcome)]
}

/** The errors of a rejected line and of those that repeat it. */
export const errorsOf = (verdict: Verdict): ImportError[] =>
  verdict.outcome === 'rejected'
    ? [verdict.line.line, ...verdict.line.repeats].map((line) => ({ line, ...verdict.fault }))
    : []
