import type { Table } from '../../foundation/table/table.ts'
import { reject, type Verdict } from '../../work/imports/import-file.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { maximumPairs } from '../records/agreement.ts'
import { type PairLengthRule, pairFault, pairKey, pairTaken } from '../records/pair.ts'
import type { AgreementType } from '../records/restrictions.ts'
import {
  readHeads,
  readNameGuards,
  type StoredAgreement,
  type StoredVolumeAgreement,
} from '../records/stored-agreement.ts'
import { readPairs } from '../records/stored-pair.ts'
import { idOfNew } from './new-agreements.ts'
import type { PairLine, Unit } from './pair-file.ts'

export interface UnitPlan {
  unit: Unit
  /** The volume agreement that has this name; undefined when the import makes it. */
  existing: StoredVolumeAgreement | undefined
  agreementId: string
  verdicts: Verdict<PairLine>[]
}

/** A pair that belongs to another agreement: fine for a line without a name, an error for a line with one. */
const heldElsewhere = (line: PairLine, holder: StoredAgreement | undefined): Verdict<PairLine> =>
  line.name === undefined
    ? { line, outcome: 'unchanged' }
    : reject(line, 'pair-taken', pairTaken(line, holder, 'Import the file again'))

/** Why pairs cannot join the agreement of this name. @param isReachable it exists, or this import makes it */
const nameFault = ({ name }: Unit, guard: { type: AgreementType } | undefined, isReachable: boolean) => {
  if (guard?.type === 'other') return `The name ${name} belongs to an agreement that is not a volume agreement.`
  if (!guard || isReachable) return undefined
  return `An import or a deletion of the agreement ${name} is under way. Import the file again in a minute.`
}

const readLedger = async (table: Table, units: readonly Unit[]) => {
  const all = units.flatMap(({ lines }) => lines)
  const [guards, pairs] = await Promise.all([readNameGuards(table, units), readPairs(table, all)])
  const holders = new Map([...pairs].map(([key, { agreementId }]) => [key, agreementId]))
  const wanted = units.flatMap(({ nameKey, lines }) => {
    const target = guards.get(nameKey)?.agreementId
    const grows = lines.some((line) => !holders.has(pairKey(line)))
    const named = lines.filter(({ name }) => name !== undefined).map((line) => holders.get(pairKey(line)))
    return [...(grows ? [target] : []), ...named.filter((holder) => holder !== target)]
  })
  const agreements = await readHeads(table, new Set(wanted.filter((id) => id !== undefined)))
  return { guards, holders, agreements }
}

/**
 * Decides what is to be done with each line, from what the ledger holds now. A pair that this import has staged for
 * its own agreement counts as `created`: it is written, and its agreement is not yet.
 */
export const planUnits = async (
  table: Table,
  run: StoredImport,
  units: readonly Unit[],
  pairLength: PairLengthRule,
): Promise<UnitPlan[]> => {
  const { guards, holders, agreements } = await readLedger(table, units)
  return units.map((unit) => {
    const guard = guards.get(unit.nameKey)
    const idOfOurs = idOfNew(run, unit.nameKey)
    const agreementId = guard?.agreementId ?? idOfOurs
    const isOurs = agreementId === idOfOurs
    const found = agreements.get(agreementId)
    const existing = found?.type === 'volume' ? found : undefined
    const taken = nameFault(unit, guard, existing !== undefined || isOurs)
    let room = maximumPairs - (existing?.pairCount ?? 0)

    const judge = (line: PairLine): Verdict<PairLine> => {
      const holder = holders.get(pairKey(line))
      if (holder === agreementId) return { line, outcome: isOurs ? 'created' : 'unchanged' }
      if (holder !== undefined) return heldElsewhere(line, agreements.get(holder))
      if (taken !== undefined) return reject(line, 'agreement-name-taken', taken)
      const fault = existing && pairFault(line, { program: existing.program, pairLength })
      if (fault) return reject(line, fault.code, fault.message)
      if (room <= 0) return reject(line, 'too-many-pairs', `The agreement would have more than ${maximumPairs} pairs.`)
      room -= 1
      return { line, outcome: isOurs ? 'created' : 'updated' }
    }
    return { unit, existing, agreementId, verdicts: unit.lines.map(judge) }
  })
}
