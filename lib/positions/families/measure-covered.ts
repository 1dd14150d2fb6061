import { sumOf, sumsBy } from '../../foundation/collections.ts'
import { isOfPeople } from '../../recognition/data/recognition.ts'
import { needOf } from '../../recognition/rights/needs.ts'
import type { PositionPolicies } from '../../recognition/rights/rights.ts'
import { type Missing, neededTitle } from './combine-titles.ts'
import { coveringLicenses, type FamilyCoverage, useFor } from './cover-family.ts'
import { type Family, type FamilyTitle, lacksEdition } from './families.ts'
import type { Combination } from './find-requirements.ts'
import { type DeclaredUse, measureFamily } from './measure-family.ts'
import type { License } from './read-licenses.ts'

/** What the position of a title follows from beside its own numbers. */
export interface TitleNeeds {
  familyId: string | undefined
  /** What must be known of its machines, or that its users need it and not its machines. */
  lacks: Missing | 'user' | undefined
  required: number
  open: number
  mayRun: boolean
  needsData: number
  /** Machines that a plan of their user lets run it. */
  subscribed: number
}

export const noNeeds: TitleNeeds = {
  familyId: undefined,
  lacks: undefined,
  required: 0,
  open: 0,
  mayRun: false,
  needsData: 0,
  subscribed: 0,
}

/** What a family is measured by, beside its licenses and how these cover it. */
export interface MeasuringFacts {
  titles: readonly FamilyTitle[]
  /** By the number of a title, its installs. */
  counts: ArrayLike<number>
  policies: PositionPolicies
  declaredUse: ReadonlyMap<string, readonly DeclaredUse[]>
  /** YYYY-MM-DD */
  day: string
}

/** Whether some of these are counted in a metric. */
export const isCountedIn = (
  metric: 'core' | 'server',
  family: Pick<Family, 'titles'>,
  { titles, counts }: Pick<MeasuringFacts, 'titles' | 'counts'>,
  licenses: readonly License[],
): boolean =>
  licenses.some((license) => license.metric === metric) ||
  family.titles.some((number) => {
    const title = titles[number]
    if (title?.kind !== 'licensed' || !title.product || (counts[number] ?? 0) === 0) return false
    return needOf(title.publisher, title.product).metric === metric
  })

/** What a family requires, what there is for it, and how that covers it. */
export interface CoveredFamily {
  combinations: readonly Combination[]
  licenses: readonly License[]
  coverage: FamilyCoverage
  inCores: boolean
}

/** Of what different machines lack, a title names what is settled most easily. */
const settledFirst: readonly Missing[] = ['cores', 'host', 'edition']

/** What the titles of a family require, and what of it is open. */
const needsOf = (
  family: Pick<Family, 'titles'>,
  { combinations, licenses, coverage }: CoveredFamily,
  { titles, day, policies }: MeasuringFacts,
): ReadonlyMap<number, Omit<TitleNeeds, 'familyId'>> => {
  const covered = sumsBy(
    coverage.rows,
    ({ titleId }) => titleId,
    ({ quantity }) => quantity,
  )
  const covering = coveringLicenses(licenses)
  const needs = new Map<number, { required: number; needsData: number; missing: Missing | undefined }>()
  const subscribed = new Map<number, number>()
  for (const { subscribed: own, machines } of combinations)
    for (const number of own) subscribed.set(number, (subscribed.get(number) ?? 0) + machines)
  for (const { state, titles: own, machines, units, missing } of combinations)
    for (const number of own) {
      const known = needs.get(number) ?? { required: 0, needsData: 0, missing: undefined }
      if (state === 'required') known.required += machines * units
      if (state === 'needs-data') known.needsData += machines
      known.missing = settledFirst.find((one) => one === known.missing || one === missing)
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
      return [number, { lacks, required, open, mayRun, needsData, subscribed: subscribed.get(number) ?? 0 }]
    }),
  )
}

/** Subscriptions that plans of Microsoft 365 let their users run, on machines. */
const countSubscriptions = (
  family: Pick<Family, 'titles'>,
  combinations: readonly Combination[],
  { titles, counts }: Pick<MeasuringFacts, 'titles' | 'counts'>,
) => {
  const isOne = (number: number): boolean => {
    const title = titles[number]
    return title?.kind === 'subscription' && neededTitle(title, number).part !== undefined
  }
  const own = family.titles.filter(isOne)
  const countOf = (numbers: readonly number[]): number => numbers.filter((number) => own.includes(number)).length
  return {
    installs: sumOf(own, (number) => counts[number] ?? 0),
    withoutPlan: sumOf(combinations, (one) => one.machines * countOf(one.titles)),
    covered: sumOf(combinations, (one) => one.machines * countOf(one.subscribed)),
  }
}

/** The figures of a family that is covered so, and what its titles need. */
export const measureCovered = (
  family: Pick<Family, 'id' | 'titles'>,
  covered: CoveredFamily,
  facts: MeasuringFacts,
) => {
  const needs = needsOf(family, covered, facts)
  const freeInstalls = sumOf(family.titles, (number) => {
    const kind = facts.titles[number]?.kind
    return kind === 'free' || kind === 'component' ? (facts.counts[number] ?? 0) : 0
  })
  const { combinations } = covered
  const isOfMachines = (number: number): boolean => facts.titles[number]?.kind === 'licensed'
  const figures = measureFamily({
    ...covered,
    freeInstalls,
    subscriptions: countSubscriptions(family, combinations, facts),
    isOnMachines: combinations.some(
      ({ titles, needless, sameMachine, subscribed }) =>
        needless + sameMachine > 0 || [...titles, ...subscribed].some(isOfMachines),
    ),
    declared: facts.declaredUse.get(family.id) ?? [],
    inServers: isCountedIn('server', family, facts, covered.licenses),
    mayRunOpen: [...needs.values()].some(({ open, mayRun }) => open > 0 && mayRun),
  })
  return { needs, figures }
}
