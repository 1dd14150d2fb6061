import { ascendingBy, firstsOf, once, sumOf, sumsBy } from '../../foundation/collections.ts'
import { isOfPeople } from '../../recognition/data/recognition.ts'
import { needOf } from '../../recognition/rights/needs.ts'
import type { PositionPolicies } from '../../recognition/rights/rights.ts'
import { digest } from '../snapshot/digest.ts'
import type { Row } from '../snapshot/tables.ts'
import { type Missing, neededTitle } from './combine-titles.ts'
import { coverFamilyAgain, coveringLicenses, type FamilyCoverage, useFor } from './cover-family.ts'
import { type Family, type FamilyName, type FamilyTitle, findFamilies, lacksEdition } from './families.ts'
import {
  combinationRow,
  coverageTableRow,
  familyRow,
  licenseRow,
  readCombination,
  readCoverageRow,
  type TitleIds,
} from './family-rows.ts'
import { type Combination, findRequirements, type RequirementFacts, type Requirements } from './find-requirements.ts'
import { type DeclaredUse, type FamilyFigures, measureFamily } from './measure-family.ts'
import { type License, stepUp } from './read-licenses.ts'

/** What the position of a title follows from beside its own numbers. */
export interface TitleNeeds {
  familyId: string | undefined
  /** What must be known of its machines, or that its users need it and not its machines. */
  lacks: Missing | 'user' | undefined
  required: number
  open: number
  mayRun: boolean
  needsData: number
}

/** Everything that positions of families follow from. */
export interface FamilyFacts {
  titles: readonly FamilyTitle[]
  /** By the number of a title, the family into which a mapping moves it. */
  moved: ReadonlyMap<number, FamilyName>
  licenses: readonly License[]
  counts: ArrayLike<number>
  /** All that machines and their titles follow from, as a digest; and those, made when they are needed. */
  machineInputs: string
  machines: () => Omit<RequirementFacts, 'titles' | 'families' | 'inCores'> & { deviceIds: readonly string[] }
  policies: PositionPolicies
  declaredUse: ReadonlyMap<string, readonly DeclaredUse[]>
  day: string
}

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

export const noNeeds: TitleNeeds = {
  ...{ familyId: undefined, lacks: undefined },
  ...{ required: 0, open: 0, mayRun: false, needsData: 0 },
}

/** Whether some of these are counted in a metric. */
const isCountedIn = (
  metric: 'core' | 'server',
  family: Family,
  { titles, counts }: Pick<FamilyFacts, 'titles' | 'counts'>,
  licenses: readonly License[],
): boolean =>
  licenses.some((license) => license.metric === metric) ||
  family.titles.some((number) => {
    const title = titles[number]
    if (title?.kind !== 'licensed' || !title.product || (counts[number] ?? 0) === 0) return false
    return needOf(title.publisher, title.product).metric === metric
  })

