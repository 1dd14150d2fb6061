import { once } from '../../foundation/collections.ts'
import { digest } from '../snapshot/digest.ts'
import { coverFamilyAgain } from './cover-family.ts'
import {
  coverageReader,
  type EarlierFamilies,
  readEarlierCombinations,
  readEarlierMachines,
} from './earlier-families.ts'
import { type FamilyName, findFamilies } from './families.ts'
import { isListedApart, titleIds } from './family-rows.ts'
import { type ConcludedFamily, listMachines, tableRows } from './family-tables.ts'
import { findRequirements, type RequirementFacts } from './find-requirements.ts'
import { isCountedIn, type MeasuringFacts, measureCovered, noNeeds, type TitleNeeds } from './measure-covered.ts'
import { type License, stepUp } from './read-licenses.ts'

/** Everything that positions of families follow from. */
export interface FamilyFacts extends MeasuringFacts {
  /** By the number of a title, the family into which a mapping moves it. */
  moved: ReadonlyMap<number, FamilyName>
  licenses: readonly License[]
  /** All that machines and their titles follow from, as a digest; and those, made when they are needed. */
  machineInputs: string
  machines: () => Omit<RequirementFacts, 'titles' | 'families' | 'inCores'>
  /** Read when they are needed. */
  deviceIds: () => readonly string[]
}

/** Machines have something of it, or somebody has licenses or says how many are in use. */
const isOfInterest = (
  { family, combinations, licenses }: ConcludedFamily,
  { titles, counts, declaredUse }: FamilyFacts,
): boolean =>
  combinations.length > 0 ||
  licenses.length > 0 ||
  declaredUse.has(family.id) ||
  family.titles.some(
    (number) => titles[number]?.kind !== 'free' && titles[number]?.kind !== 'component' && (counts[number] ?? 0) > 0,
  )

/**
 * Concludes the positions of all families: requirements of machines, licenses with their terms, which of these meet which of
 * those, and figures (docs/positions.md). The same facts give the same rows, whatever `earlier` saves.
 */
export const concludeFamilies = async (facts: FamilyFacts, earlier: EarlierFamilies) => {
  const { titles, counts } = facts
  const { families, familyOfTitle, numberOf } = findFamilies(titles, facts.moved, facts.licenses)
  const ids = titleIds(titles)
  const byFamily = Map.groupBy(facts.licenses, ({ family }) => numberOf(family))
  const licensesOf = families.map((_, number) => stepUp(byFamily.get(number) ?? []))
  const inCores = families.map((family, number) => isCountedIn('core', family, facts, licensesOf[number] ?? []))

  const about = titles.map(({ id, kind, product }, number) => [id, kind, product, familyOfTitle[number]])
  const machineInputs = digest(
    facts.machineInputs,
    about,
    families.map(({ id }) => id),
    inCores,
  )
  const machines = once(() => facts.machines())
  const requirements = once(() => findRequirements({ titles, families, inCores, ...machines() }))
  const known =
    earlier.machineInputs?.split('.')[0] === machineInputs
      ? await readEarlierCombinations(earlier, families, ids)
      : undefined
  const ofFamily = Map.groupBy(known ?? requirements().combinations, ({ family }) => family)

  const readCoverage = coverageReader(earlier)
  const concluded: ConcludedFamily[] = []
  for (const [number, family] of families.entries()) {
    const own = {
      combinations: ofFamily.get(number) ?? [],
      licenses: licensesOf[number] ?? [],
      inCores: inCores[number] ?? false,
    }
    const { coverage, inputs } = await coverFamilyAgain({ ...facts, ...own }, (asked) => readCoverage(family.id, asked))
    const covered = { ...own, coverage }
    concluded.push({ family, ...covered, inputs, ...measureCovered(family, covered, facts) })
  }
  const tables = tableRows(
    concluded.filter((one) => isOfInterest(one, facts)),
    counts,
    ids,
  )
  const listed = tables.combinations.filter(isListedApart)
  const listInputs = `${machineInputs}.${digest(listed.map(({ id, complete }) => [id, complete]))}`
  const isListChanged = listInputs !== earlier.machineInputs
  const listedBefore = known && isListChanged ? await readEarlierMachines(earlier, listed) : undefined
  const found = ({ id }: { id: string }) => ({
    numbers: requirements().machinesOf.get(id) ?? new Int32Array(),
    areById: false,
  })
  const needs = new Map(
    concluded.flatMap((one) =>
      [...one.needs].map(([number, need]) => [number, { ...need, familyId: one.family.id }] as const),
    ),
  )
  return {
    tables,
    /** By number of a title. */
    needsOf: (number: number): TitleNeeds => needs.get(number) ?? noNeeds,
    machines: {
      inputs: listInputs,
      list: () => listMachines(listed, listedBefore ?? found, facts.deviceIds),
    },
  }
}
