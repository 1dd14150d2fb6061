import { isOfPeople } from '../../recognition/data/recognition.ts'
import { type PositionPolicies, type Right, type Use, useOf } from '../../recognition/rights/rights.ts'
import { type CoverProblem, cover } from '../cover/cover.ts'
import { digest } from '../snapshot/digest.ts'
import type { FamilyTitle } from './families.ts'
import type { Combination } from './find-requirements.ts'
import type { License } from './read-licenses.ts'

/** Licenses that meet requirements of some machines: units of what is needed. */
export interface CoverageRow {
  licenseId: string
  combinationId: string
  titleId: string
  rights: readonly Right[]
  quantity: number
  isEndUnknown: boolean
}

/** How a family is covered. */
export interface FamilyCoverage {
  rows: readonly CoverageRow[]
  /** By the ids of licenses, units of them in use. */
  used: ReadonlyMap<string, number>
  /** By the ids of combinations, machines all of whose requirements are met. */
  complete: ReadonlyMap<string, number>
  isProven: boolean
}

export interface CoverageFacts {
  titles: readonly FamilyTitle[]
  /** Of one family, those of other states too. */
  combinations: readonly Combination[]
  /** Of the family, in the order of their ids. */
  licenses: readonly License[]
  inCores: boolean
  policies: PositionPolicies
  day: string
}

const costOfManager = 10
const byManager: Use = { rights: ['manager'], cost: costOfManager, isEndUnknown: false }
const exact: Use = { rights: ['exact'], cost: 0, isEndUnknown: false }

/** Licenses that may meet requirements of machines. */
export const coveringLicenses = (licenses: readonly License[]): License[] =>
  licenses.filter(({ quantity, metric }) => quantity > 0 && !isOfPeople(metric))

/** The cheapest way in which a license may meet the requirement of a title; undefined: it may not. */
export const useFor = (
  license: License,
  number: number,
  title: FamilyTitle,
  { day, policies }: Pick<CoverageFacts, 'day' | 'policies'>,
): Use | undefined => {
  if (license.excluded.has(number)) return undefined
  const direct = license.direct.get(number)
  if (direct === 'exact') return exact
  const { product } = license
  const ruled = product && title.product ? useOf({ ...license, product }, title.product, day, policies) : undefined
  if (direct === undefined) return ruled
  return ruled && ruled.cost <= costOfManager ? ruled : byManager
}

/** What the solver is asked, and how its numbers lead back. */
const problemOf = (facts: CoverageFacts) => {
  const combinations = facts.combinations.filter(({ state }) => state === 'required')
  const licenses = coveringLicenses(facts.licenses)
  const needs = [...new Set(combinations.flatMap(({ titles }) => titles))]
  const placeOf = new Map(needs.map((title, place) => [title, place]))
  const known = new Map<string, ReadonlyMap<number, Use>>()
  const usesOf = (license: License): ReadonlyMap<number, Use> => {
    const { publisher, product, isVolume, softwareAssurance, restrictions, direct, excluded } = license
    const terms = [publisher, product, isVolume, softwareAssurance ?? null, restrictions, [...direct], [...excluded]]
    const key = JSON.stringify(terms)
    const uses =
      known.get(key) ??
      new Map(
        needs.flatMap((number, place) => {
          const title = facts.titles[number]
          const use = title && useFor(license, number, title, facts)
          return use ? [[place, use] as const] : []
        }),
      )
    known.set(key, uses)
    return uses
  }
  const uses = licenses.map(usesOf)
  const problem: CoverProblem = {
    combinations: combinations.map(({ machines, units, titles }) => ({
      machines,
      units,
      needs: titles.flatMap((title) => placeOf.get(title) ?? []),
    })),
    entitlements: licenses.map(({ quantity, metric }, place) => ({
      quantity,
      isWhole: facts.inCores && metric !== 'core',
      costs: new Map([...(uses[place] ?? [])].map(([need, { cost }]) => [need, cost])),
    })),
  }
  return { combinations, licenses, needs, uses, problem }
}

/** Covers the requirements of a family: docs/adr/0031-coverage-is-an-integer-program.md. */
export const coverFamily = async (facts: CoverageFacts): Promise<FamilyCoverage> => solve(facts, problemOf(facts))

/** @param known by the digest of what a coverage follows from, one of an earlier snapshot */
export const coverFamilyAgain = async (
  facts: CoverageFacts,
  known: (inputs: string) => Promise<FamilyCoverage | undefined>,
): Promise<{ coverage: FamilyCoverage; inputs: string }> => {
  const asked = problemOf(facts)
  const inputs = digestOf(facts, asked)
  return { inputs, coverage: (await known(inputs)) ?? (await solve(facts, asked)) }
}

type Asked = ReturnType<typeof problemOf>

const digestOf = ({ titles }: CoverageFacts, { combinations, licenses, needs, uses }: Asked): string => {
  const asked = [
    combinations.map(({ id, machines }) => [id, machines]),
    needs.map((number) => titles[number]?.id),
    licenses.map(({ id, quantity }, place) => [id, String(quantity), [...(uses[place] ?? [])]]),
  ]
  return digest(asked)
}

const solve = async (facts: CoverageFacts, asked: Asked): Promise<FamilyCoverage> => {
  const { combinations, licenses, needs, uses, problem } = asked
  const covered = await cover(problem)
  const rows = covered.rows.flatMap(({ entitlement, combination, need, quantity }): CoverageRow[] => {
    const [license, met, use] = [licenses[entitlement], combinations[combination], uses[entitlement]?.get(need)]
    const title = facts.titles[needs[need] ?? -1]
    if (!license || !met || !use || !title) return []
    const { rights, isEndUnknown } = use
    return [{ licenseId: license.id, combinationId: met.id, titleId: title.id, rights, quantity, isEndUnknown }]
  })
  return {
    rows,
    used: new Map(licenses.map(({ id }, place) => [id, covered.used[place] ?? 0])),
    complete: new Map(combinations.map(({ id }, place) => [id, covered.complete[place] ?? 0])),
    isProven: covered.isProven,
  }
}
