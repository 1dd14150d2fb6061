import type { Row } from '../snapshot/tables.ts'
import type { FamilyCoverage } from './cover-family.ts'
import type { Family } from './families.ts'
import { readCombination, readCoverage, type TitleIds } from './family-rows.ts'
import type { Combination } from './find-requirements.ts'

/** What an earlier snapshot concluded, where it need not be done again. */
export interface EarlierFamilies {
  machineInputs: string | undefined
  combinations: () => Promise<readonly Row<'combinations'>[]>
  coverage: () => Promise<readonly Row<'coverage'>[]>
  licenses: () => Promise<readonly Pick<Row<'licenses'>, 'id' | 'used'>[]>
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

/** Coverage of a family in the earlier snapshot, if it followed from the same inputs. */
export const coverageReader = (earlier: EarlierFamilies | undefined) => {
  const byId = new Map(earlier?.families.map((family) => [family.id, family]))
  return async (id: string, inputs: string): Promise<FamilyCoverage | undefined> => {
    const family = byId.get(id)
    if (!earlier || family?.coverageInputs !== inputs) return undefined
    const [coverage, combinations, licenses] = await Promise.all([
      earlier.coverage(),
      earlier.combinations(),
      earlier.licenses(),
    ])
    const { firstCoverage, coverageCount, firstCombination, combinationCount, firstLicense, licenseCount } = family
    return readCoverage(
      family,
      coverage.slice(firstCoverage, firstCoverage + coverageCount),
      combinations.slice(firstCombination, firstCombination + combinationCount),
      licenses.slice(firstLicense, firstLicense + licenseCount),
    )
  }
}
