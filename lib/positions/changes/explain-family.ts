import { ascendingByAll, sumOf } from '../../foundation/collections.ts'
import { isOfPeople } from '../../recognition/data/recognition.ts'
import { readDirect } from '../families/family-rows.ts'
import type { Row } from '../snapshot/tables.ts'
import { type Cause, CauseKind, type Subject, subjectsShown } from './change.ts'

/** Requirements of some machines, as both days have them. */
export interface Requirement extends Pick<Row<'combinations'>, 'id' | 'state' | 'units' | 'machines'> {
  titles: readonly string[]
  /** Ids of its machines; undefined where they are not kept. */
  machineIds: readonly string[] | undefined
}

export type ComparedLicense = Pick<
  Row<'licenses'>,
  | 'id'
  | 'name'
  | 'productFamily'
  | 'edition'
  | 'version'
  | 'metric'
  | 'quantity'
  | 'used'
  | 'assigned'
  | 'counted'
  | 'notCounted'
  | 'softwareAssurance'
  | 'softwareAssuranceEnd'
  | 'restrictions'
  | 'source'
  | 'agreementId'
  | 'startDate'
  | 'endDate'
  | 'direct'
  | 'excluded'
>

/** A family on one day. */
export interface FamilyOnDay {
  figures: Pick<
    Row<'families'>,
    | 'metric'
    | 'owned'
    | 'required'
    | 'covered'
    | 'shortfall'
    | 'surplus'
    | 'needsData'
    | 'exempt'
    | 'byRight'
    | 'inCores'
  >
  requirements: readonly Requirement[]
  licenses: readonly ComparedLicense[]
  /** Units that licenses meet, by their ids. */
  met: ReadonlyMap<string, number>
}

/** Who judges a title otherwise than before; `named`: something that is licensed names it now, or does not any more. */
export type Judgement = 'decisions' | 'knowledge' | 'named'

/** What is known of both days beside the family. Days are YYYY-MM-DD. */
export interface BothDays {
  days: { from: string; to: string }
  isKnowledgeNew: boolean
  arePoliciesNew: boolean
  /** Of a machine that counts on one of the days only: it was linked to another one, or that was taken back. */
  isLinkedAnew: (device: string) => boolean
  countsOnBoth: (device: string) => boolean
  judgementOf: (title: string) => Judgement | undefined
  /** Why a license is in the family on one day only, though its source says the same on both; undefined: it does not. */
  whyMoved: (license: ComparedLicense) => CauseKind | undefined
  titleName: (title: string) => string
  deviceName: (device: string) => string
}

type Tally = ReturnType<typeof newTally>

/** Sums by cause, with what each is about. */
const newTally = () => {
  const sums = new Map<CauseKind, { delta: number; subjects: Map<string, { subject: Subject; size: number }> }>()
  const add = (kind: CauseKind, delta: number, subject?: Subject): void => {
    const sum = sums.get(kind) ?? { delta: 0, subjects: new Map() }
    sums.set(kind, sum)
    sum.delta += delta
    if (!subject) return
    const key = `${subject.type}\n${subject.id ?? ''}\n${subject.name}`
    const known = sum.subjects.get(key)
    sum.subjects.set(key, { subject, size: (known?.size ?? 0) + Math.abs(delta) })
  }
  return { sums, add }
}

const shown = ({ sums }: Tally): Cause[] =>
  [...sums]
    .map(([kind, { delta, subjects }]) => {
      const ordered = [...subjects.values()].sort(
        ascendingByAll(({ size, subject: { name, id = '' } }) => [-size, name, id]),
      )
      const largest = ordered.slice(0, subjectsShown).map(({ subject }) => subject)
      return { kind, delta, subjects: largest, subjectCount: ordered.length }
    })
    .sort(ascendingByAll(({ kind, delta }) => [-Math.abs(delta), CauseKind.options.indexOf(kind)]))

const balanceOf = (day: FamilyOnDay | undefined): number => (day ? day.figures.surplus - day.figures.shortfall : 0)

const requiredOf = (one: Pick<Requirement, 'state' | 'units' | 'titles'> | undefined): number =>
  one?.state === 'required' ? one.units * one.titles.length : 0

/** What a license adds to the balance: its units, or what it meets beyond them, as a site license does. */
const worthOf = ({ figures, met }: FamilyOnDay, license: ComparedLicense): number => {
  if (isOfPeople(figures.metric)) {
    const isMeasured = figures.required > 0 || figures.surplus > 0
    return isMeasured && license.counted && license.metric === figures.metric ? (license.quantity ?? 0) : 0
  }
  const isOnMachines = figures.inCores ? license.metric === 'core' : !isOfPeople(license.metric)
  const spare = isOnMachines && license.quantity !== undefined ? license.quantity - license.used : 0
  return spare + (met.get(license.id) ?? 0)
}

/** The id of the row or agreement that a license comes from: lib/positions/families/read-licenses.ts adds the rest. */
export const sourceIdOf = (license: string): string => license.split('-')[0] ?? license

const sourceKind = ({ source }: ComparedLicense): CauseKind => {
  if (source === 'agreement') return 'agreements'
  return source === 'vlsc' ? 'validation' : 'statements'
}

const byManager = ({ direct }: ComparedLicense): string =>
  readDirect(direct)
    .filter(([, right]) => right === 'manager')
    .map(([title]) => title)
    .join()

const differs = <T>(one: T, other: T, ...names: readonly (keyof T)[]): boolean =>
  names.some((name) => one[name] !== other[name])

const isPassed = (day: string | undefined, { from, to }: BothDays['days']): boolean =>
  day !== undefined && day >= from && day < to

