import { sumOf } from '../../foundation/collections.ts'
import { isOfPeople } from '../../recognition/data/recognition.ts'
import type { BothDays, FamilyOnDay, Requirement } from './both-days.ts'
import type { Cause, CauseKind, Subject } from './change.ts'
import { type ChangedLicenses, compareLicenses } from './compare-licenses.ts'
import { causeOfRest, causesOf, newTally, setOff, type Tally } from './tally.ts'

const balanceOf = (day: FamilyOnDay | undefined): number => (day ? day.figures.surplus - day.figures.shortfall : 0)

/** In the unit of the family: where users are counted, machines are not. */
const requiredOf = (
  day: FamilyOnDay | undefined,
  one: Pick<Requirement, 'state' | 'units' | 'titles'> | undefined,
): number => (day && !isOfPeople(day.figures.metric) && one?.state === 'required' ? one.units * one.titles.length : 0)

const isNeeding = (one: Requirement | undefined): boolean => one !== undefined && one.state !== 'nothing'

/** A plan of the user of a machine has come or gone that covers what is installed there on both days. */
const isByPlan = (one: Requirement | undefined, other: Requirement | undefined): boolean =>
  one?.subscribed?.some((title) => other?.titles.includes(title)) ?? false

/** Why a machine that counts on both days needs something else than before. */
const causeOfMove = (
  before: Requirement | undefined,
  after: Requirement | undefined,
  { judgementOf, isKnowledgeNew }: BothDays,
  { named, isMetricNew }: ChangedLicenses,
): CauseKind => {
  if (before && after && (before.state === 'exempt') !== (after.state === 'exempt')) return 'decisions'
  if (isByPlan(before, after) || isByPlan(after, before)) return 'statements'
  const [old, now] = [new Set(before?.titles), new Set(after?.titles)]
  const others = [...old.symmetricDifference(now)]
  if (others.length === 0) {
    if (isKnowledgeNew) return 'knowledge'
    return isMetricNew ? (named ?? 'decisions') : 'installs'
  }
  const judgements = others.map(judgementOf)
  const [first] = judgements
  if (!first || judgements.includes(undefined)) return 'installs'
  return first === 'named' ? (named ?? 'decisions') : first
}

const placesOf = (day: FamilyOnDay | undefined): Map<string, Requirement> =>
  new Map(day?.requirements.flatMap((one) => one.machineIds?.map((machine) => [machine, one] as const) ?? []))

const compareMachines = (
  before: FamilyOnDay | undefined,
  after: FamilyOnDay | undefined,
  both: BothDays,
  { add }: Tally,
  licenses: ChangedLicenses,
): void => {
  const [old, now] = [placesOf(before), placesOf(after)]
  for (const machine of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(machine), now.get(machine)]
    if (one?.id === other?.id || !(isNeeding(one) || isNeeding(other))) continue
    const isNew = !both.countsOnBoth(machine)
    const ofDevice = both.isLinkedAnew(machine) ? 'decisions' : 'devices'
    const kind = isNew ? ofDevice : causeOfMove(one, other, both, licenses)
    add(kind, requiredOf(before, one) - requiredOf(after, other), {
      type: 'device',
      id: machine,
      name: both.deviceName(machine),
    })
  }
}

/** The same without devices, by what changed of each combination. */
const compareRequirements = (
  before: FamilyOnDay | undefined,
  after: FamilyOnDay | undefined,
  both: BothDays,
  { add }: Tally,
): void => {
  const byId = (day: FamilyOnDay | undefined) =>
    new Map(day?.requirements.filter(isNeeding).map((one) => [one.id, one]))
  const [old, now] = [byId(before), byId(after)]
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(id), now.get(id)]
    const { machines: least = 0 } = one ?? {}
    const { machines: most = 0 } = other ?? {}
    if (least === most) continue
    const drop = requiredOf(before, one) * least - requiredOf(after, other) * most
    const [title, ...others] = (other ?? one)?.titles ?? []
    const subjectOf = (name: string): Subject => ({ type: 'title', id: name, name: both.titleName(name) })
    add('installs', drop, title === undefined ? undefined : subjectOf(title))
    for (const name of others) add('installs', 0, subjectOf(name))
  }
}

/** What is required of users and access licenses is said, not measured. */
const compareDeclared = (before: FamilyOnDay | undefined, after: FamilyOnDay | undefined, { add }: Tally): void => {
  const [one, other] = [before, after].map((day) => {
    if (!day || !isOfPeople(day.figures.metric)) return { assigned: 0, declared: 0 }
    const own = day.licenses.filter(({ counted, metric }) => counted && metric === day.figures.metric)
    const isAssigned = own.length > 0 && own.every(({ assigned }) => assigned !== undefined)
    return isAssigned
      ? { assigned: day.figures.required, declared: 0 }
      : { assigned: 0, declared: day.figures.required }
  })
  if (!one || !other) return
  if (one.assigned !== other.assigned) add('statements', one.assigned - other.assigned)
  if (one.declared !== other.declared)
    add('decisions', one.declared - other.declared, { type: 'declared-use', name: 'Declared use' })
}

/**
 * Says which facts made a position change, and by how much: docs/positions.md has the rules. Deltas add up to the change of
 * the balance, which is the surplus less the shortfall.
 */
export const explainFamily = (
  before: FamilyOnDay | undefined,
  after: FamilyOnDay | undefined,
  both: BothDays,
): Cause[] => {
  const tally = newTally()
  const licenses = compareLicenses(before, after, both, tally)
  const isKept = [before, after].every((day) => day?.requirements.every((one) => one.machineIds) ?? true)
  if (isKept) compareMachines(before, after, both, tally, licenses)
  else compareRequirements(before, after, both, tally)
  compareDeclared(before, after, tally)
  const shortfallOf = (day: FamilyOnDay | undefined): number => day?.figures.shortfall ?? 0
  const rightsOf = (day: FamilyOnDay | undefined): string => day?.figures.byRight ?? '{}'
  if (both.arePoliciesNew && rightsOf(before) !== rightsOf(after))
    tally.add('decisions', 0, { type: 'policies', name: 'Position policies' })
  setOff(tally, licenses.shifted)
  const rest = balanceOf(after) - balanceOf(before) - sumOf([...tally.sums.values()], ({ delta }) => delta)
  const isUnexplained = tally.sums.size === 0 && shortfallOf(before) !== shortfallOf(after)
  if (rest !== 0 || isUnexplained) tally.add(causeOfRest(tally, both.isKnowledgeNew), rest)
  return causesOf(tally)
}
