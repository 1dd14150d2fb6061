import { ascendingByAll } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { answerOf, maskOf } from '../../inventory/devices/plan-coverage.ts'
import { isOfPeople, type TitleKind } from '../../recognition/data/recognition.ts'
import type { MachineFacts as ListedFacts } from '../lists/lists.ts'
import {
  combineTitles,
  type MachineFacts,
  type Missing,
  type Needed,
  type NeededTitle,
  neededTitle,
  nothingKnown,
  type PlanAnswers,
} from './combine-titles.ts'
import type { Family, FamilyTitle } from './families.ts'

/** Machines that need the same in a family. */
export interface Combination {
  id: string
  /** Numbers of the family, and of the titles that need a license there. */
  family: number
  titles: readonly number[]
  state: Needed['state'] | 'exempt'
  missing: Missing | undefined
  /** Units that each of its requirements takes on one machine: cores, else 1. */
  units: number
  machines: number
  /** Installs on all of them that need no license, and that a license for another title covers. */
  needless: number
  sameMachine: number
  /** Numbers of the titles that plans of their users let them run. */
  subscribed: readonly number[]
}

export interface Requirements {
  combinations: Combination[]
  /** Numbers of machines by the ids of combinations, ascending. */
  machinesOf: ReadonlyMap<string, Int32Array>
}

/** What combinations follow from. Machines are numbers of devices that others are linked to, or that stand alone. */
export interface RequirementFacts {
  titles: readonly FamilyTitle[]
  families: readonly Family[]
  /** Families that are counted in cores. */
  inCores: readonly boolean[]
  /** How many machines have each title, and which: title by title, ascending. */
  installs: { counts: ArrayLike<number>; firsts: ArrayLike<number>; devices: Int32Array }
  devices: number
  factsOf: FactsByMachine
  isExempt: Exemptions
  /** By machine, what plans of its user cover, as bits; undefined when nothing of that is known. */
  coverage: Uint8Array | undefined
}

export type FactsByMachine = ReadonlyMap<number, MachineFacts>
/** By machine, ids of the families in which it is exempt; `*` for all. */
type Exemptions = ReadonlyMap<number, ReadonlySet<string>>

const areExempt = (families: ReadonlySet<string> | undefined, { id }: Family): boolean =>
  families !== undefined && (families.has('*') || families.has(id))

const unlessNegative = (number: number): boolean | undefined => (number < 0 ? undefined : number === 1)
const unlessZero = (number: number | undefined): number | undefined => (number ? number : undefined)

/** Facts by machine: of linked devices, those of any that has some. */
export const factsByMachine = (
  { device, cores, processors, isVirtual, names }: ListedFacts,
  head: ArrayLike<number>,
  titleOfName: (name: number) => number | undefined,
): FactsByMachine => {
  const found = new Map<number, MachineFacts>()
  for (const [place, number] of device.entries()) {
    const machine = head[number] ?? number
    const before = found.get(machine)
    const named = names.nameNumbers.slice(names.starts[place], names.starts[place + 1])
    found.set(machine, {
      cores: unlessZero(cores[place]) ?? before?.cores,
      processors: unlessZero(processors[place]) ?? before?.processors,
      isVirtual: unlessNegative(isVirtual[place] ?? -1) ?? before?.isVirtual,
      titles: [...(before?.titles ?? []), ...named.flatMap((name) => titleOfName(name) ?? [])],
    })
  }
  return found
}

interface Group {
  needed: Needed
  isExempt: boolean
  machines: ArrayLike<number> & Iterable<number>
}

/** Finds the machines of a family, and for each the titles that it has: nodes of a tree of sets of titles. */
const walk = (titles: readonly NeededTitle[], { installs, devices }: RequirementFacts) => {
  const children = new Map<number, number>()
  const parents = [{ parent: 0, place: -1 }]
  const nodeOf = new Int32Array(devices)
  const touched: number[] = []
  for (const [place, { number }] of titles.entries()) {
    const first = installs.firsts[number] ?? 0
    for (let index = first; index < first + (installs.counts[number] ?? 0); index++) {
      const machine = installs.devices[index] ?? 0
      const node = nodeOf[machine] ?? 0
      if (node === 0) touched.push(machine)
      const step = node * titles.length + place
      let child = children.get(step)
      if (child === undefined) {
        child = parents.length
        children.set(step, child)
        parents.push({ parent: node, place })
      }
      nodeOf[machine] = child
    }
  }
  const titlesOf = (node: number): NeededTitle[] => {
    const found: NeededTitle[] = []
    for (let at = parents[node]; at && at.place >= 0; at = parents[at.parent]) {
      const title = titles[at.place]
      if (title) found.unshift(title)
    }
    return found
  }
  return { machines: Int32Array.from(touched).sort(), nodeOf, titlesOf }
}

const stateOrder = ['required', 'needs-data', 'exempt', 'nothing']