/** Why a license is another one than before; undefined: it is the same, whatever is done with it. */
const causeOfLicense = (
  before: ComparedLicense | undefined,
  after: ComparedLicense | undefined,
  isSplitAnew: boolean,
  { days, whyMoved, isKnowledgeNew }: BothDays,
): CauseKind | undefined => {
  const license = after ?? before
  if (!license) return undefined
  if (!before || !after) return (isSplitAnew ? undefined : whyMoved(license)) ?? sourceKind(license)
  const isSameTerm = !differs(before, after, 'startDate', 'endDate')
  const hasTurned = isPassed(after.endDate, days) || (after.startDate ?? '') > days.from
  if (before.counted !== after.counted && isSameTerm && hasTurned) return 'terms'
  if (differs(before, after, 'quantity', 'counted', 'assigned', 'startDate', 'endDate')) return sourceKind(after)
  if (after.softwareAssurance && isPassed(after.softwareAssuranceEnd, days)) return 'terms'
  if (differs(before, after, 'softwareAssurance', 'softwareAssuranceEnd')) return sourceKind(after)
  if (differs(before, after, 'restrictions', 'excluded') || byManager(before) !== byManager(after)) return 'decisions'
  const isReadAnew = differs(before, after, 'productFamily', 'edition', 'version', 'metric')
  return isReadAnew ? (isKnowledgeNew ? 'knowledge' : 'decisions') : undefined
}

const licenseSubject = ({ id, name, source, agreementId }: ComparedLicense): Subject =>
  source === 'agreement' && agreementId !== undefined
    ? { type: 'agreement', id: agreementId, name }
    : { type: 'license', id: sourceIdOf(id), name }

interface ChangedLicenses {
  /** What licenses that are the same are worth more than before, as they meet other requirements. */
  shifted: number
  /** The cause of the first one that came or went. */
  named: CauseKind | undefined
  /** Licenses per core count a family in cores. */
  isMetricNew: boolean
}

const compareLicenses = (
  before: FamilyOnDay | undefined,
  after: FamilyOnDay | undefined,
  both: BothDays,
  { add }: Tally,
): ChangedLicenses => {
  const byId = (day: FamilyOnDay | undefined) => new Map(day?.licenses.map((license) => [license.id, license]))
  const [old, now] = [byId(before), byId(after)]
  const sources = (licenses: ReadonlyMap<string, unknown>) => new Set([...licenses.keys()].map(sourceIdOf))
  const [oldSources, nowSources] = [sources(old), sources(now)]
  const isMetricNew = before !== undefined && after !== undefined && before.figures.inCores !== after.figures.inCores
  const changed: ChangedLicenses = { shifted: 0, named: undefined, isMetricNew }
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(id), now.get(id)]
    const rise = (after && other ? worthOf(after, other) : 0) - (before && one ? worthOf(before, one) : 0)
    const source = sourceIdOf(id)
    const kind = causeOfLicense(one, other, oldSources.has(source) && nowSources.has(source), both)
    if (!kind) changed.shifted += rise
    else {
      const license = other ?? one
      add(kind, rise, license && licenseSubject(license))
      if (!one || !other) changed.named ??= kind
    }
  }
  return changed
}

/** Why a machine that counts on both days needs something else than before. */
const causeOfMove = (
  before: Requirement | undefined,
  after: Requirement | undefined,
  { judgementOf, isKnowledgeNew }: BothDays,
  { named, isMetricNew }: ChangedLicenses,
): CauseKind => {
  if (before && after && (before.state === 'exempt') !== (after.state === 'exempt')) return 'decisions'
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
    if (one?.id === other?.id) continue
    const isNew = !both.countsOnBoth(machine)
    const ofDevice = both.isLinkedAnew(machine) ? 'decisions' : 'devices'
    const kind = isNew ? ofDevice : causeOfMove(one, other, both, licenses)
    add(kind, requiredOf(one) - requiredOf(other), { type: 'device', id: machine, name: both.deviceName(machine) })
  }
}

/** The same without devices, by what changed of each combination. */
const compareRequirements = (
  before: FamilyOnDay | undefined,
  after: FamilyOnDay | undefined,
  both: BothDays,
  { add }: Tally,
): void => {
  const byId = (day: FamilyOnDay | undefined) => new Map(day?.requirements.map((one) => [one.id, one]))
  const [old, now] = [byId(before), byId(after)]
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(id), now.get(id)]
    const { machines: least = 0 } = one ?? {}
    const { machines: most = 0 } = other ?? {}
    if (least === most) continue
    const drop = requiredOf(one) * least - requiredOf(other) * most
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
 * Licenses that are the same meet more where machines came, and less where they went: a site license does, and one that
 * meets several requirements of a machine. This is a part of what those machines changed.
 * @returns what is left
 */
const setOff = ({ sums }: Tally, shifted: number): number => {
  let rest = shifted
  const ofMachines = [sums.get('devices'), sums.get('installs')].filter((sum) => sum !== undefined)
  for (const sum of ofMachines.sort((one, other) => Math.abs(other.delta) - Math.abs(one.delta))) {
    if (Math.sign(sum.delta) !== -Math.sign(rest)) continue
    const part = Math.sign(rest) * Math.min(Math.abs(rest), Math.abs(sum.delta))
    sum.delta += part
    rest -= part
  }
  return rest
}

/** The cause that takes what no other one explains. */
const causeOfRest = ({ sums }: Tally, { isKnowledgeNew }: BothDays): CauseKind => {
  if (isKnowledgeNew) return 'knowledge'
  if (sums.size === 0 || sums.has('decisions')) return 'decisions'
  const [largest] = [...sums].sort(ascendingByAll(([, { delta }]) => [-Math.abs(delta)]))
  return largest?.[0] ?? 'decisions'
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
  if (rest !== 0 || isUnexplained) tally.add(causeOfRest(tally, both), rest)
  return shown(tally)
}
