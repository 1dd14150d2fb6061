import type { RecognizedProduct } from '../data/recognition.ts'
import { type FamilyRights, rightsOfFamily } from '../data/rights.ts'
import type { LicenseToRun, PositionPolicies, Right } from './rights.ts'

const costs = { renamed: 0, suite: 1, 'prior-version': 2, 'software-assurance': 20, 'lower-edition': 30 } as const
const versionBetween = 1

/** What one step adds. */
interface Step {
  cost: number
  rights: readonly Right[]
}

/** A version that a license reaches without going back. */
interface Base extends Step {
  rank: number
}

/** An edition that a license may run, in versions up to `until`, when it reaches the version `since`. */
interface Reach extends Step {
  edition: string
  since: number
  until: number
}

const nothing: Step = { cost: 0, rights: [] }
const step = (right: keyof typeof costs, more = 0): Step => ({ cost: costs[right] + more, rights: [right] })

interface Terms {
  license: LicenseToRun
  family: FamilyRights
  /** Volume licenses of an edition that is sold so. */
  isVolume: boolean
  mayGoBack: boolean
  mayRunLower: boolean
  /** What was released until this day is given by Software Assurance. */
  assuredUntil: string | undefined
  /** It is active. */
  isAssured: boolean
}

/** What is installed on a day was released by then, so that active Software Assurance gives it whenever that was. */
const isGiven = ({ assuredUntil = '', isAssured }: Terms, released: string | undefined): boolean =>
  released === undefined ? isAssured : released <= assuredUntil

const termsOf = (license: LicenseToRun, family: FamilyRights, day: string, policies: PositionPolicies): Terms => {
  const { product, softwareAssurance } = license
  const edition = family.editions.get(product.edition ?? '')
  const isVolume = license.isVolume && edition?.isByVolume === true
  const hasAssurance = isVolume && edition.hasAssurance && policies.softwareAssurance
  const assurance = hasAssurance ? softwareAssurance : undefined
  const until = assurance?.until ?? day
  return {
    license,
    family,
    isVolume,
    mayGoBack: isVolume && policies.priorVersion,
    mayRunLower: isVolume && policies.lowerEdition,
    assuredUntil: assurance && (until < day ? until : day),
    isAssured: assurance !== undefined && until >= day,
  }
}

/** The versions that a license reaches: its own, and newer ones under Software Assurance; any, when it says none. */
const basesOf = (terms: Terms, track: string): Base[] => {
  const { license, family } = terms
  const { places, released } = family.tracks.get(track) ?? { places: new Map(), released: [] }
  const own = license.product.version === undefined ? undefined : places.get(license.product.version)
  if (license.product.version !== undefined && own === undefined) return []
  const bases: Base[] = own === undefined ? [] : [{ rank: own.rank, ...nothing }]
  if (terms.assuredUntil === undefined) return bases
  for (const [rank, day] of released.entries())
    if (rank > (own?.rank ?? -1) && isGiven(terms, day)) bases.push({ rank, ...step('software-assurance') })
  return bases
}

/** The editions that a license may run: its own under all its names, and lower ones. */
const editionsFor = ({ license, family, isVolume, mayRunLower }: Terms): Reach[] => {
  const own = license.product.edition ?? ''
  const any = { since: 0, until: Number.POSITIVE_INFINITY }
  const reached: Reach[] = [{ edition: own, ...any, ...nothing }]
  if (!isVolume) return reached
  const successor = family.editions.get(own)?.successor
  for (const { edition, successor: later } of family.editions.values())
    if (later === own || edition === successor) reached.push({ edition, ...any, ...step('renamed') })
  if (mayRunLower)
    for (const { gives, since, until } of family.lower.get(own) ?? [])
      reached.push({ edition: gives, since, until, ...step('lower-edition') })
  return reached
}

/** A way rests on the rights of its steps. */
const wayOf = (...steps: readonly Step[]): Step => {
  const rights = new Set(steps.flatMap(({ rights }) => rights))
  rights.delete('exact')
  return { cost: steps.reduce((sum, { cost }) => sum + cost, 0), rights: rights.size === 0 ? ['exact'] : [...rights] }
}