const readEarlierCombinations = async (
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

const coverageReader = (earlier: EarlierFamilies | undefined) => {
  const byId = new Map(earlier?.families.map((family) => [family.id, family]))
  return async (id: string, inputs: string): Promise<FamilyCoverage | undefined> => {
    const family = byId.get(id)
    if (!earlier || family?.coverageInputs !== inputs) return undefined
    const [coverage, combinations, licenses] = await Promise.all([
      earlier.coverage(),
      earlier.combinations(),
      earlier.licenses(),
    ])
    const { firstCoverage, coverageCount, firstCombination, combinationCount, firstLicense, licenseCount, flags } =
      family
    return {
      rows: coverage.slice(firstCoverage, firstCoverage + coverageCount).map(readCoverageRow),
      used: new Map(licenses.slice(firstLicense, firstLicense + licenseCount).map((row) => [row.id, row.used])),
      complete: new Map(
        combinations.slice(firstCombination, firstCombination + combinationCount).map((row) => [row.id, row.complete]),
      ),
      isProven: !flags?.split(',').includes('not-proven'),
    }
  }
}

interface ConcludedFamily {
  family: Family
  inCores: boolean
  combinations: readonly Combination[]
  licenses: readonly License[]
  coverage: FamilyCoverage
  inputs: string
  figures: FamilyFigures
  needs: ReadonlyMap<number, Omit<TitleNeeds, 'familyId'>>
}

/** What the titles of a family require, and what of it is open. */
const needsOf = (
  family: Family,
  combinations: readonly Combination[],
  licenses: readonly License[],
  { rows }: FamilyCoverage,
  { titles, day, policies }: MeasuringFacts,
): ReadonlyMap<number, Omit<TitleNeeds, 'familyId'>> => {
  const covered = sumsBy(
    rows,
    ({ titleId }) => titleId,
    ({ quantity }) => quantity,
  )
  const covering = coveringLicenses(licenses)
  const needs = new Map<number, { required: number; needsData: number; missing: Missing | undefined }>()
  for (const { state, titles: own, machines, units, missing } of combinations)
    for (const number of own) {
      const known = needs.get(number) ?? { required: 0, needsData: 0, missing: undefined }
      if (state === 'required') known.required += machines * units
      if (state === 'needs-data') known.needsData += machines
      known.missing ??= missing
      needs.set(number, known)
    }
  return new Map(
    family.titles.map((number) => {
      const title = titles[number]
      const { required = 0, needsData = 0, missing } = needs.get(number) ?? {}
      const isForPeople = title?.kind === 'licensed' && isOfPeople(neededTitle(title, number).need.metric)
      const edition = title && lacksEdition(title) ? 'edition' : missing
      const lacks = isForPeople ? 'user' : edition
      const open = required - (covered.get(title?.id ?? '') ?? 0)
      const mayRun =
        open > 0 && title !== undefined && covering.some((license) => useFor(license, number, title, { day, policies }))
      return [number, { lacks, required, open, mayRun, needsData }]
    }),
  )
}

type MeasuringFacts = Pick<FamilyFacts, 'titles' | 'counts' | 'policies' | 'declaredUse' | 'day'>

/** The figures of a family that is covered so, and what its titles need. */
export const measureCovered = (
  family: Family,
  combinations: readonly Combination[],
  licenses: readonly License[],
  coverage: FamilyCoverage,
  inCores: boolean,
  facts: MeasuringFacts,
) => {
  const needs = needsOf(family, combinations, licenses, coverage, facts)
  const freeInstalls = sumOf(family.titles, (number) => {
    const kind = facts.titles[number]?.kind
    return kind === 'free' || kind === 'component' ? (facts.counts[number] ?? 0) : 0
  })
  const figures = measureFamily({
    ...{ freeInstalls, combinations, licenses, coverage, inCores },
    declared: facts.declaredUse.get(family.id) ?? [],
    inServers: isCountedIn('server', family, facts, licenses),
    mayRunOpen: [...needs.values()].some(({ open, mayRun }) => open > 0 && mayRun),
  })
  return { needs, figures }
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

type FamilyTables = { [T in 'families' | 'combinations' | 'licenses' | 'coverage']: Row<T>[] }

/** Rows of families and of all that belongs to them, each with its places among these. */
const tableRows = (concluded: readonly ConcludedFamily[], counts: ArrayLike<number>, ids: TitleIds): FamilyTables => {
  const tables: FamilyTables = { families: [], combinations: [], licenses: [], coverage: [] }
  const firsts = firstsOf(counts)
  let nextMachine = 0
  for (const [number, { family, figures, inCores, inputs, ...own }] of concluded.entries()) {
    const places = {
      ...{ firstCombination: tables.combinations.length, combinationCount: own.combinations.length },
      ...{ firstLicense: tables.licenses.length, licenseCount: own.licenses.length },
      ...{ firstCoverage: tables.coverage.length, coverageCount: own.coverage.rows.length },
    }
    tables.families.push(familyRow(family, figures, { ...places, inCores, coverageInputs: inputs }))
    for (const combination of own.combinations) {
      const { state, machines, titles } = combination
      const complete = own.coverage.complete.get(combination.id) ?? 0
      const [title] = titles
      // All machines of a title need the same: its installs list them.
      const inInstalls = title !== undefined && counts[title] === machines && (complete === 0 || complete === machines)
      const firstMachine = inInstalls ? (firsts[title] ?? 0) : nextMachine
      if (!inInstalls && state !== 'nothing') nextMachine += machines
      tables.combinations.push(combinationRow(combination, { family: number, complete, firstMachine, inInstalls }, ids))
    }
    for (const license of own.licenses)
      tables.licenses.push(licenseRow(license, number, own.coverage.used.get(license.id) ?? 0, ids))
    for (const row of own.coverage.rows) tables.coverage.push(coverageTableRow(row, number))
  }
  return tables
}

/** The machines of these combinations, which are not all installs of a title. Of one that is partly covered by the ids of devices. */
const listMachines = (
  combinations: readonly Row<'combinations'>[],
  { machinesOf }: Requirements,
  deviceIds: readonly string[],
): Int32Array => {
  const machines = new Int32Array(sumOf(combinations, (one) => one.machines))
  // Texts are compared once, and not again for each combination.
  const byId = once(() => Int32Array.from(deviceIds.keys()).sort(ascendingBy((number) => deviceIds[number] ?? '')))
  const placeOf = once(() => {
    const places = new Int32Array(deviceIds.length)
    for (const [place, number] of byId().entries()) places[number] = place
    return places
  })
  const inOrder = (numbers: Int32Array): Int32Array =>
    numbers
      .map((number) => placeOf()[number] ?? 0)
      .sort()
      .map((place) => byId()[place] ?? 0)
  let next = 0
  for (const { id, complete, machines: count } of combinations) {
    const numbers = machinesOf.get(id) ?? new Int32Array()
    const isPartly = complete > 0 && complete < count
    machines.set(isPartly ? inOrder(numbers) : numbers, next)
    next += count
  }
  return machines
}

/**
 * Concludes the positions of all families: requirements of machines, licenses with their terms, which of these meet which of
 * those, and figures (docs/positions.md). The same facts give the same rows, whatever `earlier` saves.
 */
export const concludeFamilies = async (facts: FamilyFacts, earlier: EarlierFamilies | undefined) => {
  const { titles, counts } = facts
  const { families, familyOfTitle, numberOf } = findFamilies(titles, facts.moved, facts.licenses)
  const numbers = new Map(titles.map(({ id }, number) => [id, number]))
  const ids: TitleIds = { idOf: (number) => titles[number]?.id ?? '', numberOf: (id) => numbers.get(id) }
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
    earlier?.machineInputs === machineInputs ? await readEarlierCombinations(earlier, families, ids) : undefined
  const ofFamily = Map.groupBy(known ?? requirements().combinations, ({ family }) => family)

  const readCoverage = coverageReader(earlier)
  const concluded: ConcludedFamily[] = []
  for (const [number, family] of families.entries()) {
    const own = { combinations: ofFamily.get(number) ?? [], licenses: licensesOf[number] ?? [] }
    const isInCores = inCores[number] ?? false
    const { coverage, inputs } = await coverFamilyAgain({ ...facts, ...own, inCores: isInCores }, (inputs) =>
      readCoverage(family.id, inputs),
    )
    const measured = measureCovered(family, own.combinations, own.licenses, coverage, isInCores, facts)
    concluded.push({ family, inCores: isInCores, ...own, coverage, inputs, ...measured })
  }
  const tables = tableRows(
    concluded.filter((one) => isOfInterest(one, facts)),
    counts,
    ids,
  )
  const listed = tables.combinations.filter(({ inInstalls, state }) => !inInstalls && state !== 'nothing')
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
      inputs: `${machineInputs}.${digest(listed.map(({ id, complete }) => [id, complete]))}`,
      list: () => listMachines(listed, requirements(), machines().deviceIds),
    },
  }
}
