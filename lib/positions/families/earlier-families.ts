import type { Row } from '../snapshot/tables.ts'
import type { FamilyCoverage } from './cover-family.ts'
import type { Family } from './families.ts'
import { isListedApart, readCombination, readCoverage, type TitleIds } from './family-rows.ts'
import { type FoundMachines, isPartly } from './family-tables.ts'
import type { Combination } from './find-requirements.ts'

/** What an earlier snapshot concluded, where it need not be done again. */
export interface EarlierFamilies {
  /** Digest of what machines followed from. */
  machineInputs: string | undefined
  machines: () => Promise<Int32Array>
  combinations: () => Promise<readonly Row<'combinations'>[]>
  coverage: () => Promise<readonly Row<'coverage'>[]>
  uses: () => Promise<readonly Pick<Row<'licenses'>, 'id' | 'used'>[]>
  families: readonly Pick<
    Row<'families'>,
    | 'id'
    | 'coverageInputs'
    | 'firstCoverage'
    | 'coverageCount'
    | 'firstCombination'
    | 'combinationCount'
    | 'firstLicense'
    | 'licenseCount'
    | 'flags'
  >[]
}

export const readEarlierCombinations = async (
  earlier: EarlierFamilies,
  families: readonly Family[],
  ids: TitleIds,
): Promise<Combination[] | undefined> => {
  const rows = await earlier.combinations()
  const numbers = new Map(families.map(({ id }, number) => [id, number]))
  const read = rows.map((row) => {
    const family = numbers.get(earlier.families[row.family]?.id ?? '')
    const combination = readCombination(row, ids)
    return family === undefined || !combination ? undefined : { ...combination, family }
  })
  const known = read.filter((combination) => combination !== undefined)
  return known.length < read.length ? undefined : known
}

/** The machines of combinations; undefined when not all of these were listed. */
export const readEarlierMachines = async (
  earlier: EarlierFamilies,
  wanted: readonly Row<'combinations'>[],
): Promise<((combination: Row<'combinations'>) => FoundMachines) | undefined> => {
  const rows = await earlier.combinations()
  const listed = new Map(rows.filter(isListedApart).map((row) => [row.id, row]))
  if (wanted.some(({ id }) => !listed.has(id))) return undefined
  const machines = await earlier.machines()
  return ({ id }) => {
    const row = listed.get(id)
    const first = row?.firstMachine ?? 0
    const numbers = machines.slice(first, first + (row?.machines ?? 0))
    return { numbers, areById: row !== undefined && isPartly(row) }
  }
}

/** Coverage of a family in the earlier snapshot, if it followed from the same inputs. */
export const coverageReader = (earlier: EarlierFamilies | undefined) => {
  const byId = new Map(earlier?.families.map((family) => [family.id, family]))
  return async (id: string, inputs: string): Promise<FamilyCoverage | undefined> => {
    const family = byId.get(id)
    if (!earlier || family?.coverageInputs !== inputs) return undefined
    const [coverage, combinations, uses] = await Promise.all([
      earlier.coverage(),
      earlier.combinations(),
      earlier.uses(),
    ])
    const { firstCoverage, coverageCount, firstCombination, combinationCount, firstLicense, licenseCount } = family
    return readCoverage(
      family,
      coverage.slice(firstCoverage, firstCoverage + coverageCount),
      combinations.slice(firstCombination, firstCombination + combinationCount),
      uses.slice(firstLicense, firstLicense + licenseCount),
    )
  }
}