/** Ways within a track, as in versions.tsv. */
function* waysByVersion(terms: Terms, installed: RecognizedProduct & { version: string }): Generator<Step> {
  const { license, family, isVolume, mayGoBack } = terms
  const { edition = '', version } = installed
  const own = family.editions.get(license.product.edition ?? '')
  const suites = family.suites.get(edition) ?? []
  const place = own && family.tracks.get(own.track)?.places.get(version)
  if (!own || !place) return
  const { rank } = place
  const ownPlace = family.tracks.get(own.track)?.places.get(license.product.version ?? '')
  const bases = basesOf(terms, own.track)
  for (const reach of editionsFor(terms)) {
    const run = family.editions.get(reach.edition)
    if (!run || run.track !== own.track || rank < run.since || rank > Math.min(run.until, reach.until)) continue
    const isPart = suites.some(({ suite, since, until }) => suite === run.edition && rank >= since && rank <= until)
    if (run.edition !== edition && !isPart) continue
    const part = run.edition === edition ? nothing : step('suite')
    for (const base of bases) {
      if (base.rank < reach.since || base.rank < rank) continue
      const isSame = base.rank === rank
      if (!isSame && !mayGoBack) continue
      const isOtherName = isSame && ownPlace?.rank === rank && license.product.version !== version
      if (isOtherName && !isVolume && (place.isVolumeName || ownPlace.isVolumeName)) continue
      const back = isSame ? nothing : step('prior-version', (base.rank - rank - 1) * versionBetween)
      yield wayOf(base, reach, part, back, isOtherName ? step('renamed') : nothing)
    }
  }
}

/** What an edition gives beside itself, while its Software Assurance is active. */
function* waysByAssurance(
  terms: Terms,
  { edition = '', version }: RecognizedProduct & { version: string },
): Generator<Step> {
  const { license, family, isAssured } = terms
  if (!isAssured) return
  const run = family.editions.get(edition)
  const track = run && family.tracks.get(run.track)
  const rank = track?.places.get(version)?.rank
  if (!track || rank === undefined || !isGiven(terms, track.released[rank])) return
  for (const gives of family.assured.get(license.product.edition ?? '') ?? []) {
    if (gives === edition) yield wayOf(step('software-assurance'))
    else if (run.successor === gives) yield wayOf(step('software-assurance'), step('renamed'))
  }
}

const year = /^\d{4}$/u

/** Some publishers let any license go back some years. */
function* waysByYear(
  { license, family }: Terms,
  policies: PositionPolicies,
  installed: RecognizedProduct & { version: string },
): Generator<Step> {
  const { product } = license
  if (!family.back || !policies.priorVersion || !year.test(product.version ?? '') || !year.test(installed.version))
    return
  const [own, other] = [Number(product.version), Number(installed.version)]
  if ((product.edition ?? '') !== (installed.edition ?? '') || own < family.back.since) return
  if (other < own && own - other <= family.back.years)
    yield wayOf(step('prior-version', (own - other - 1) * versionBetween))
}

/** All ways in which a license may run an installed product. */
export function* waysOf(
  license: LicenseToRun,
  installed: RecognizedProduct,
  day: string,
  policies: PositionPolicies,
): Generator<Step> {
  const { publisher, product } = license
  const family = rightsOfFamily(publisher, product.family)
  if (product.family !== installed.family) {
    for (const part of family.elsewhere.get(product.edition ?? '') ?? [])
      if (part.family === installed.family) {
        const { family, edition } = part
        const ofPart = { ...license, product: { family, edition, version: product.version } }
        for (const way of waysOf(ofPart, installed, day, policies)) yield wayOf(way, step('suite'))
      }
    return
  }
  const isSame = product.edition === installed.edition && product.version === installed.version
  if (isSame) yield wayOf()
  const { version } = installed
  if (version === undefined) return
  const terms = termsOf(license, family, day, policies)
  const dated = { ...installed, version }
  yield* waysByVersion(terms, dated)
  yield* waysByAssurance(terms, dated)
  yield* waysByYear(terms, policies, dated)
}