/** Puts machines together that need the same, whatever else they have. */
const combinationsOf = (family: Family, number: number, groups: readonly Group[], facts: RequirementFacts) => {
  // Those that nobody can say anything of need nothing that could be shown.
  const told = groups.filter(
    ({ needed: { titles, needless, sameMachine, subscribed } }) =>
      titles.length + needless + sameMachine + subscribed.length > 0,
  )
  const idsOf = (titles: readonly number[]): string[] => titles.map((title) => facts.titles[title]?.id ?? '')
  const named = told.map((group) => {
    const { titles, state, missing, units, subscribed } = group.needed
    const shown: Combination['state'] = group.isExempt && state !== 'nothing' ? 'exempt' : state
    const parts = shown === 'exempt' ? [shown] : [shown, missing ?? '', String(units)]
    const plans = subscribed.length > 0 ? ['subscribed', ...idsOf(subscribed)] : []
    return { ...group, state: shown, id: derivedId('combination', family.id, ...parts, ...idsOf(titles), ...plans) }
  })
  return [...Map.groupBy(named, ({ id }) => id).values()]
    .flatMap((same) => {
      const [one] = same
      if (!one) return []
      const { id, state, needed } = one
      const machines =
        same.length === 1 ? one.machines : Int32Array.from(same.flatMap((group) => [...group.machines])).sort()
      const sum = (of: (needed: Needed) => number): number =>
        same.reduce((total, group) => total + group.machines.length * of(group.needed), 0)
      const isExempt = state === 'exempt'
      const combination = {
        id,
        family: number,
        titles: needed.titles,
        state,
        missing: isExempt ? undefined : needed.missing,
        units: isExempt ? 1 : needed.units,
        machines: machines.length,
        needless: sum(({ needless }) => needless),
        sameMachine: sum(({ sameMachine }) => sameMachine),
        subscribed: needed.subscribed,
      }
      return [{ combination, machines }]
    })
    .sort(
      ascendingByAll(({ combination: { state, units, titles, subscribed } }) => [
        stateOrder.indexOf(state),
        -units,
        idsOf(titles).join(),
        idsOf(subscribed).join(),
      ]),
    )
}

/** Machines that are told apart by more than their titles. */
const specialMachines = (family: Family, { factsOf, isExempt, inCores }: RequirementFacts, number: number) => {
  const own = new Set(family.titles)
  const byFacts = [...factsOf].filter(([, { titles }]) => inCores[number] || titles.some((title) => own.has(title)))
  const exempt = [...isExempt].filter(([, families]) => areExempt(families, family))
  return new Set([...byFacts, ...exempt].map(([machine]) => machine))
}

/** Groups the machines of a family that have the same titles and the same facts. */
const groupMachines = (
  family: Family,
  number: number,
  needed: readonly NeededTitle[],
  facts: RequirementFacts,
): Iterable<Group> => {
  const { titles, inCores, installs, factsOf, isExempt, coverage } = facts
  const own = new Set(family.titles)
  const combine = (present: readonly NeededTitle[], answer: PlanAnswers, machine?: number): Needed => {
    const known = machine === undefined ? undefined : factsOf.get(machine)
    const ofFamily = known && { ...known, titles: known.titles.filter((title) => own.has(title)) }
    const told = present.filter(({ kind, part }) => kind !== 'subscription' || (part && answer(part) !== 'unknown'))
    return combineTitles(told, ofFamily, (title) => titles[title], inCores[number] === true, answer)
  }
  const mask = coverage ? maskOf(needed.flatMap(({ part }) => part ?? [])) : 0
  const special = specialMachines(family, facts, number)
  const [only, ...others] = needed
  if (only && others.length === 0 && special.size === 0 && mask === 0) {
    const first = installs.firsts[only.number] ?? 0
    const machines = installs.devices.subarray(first, first + (installs.counts[only.number] ?? 0))
    return [{ needed: combine(needed, nothingKnown), isExempt: false, machines }]
  }
  const { machines, nodeOf, titlesOf } = walk(needed, facts)
  const groups = new Map<string | number, { needed: Needed; isExempt: boolean; machines: number[] }>()
  for (const machine of machines) {
    const node = nodeOf[machine] ?? 0
    const isSpecial = special.has(machine)
    const exempt = isSpecial && areExempt(isExempt.get(machine), family)
    const bits = (coverage?.[machine] ?? 0) & mask
    const key = isSpecial ? JSON.stringify([node, bits, exempt, factsOf.get(machine)]) : 256 * node + bits
    let group = groups.get(key)
    if (!group) {
      const present = titlesOf(node)
      const needs = combine(present, (part) => answerOf(bits, part), isSpecial ? machine : undefined)
      group = { needed: needs, isExempt: exempt, machines: [] }
      groups.set(key, group)
    }
    group.machines.push(machine)
  }
  return groups.values()
}

/** Finds the combinations of all families, in their order. */
export const findRequirements = (facts: RequirementFacts): Requirements => {
  const { titles, families, installs, coverage } = facts
  const mayNeed = (kind: TitleKind): boolean =>
    kind === 'licensed' || (kind === 'subscription' && coverage !== undefined)
  const combinations: Combination[] = []
  const machinesOf = new Map<string, Int32Array>()
  for (const [number, family] of families.entries()) {
    const needed = family.titles
      .flatMap((title) => {
        const known = titles[title]
        return known && mayNeed(known.kind) && (installs.counts[title] ?? 0) > 0 ? [neededTitle(known, title)] : []
      })
      .filter(({ need, kind, part }) => !isOfPeople(need.metric) && (kind === 'licensed' || part))
    if (needed.length === 0) continue
    const groups = groupMachines(family, number, needed, facts)
    for (const { combination, machines } of combinationsOf(family, number, [...groups], facts)) {
      combinations.push(combination)
      machinesOf.set(combination.id, Int32Array.from(machines))
    }
  }
  return { combinations, machinesOf }
}
