import type { RecognizedProduct } from '../data/recognition.ts'
import { type FamilyRights, rightsOfFamily } from '../data/rights.ts'
import type { LicenseToRun } from './rights.ts'
import { waysOf } from './ways.ts'

const policies = { priorVersion: true, softwareAssurance: true, lowerEdition: true }

/** A day after all releases, and an end of Software Assurance that is later still. */
const farDay = '9998-12-31'
const farthest = '9999-01-01'
/** Later than any day. */
const never = '~'

/** The Software Assurance that a license needs to run a product: '' when it needs none. Later ends are never worse. */
interface Assurance {
  /** Of the license. */
  isVolume: boolean
  /** The earliest end that is enough: on a later day, and while it is active. */
  ended: string
  active: string
}

const licensesOf = (publisher: string, family: string, rights: FamilyRights): LicenseToRun[] =>
  [...rights.editions.values()].flatMap(({ edition, track, isByVolume: isVolume }) => {
    const versions = [undefined, ...(rights.tracks.get(track)?.places.keys() ?? [])]
    return versions.map((version) => ({
      publisher,
      product: { family, edition: edition === '' ? undefined : edition, version },
      isVolume,
      restrictions: [],
    }))
  })

const releasesOf = ({ tracks }: FamilyRights): string[] =>
  [...new Set([...tracks.values()].flatMap(({ released }) => released.flatMap((day) => day ?? [])))].sort()

const assuranceFor = (license: LicenseToRun, installed: RecognizedProduct, releases: readonly string[]): Assurance => {
  const mayRun = (day: string, until?: string): boolean => {
    const assured = { ...license, softwareAssurance: until === undefined ? undefined : { until } }
    return waysOf(assured, installed, day, policies).next().done !== true
  }
  const { isVolume } = license
  if (mayRun(farDay)) return { isVolume, ended: '', active: '' }
  if (!mayRun(farDay, farthest)) return { isVolume, ended: never, active: never }
  return {
    isVolume,
    ended: releases.find((until) => mayRun(farDay, until)) ?? never,
    active: releases.find((until) => mayRun(until, until)) ?? farthest,
  }
}

const licenses = new Map<string, { licenses: LicenseToRun[]; releases: string[] }>()
const needed = new Map<string, readonly Assurance[]>()

export const productId = ({ family, edition, version }: RecognizedProduct): string =>
  `${family}|${edition ?? ''}|${version ?? ''}`

/** Of each license that there can be in the family, always in the same order. */
export const assurancesFor = (publisher: string, installed: RecognizedProduct): readonly Assurance[] => {
  const id = `${publisher}|${productId(installed)}`
  const known = needed.get(id)
  if (known) return known
  const familyId = `${publisher}|${installed.family}`
  const rights = rightsOfFamily(publisher, installed.family)
  const all = licenses.get(familyId) ?? {
    licenses: licensesOf(publisher, installed.family, rights),
    releases: releasesOf(rights),
  }
  licenses.set(familyId, all)
  const found = all.licenses.map((license) => assuranceFor(license, installed, all.releases))
  needed.set(id, found)
  return found
}
