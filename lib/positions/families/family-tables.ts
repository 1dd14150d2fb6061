import { ascendingBy, firstsOf, once, sumOf } from '../../foundation/collections.ts'
import type { Row } from '../snapshot/tables.ts'
import type { Family } from './families.ts'
import {
  areMachinesListed,
  combinationRow,
  coverageTableRow,
  familyRow,
  licenseRow,
  type TitleIds,
} from './family-rows.ts'
import type { CoveredFamily, TitleNeeds } from './measure-covered.ts'
import type { FamilyFigures } from './measure-family.ts'

export interface ConcludedFamily extends CoveredFamily {
  family: Family
  /** Digest of what its coverage follows from. */
  inputs: string
  figures: FamilyFigures
  needs: ReadonlyMap<number, Omit<TitleNeeds, 'familyId'>>
}

type FamilyTables = { [T in 'families' | 'combinations' | 'licenses' | 'coverage']: Row<T>[] }

/** Rows of families and of all that belongs to them, each with its places among these. */
export const tableRows = (
  concluded: readonly ConcludedFamily[],
  counts: ArrayLike<number>,
  ids: TitleIds,
): FamilyTables => {
  const tables: FamilyTables = { families: [], combinations: [], licenses: [], coverage: [] }
  const firsts = firstsOf(counts)
  let nextMachine = 0
  for (const [number, { family, figures, inCores, inputs, ...own }] of concluded.entries()) {
    const places = {
      firstCombination: tables.combinations.length,
      combinationCount: own.combinations.length,
      firstLicense: tables.licenses.length,
      licenseCount: own.licenses.length,
      firstCoverage: tables.coverage.length,
      coverageCount: own.coverage.rows.length,
    }
    tables.families.push(familyRow(family, figures, { ...places, inCores, coverageInputs: inputs }))
    for (const combination of own.combinations) {
      const { machines, titles } = combination
      const complete = own.coverage.complete.get(combination.id) ?? 0
      const [title] = titles
      // All machines of a title need the same: its installs list them.
      const inInstalls = title !== undefined && counts[title] === machines && (complete === 0 || complete === machines)
      const firstMachine = inInstalls ? (firsts[title] ?? 0) : nextMachine
      const row = combinationRow(combination, { family: number, complete, firstMachine, inInstalls }, ids)
      if (!inInstalls && areMachinesListed(row)) nextMachine += machines
      tables.combinations.push(row)
    }
    for (const license of own.licenses)
      tables.licenses.push(licenseRow(license, number, own.coverage.used.get(license.id) ?? 0, ids))
    for (const row of own.coverage.rows) tables.coverage.push(coverageTableRow(row, number))
  }
  return tables
}

/** Some of its machines are covered: these come first, each by the ids of devices. */
export const isPartly = ({ complete, machines }: Pick<Row<'combinations'>, 'complete' | 'machines'>): boolean =>
  complete > 0 && complete < machines

/** Numbers of machines, ascending or by the ids of devices. */
export interface FoundMachines {
  numbers: Int32Array
  areById: boolean
}

/** The machines of these combinations, which are not all installs of a title. Of one that is partly covered by the ids of devices. */
export const listMachines = (
  combinations: readonly Row<'combinations'>[],
  machinesOf: (combination: Row<'combinations'>) => FoundMachines,
  readDeviceIds: () => readonly string[],
): Int32Array => {
  const machines = new Int32Array(sumOf(combinations, (one) => one.machines))
  // Texts are compared once, and not again for each combination.
  const byId = once(() => {
    const deviceIds = readDeviceIds()
    return Int32Array.from(deviceIds.keys()).sort(ascendingBy((number) => deviceIds[number] ?? ''))
  })
  const placeOf = once(() => {
    const places = new Int32Array(byId().length)
    for (const [place, number] of byId().entries()) places[number] = place
    return places
  })
  const inOrder = (numbers: Int32Array): Int32Array =>
    numbers
      .map((number) => placeOf()[number] ?? 0)
      .sort()
      .map((place) => byId()[place] ?? 0)
  let next = 0
  for (const combination of combinations) {
    const { numbers, areById } = machinesOf(combination)
    const isById = isPartly(combination)
    const ordered = isById ? inOrder : (some: Int32Array) => some.sort()
    machines.set(areById === isById ? numbers : ordered(numbers), next)
    next += combination.machines
  }
  return machines
}
