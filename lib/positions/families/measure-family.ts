import * as z from 'zod'
import { sumOf } from '../../foundation/collections.ts'
import { isOfPeople, type Metric } from '../../recognition/data/recognition.ts'
import { Right } from '../../recognition/rights/rights.ts'
import type { FamilyCoverage } from './cover-family.ts'
import type { Combination } from './find-requirements.ts'
import type { License } from './read-licenses.ts'

/** docs/positions.md explains each. */
export const FamilyStatus = z.enum(['under-licensed', 'unlicensed', 'needs-data', 'licensed', 'unused', 'not-measured'])
export type FamilyStatus = z.infer<typeof FamilyStatus>

/** What somebody says is in use of what no inventory measures. */
export interface DeclaredUse {
  metric: Metric
  quantity: number
  /** YYYY-MM-DD */
  asOf: string
}

/**
 * A position in another unit than the family's, never added to it: users, access licenses, hosts, which machines do not
 * show, and licenses for whole servers where cores count.
 */
interface OtherPosition {
  metric: Metric
  owned: number
  /** Undefined when nobody says it. */
  used: number | undefined
  /** Undefined of what machines use. */
  usedBy: 'assigned' | 'declared' | undefined
  shortfall: number
  surplus: number
}

/** Where the installs of a family went: titles on machines. The others add up to `total`. */
interface InstallCounts {
  total: number
  freeOrComponent: number
  sameMachine: number
  coveredBySubscription: number
  exempt: number
  needsData: number
  required: number
  /** Not in the sum: of those above, subscriptions whose user has no plan; and beside them, those of which nobody knows it. */
  withoutPlan: number
  planUnknown: number
}

/** Units of the metric, installs apart. */
export interface FamilyFigures {
  metric: Metric
  owned: number
  unlimited: boolean
  required: number
  covered: number
  shortfall: number
  surplus: number
  status: FamilyStatus
  /** Requirements that rest on each right. One may rest on several. */
  byRight: Partial<Record<Right, number>>
  installs: InstallCounts
  others: OtherPosition[]
  flags: FamilyFlag[]
}

export const FamilyFlag = z.enum([
  /** Some use rests on Software Assurance whose end nobody knows. */
  'end-unknown',
  /** The search for the best coverage ended at its limit: a better one may exist. */
  'not-proven',
])
type FamilyFlag = z.infer<typeof FamilyFlag>

export interface MeasuredFamily {
  /** Of titles that need no license by their kind. */
  freeInstalls: number
  /** Of subscriptions that plans let their users run: on all machines, and on those whose user has no plan or has one. */
  subscriptions: { installs: number; withoutPlan: number; covered: number }
  /** Machines have more of it than subscriptions. */
  isOnMachines: boolean
  combinations: readonly Combination[]
  licenses: readonly License[]
  coverage: FamilyCoverage
  declared: readonly DeclaredUse[]
  inCores: boolean
  /** Some title that machines have or licenses name is counted in servers. */
  inServers: boolean
  /** Some license may meet a requirement that is open. */
  mayRunOpen: boolean
}

const isUnlimited = (licenses: readonly License[]): boolean =>
  licenses.some(({ quantity }) => quantity === Number.POSITIVE_INFINITY)
const finite = ({ quantity }: License): number => (Number.isFinite(quantity) ? quantity : 0)

const countInstalls = ({ freeInstalls, combinations, subscriptions }: MeasuredFamily): InstallCounts => {
  const countOf = (state: Combination['state']): number =>
    sumOf(combinations, (one) => (one.state === state ? one.machines * one.titles.length : 0))
  const counts = {
    freeOrComponent: freeInstalls + sumOf(combinations, ({ needless }) => needless),
    sameMachine: sumOf(combinations, ({ sameMachine }) => sameMachine),
    coveredBySubscription: sumOf(combinations, ({ machines, subscribed }) => machines * subscribed.length),
    exempt: countOf('exempt'),
    needsData: countOf('needs-data'),
    required: countOf('required'),
  }
  const { installs, withoutPlan, covered } = subscriptions
  const total = sumOf(Object.values(counts), (count) => count)
  return { total, ...counts, withoutPlan, planUnknown: installs - withoutPlan - covered }
}

const compareUse = (
  metric: Metric,
  owned: number,
  used: number | undefined,
  usedBy: OtherPosition['usedBy'],
  isUnlimited = false,
): OtherPosition => ({
  metric,
  owned,
  used,
  usedBy,
  shortfall: isUnlimited ? 0 : Math.max(0, (used ?? owned) - owned),
  surplus: used === undefined ? 0 : Math.max(0, owned - used),
})

const otherMetrics = ['user', 'access'] as const

