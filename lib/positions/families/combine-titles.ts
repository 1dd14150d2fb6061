import type { CoverageAnswer } from '../../inventory/devices/plan-coverage.ts'
import { type PlanPart, partOfProduct } from '../../recognition/data/plans.ts'
import { coresNeeded, type Need, needOf } from '../../recognition/rights/needs.ts'
import { runsAlso } from '../../recognition/rights/rights.ts'
import { type FamilyTitle, lacksEdition } from './families.ts'

/** What is known of a machine beside its titles, where it matters for a family. */
export interface MachineFacts {
  cores: number | undefined
  processors: number | undefined
  isVirtual: boolean | undefined
  /** Titles of the family that files of device facts name, of any kind. */
  titles: readonly number[]
}

/** Why nobody can say what a machine needs. */
export type Missing = 'edition' | 'cores' | 'host'

/** What one machine must have in a family. Titles by number, ascending. */
export interface Needed {
  titles: readonly number[]
  state: 'required' | 'needs-data' | 'nothing'
  missing?: Missing | undefined
  /** Units that each of its requirements takes: cores, else 1. */
  units: number
  /** Titles that need no license, and those that a license for another title of the machine covers by the data. */
  needless: number
  sameMachine: number
  /** Titles that a plan of its user lets it run, so that the machine needs no license for them. */
  subscribed: readonly number[]
}

/** A title that machines have and that needs a license there. */
export interface NeededTitle extends FamilyTitle {
  number: number
  need: Need
  /** What of plans lets their users run it. */
  part: PlanPart | undefined
}

const oneForDevice: Need = { isNeeded: true, metric: 'device', perProcessor: 0, perMachine: 0, isLicensedOnHost: false }

/** A machine needs a license for a subscription when its user has no plan for it. */
export const neededTitle = (title: FamilyTitle, number: number): NeededTitle => {
  const { publisher, product, kind } = title
  return {
    ...title,
    number,
    need: product && kind !== 'subscription' ? needOf(publisher, product) : oneForDevice,
    part: product && partOfProduct(publisher, product),
  }
}

/** Whether plans of the user of a machine let it run something. */
export type PlanAnswers = (part: PlanPart) => CoverageAnswer

export const nothingKnown: PlanAnswers = () => 'unknown'

/** Whether the edition that one title knows is that of another, which does not say its own. */
const tellsEdition = (one: FamilyTitle, other: FamilyTitle): boolean => {
  const [version, unknown] = [one.product?.version, other.product?.version]
  return !lacksEdition(one) && (version === unknown || version === undefined || unknown === undefined)
}

const runs = (one: NeededTitle, other: NeededTitle): boolean =>
  one.product !== undefined && other.product !== undefined && runsAlso(one.publisher, one.product, other.product)

/**
 * Drops titles beside one that stays and whose every license may run them too. Of titles that cover each other the first
 * stays.
 */
const dropCovered = (titles: readonly NeededTitle[]): NeededTitle[] => {
  const isBefore = (one: NeededTitle, other: NeededTitle): boolean =>
    runs(one, other) && (one.number < other.number || !runs(other, one))
  const [covered, stay] = [new Set<NeededTitle>(), new Set<NeededTitle>()]
  for (const title of titles) (titles.some((one) => one !== title && isBefore(one, title)) ? covered : stay).add(title)
  // What covers a title may be dropped beside a third one, which need not cover both.
  for (const title of covered) if (![...stay].some((one) => runs(one, title))) stay.add(title)
  return titles.filter((title) => stay.has(title))
}

const why = (kept: readonly NeededTitle[], facts: MachineFacts | undefined, inCores: boolean): Missing | undefined => {
  if (kept.some(lacksEdition)) return 'edition'
  if (!inCores) return undefined
  if (facts?.isVirtual && kept.some(({ need }) => need.isLicensedOnHost)) return 'host'
  return facts?.cores === undefined ? 'cores' : undefined
}

const knownCores = ({ cores = 0, processors, isVirtual }: Partial<MachineFacts> = {}) => ({
  cores,
  ...(processors !== undefined && { processors }),
  ...(isVirtual !== undefined && { isVirtual }),
})

/**
 * The requirements of a machine in a family, by its titles of the kind `licensed`, and by subscriptions of which it is known
 * whether its user has a plan: docs/positions.md. Policies and mappings never change them.
 * @param titleOf by number, also those that only facts name
 * @param inCores the family is counted in cores
 */
export const combineTitles = (
  titles: readonly NeededTitle[],
  facts: MachineFacts | undefined,
  titleOf: (number: number) => FamilyTitle | undefined,
  inCores: boolean,
  answerOf: PlanAnswers = nothingKnown,
): Needed => {
  const needed = titles.filter(({ need }) => need.isNeeded)
  const named = [...titles, ...(facts?.titles ?? []).flatMap((number) => titleOf(number) ?? [])]
  const told = needed.filter((title) => !lacksEdition(title) || !named.some((one) => tellsEdition(one, title)))
  const stays = dropCovered(told)
  const subscribed = stays.filter(({ part }) => part !== undefined && answerOf(part) === 'yes')
  const kept = stays.filter((title) => !subscribed.includes(title))
  const missing = why(kept, facts, inCores)
  const known = knownCores(facts)
  const units = inCores ? Math.max(1, ...kept.map(({ need }) => coresNeeded(need, known))) : 1
  return {
    titles: kept.map(({ number }) => number),
    state: kept.length === 0 ? 'nothing' : missing ? 'needs-data' : 'required',
    missing: kept.length === 0 ? undefined : missing,
    units: kept.length === 0 || missing ? 1 : units,
    needless: titles.length - needed.length,
    sameMachine: needed.length - stays.length,
    subscribed: subscribed.map(({ number }) => number),
  }
}
