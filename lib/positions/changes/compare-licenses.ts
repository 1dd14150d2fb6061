import { isOfPeople } from '../../recognition/data/recognition.ts'
import { readDirect } from '../families/family-rows.ts'
import { sourceIdOf } from '../snapshot/tables.ts'
import type { BothDays, ComparedLicense, FamilyOnDay } from './both-days.ts'
import type { CauseKind, Subject } from './change.ts'
import type { Tally } from './tally.ts'

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

const sourceKind = ({ source }: ComparedLicense): CauseKind => {
  if (source === 'agreement') return 'agreements'
  return source === 'vlsc' ? 'validation' : 'statements'
}

const titlesOfManager = ({ direct }: ComparedLicense): string =>
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
  if (differs(before, after, 'restrictions', 'excluded') || titlesOfManager(before) !== titlesOfManager(after))
    return 'decisions'
  const isReadAnew = differs(before, after, 'productFamily', 'edition', 'version', 'metric')
  return isReadAnew ? (isKnowledgeNew ? 'knowledge' : 'decisions') : undefined
}

const licenseSubject = ({ id, name, source, agreementId }: ComparedLicense): Subject =>
  source === 'agreement' && agreementId !== undefined
    ? { type: 'agreement', id: agreementId, name }
    : { type: 'license', id: sourceIdOf(id), name }

export interface ChangedLicenses {
  /** What licenses that are the same are worth more than before, as they meet other requirements. */
  shifted: number
  /** The cause of the first one that came or went. */
  named: CauseKind | undefined
  /** Licenses per core count a family in cores. */
  isMetricNew: boolean
}

/** Licenses that came, went or changed, each with its cause. */
export const compareLicenses = (
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