/** Users and access licenses: what is bought against what is assigned or declared. @param left by machines, of each metric */
const otherPositions = ({ licenses, declared }: MeasuredFamily, left: ReadonlyMap<Metric, number>): OtherPosition[] => {
  const saidOf = (unit: Metric): number | undefined => declared.find((use) => use.metric === unit)?.quantity
  const counted = licenses.filter(({ isCounted }) => isCounted)
  const others = otherMetrics.flatMap((unit): OtherPosition[] => {
    const own = counted.filter((license) => license.metric === unit)
    const said = saidOf(unit)
    if (own.length === 0 && said === undefined) return []
    const assigned = own.every((license) => license.assigned !== undefined) && own.length > 0
    const used = assigned ? sumOf(own, (license) => license.assigned ?? 0) : said
    const usedBy = assigned ? 'assigned' : said === undefined ? undefined : 'declared'
    return [compareUse(unit, sumOf(own, finite), used, usedBy, isUnlimited(own))]
  })
  const machines = declared.filter((use) => !isOfPeople(use.metric))
  // What machines do not use is left for what is declared beside them.
  const beside = machines.map(({ metric: unit, quantity }) =>
    compareUse(unit, left.get(unit) ?? 0, quantity, 'declared'),
  )
  return [...others, ...beside]
}

/** Subscriptions without a plan make a family one of machines only where nothing says what its users need. */
const metricOf = ({ isOnMachines, licenses, inCores, inServers, declared, subscriptions }: MeasuredFamily): Metric => {
  if (inCores) return 'core'
  if (inServers) return 'server'
  if (isOnMachines || licenses.some(({ metric }) => metric === 'device')) return 'device'
  const isForAccess =
    licenses.some(({ metric }) => metric === 'access') && !licenses.some(({ metric }) => metric === 'user')
  const ofPeople = isForAccess ? 'access' : 'user'
  const said = [...licenses.filter(({ isCounted }) => isCounted), ...declared]
  const isSaid = said.some(({ metric }) => metric === ofPeople)
  return subscriptions.withoutPlan > 0 && !isSaid ? 'device' : ofPeople
}

type Counted = Pick<FamilyFigures, 'metric' | 'owned' | 'unlimited' | 'required' | 'shortfall' | 'installs'>

/** @param isMeasured somebody or something says how many are needed */
const statusOf = (figures: Counted, mayRunOpen: boolean, isMeasured: boolean): FamilyStatus => {
  const { metric, shortfall, required, owned, unlimited, installs } = figures
  const mayRun = isOfPeople(metric) ? owned > 0 : mayRunOpen
  if (shortfall > 0) return mayRun ? 'under-licensed' : 'unlicensed'
  if (installs.needsData > 0) return 'needs-data'
  if (required > 0) return 'licensed'
  if (!isMeasured) return installs.coveredBySubscription > 0 && installs.planUnknown === 0 ? 'licensed' : 'not-measured'
  return owned > 0 || unlimited || isOfPeople(metric) ? 'unused' : 'licensed'
}

/** Counts a family: docs/positions.md. */
export const measureFamily = (family: MeasuredFamily): FamilyFigures => {
  const { combinations, licenses, coverage, inCores, mayRunOpen } = family
  const metric = metricOf(family)
  const onMachines = licenses.filter((license) => (inCores ? license.metric === 'core' : !isOfPeople(license.metric)))
  const required = sumOf(combinations, (one) =>
    one.state === 'required' ? one.machines * one.units * one.titles.length : 0,
  )
  const covered = sumOf(coverage.rows, ({ quantity }) => quantity)
  const usedOf = (some: readonly License[]): number =>
    sumOf(some, ({ id, quantity }) => (Number.isFinite(quantity) ? (coverage.used.get(id) ?? 0) : 0))
  const owned = sumOf(onMachines, finite)
  const surplus = owned - usedOf(onMachines)
  const servers = licenses.filter((license) => inCores && license.isCounted && license.metric === 'server')
  const ofServers = compareUse('server', sumOf(servers, finite), usedOf(servers), undefined, isUnlimited(servers))
  const ofMachines = { metric: 'device' as const, owned, used: required, usedBy: undefined, surplus }
  const others = [
    ...(servers.length > 0 ? [ofServers] : []),
    ...(isOfPeople(metric) && required > 0 ? [{ ...ofMachines, shortfall: required - covered }] : []),
    ...otherPositions(
      family,
      new Map([
        ['server', ofServers.surplus],
        [metric, surplus],
      ]),
    ),
  ]
  const of = isOfPeople(metric) ? others.find((one) => one.metric === metric) : undefined
  const counted = {
    ...{
      metric,
      owned: of?.owned ?? owned,
      unlimited: isUnlimited(of ? licenses.filter((license) => license.metric === metric) : onMachines),
    },
    ...(of
      ? {
          required: of.used ?? 0,
          covered: (of.used ?? 0) - of.shortfall,
          shortfall: of.shortfall,
          surplus: of.surplus,
        }
      : { required, covered, shortfall: required - covered, surplus }),
    installs: countInstalls(family),
    others: others.filter((one) => one !== of),
  }
  const byRight = Right.options.flatMap((right) => {
    const quantity = sumOf(coverage.rows, (row) => (row.rights.includes(right) ? row.quantity : 0))
    return quantity > 0 ? [[right, quantity] as const] : []
  })
  const flags = {
    'end-unknown': coverage.rows.some(({ isEndUnknown }) => isEndUnknown),
    'not-proven': !coverage.isProven,
  }
  return {
    ...counted,
    status: statusOf(counted, mayRunOpen, !isOfPeople(metric) || of?.used !== undefined),
    byRight: Object.fromEntries(byRight),
    flags: FamilyFlag.options.filter((flag) => flags[flag]),
  }
}
