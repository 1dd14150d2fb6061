import { type DataLine, readDataLines } from '../../foundation/files/data-file.ts'
import { publisherKey } from '../names/software-key.ts'

const read = (file: string) =>
  Map.groupBy(
    readDataLines(new URL(`rights/${file}.tsv`, import.meta.url)),
    ({ publisher = '', family = '' }) => `${publisherKey(publisher)}|${family}`,
  )

/** What the files of rights/ say, read when it is first needed: they explain themselves. */
const readAll = () => ({
  versions: read('versions'),
  editions: read('editions'),
  suites: read('suites'),
  rights: read('rights'),
  minimums: read('minimums'),
})

type Files = ReturnType<typeof readAll>
let files: Files | undefined

/** A place in the order of the versions of a track, and whether only volume licenses call it so. */
interface Place {
  rank: number
  isVolumeName: boolean
}

interface Track {
  places: ReadonlyMap<string, Place>
  /** By rank: the day by which a version was released, undefined when nobody is sure of it. */
  released: readonly (string | undefined)[]
}

interface Range {
  since: number
  until: number
}

interface Edition extends Range {
  edition: string
  /** There are volume licenses, and Software Assurance for these. */
  isByVolume: boolean
  hasAssurance: boolean
  /** It comes with the computer, or is free. */
  needsNothing: boolean
  track: string
  successor: string | undefined
}

interface LowerEdition {
  gives: string
  /** Of the license. */
  since: number
  /** Of what it gives. */
  until: number
}

/** What is known of the rights within a family. */
export interface FamilyRights {
  tracks: ReadonlyMap<string, Track>
  editions: ReadonlyMap<string, Edition>
  /** The suites in which an edition is. */
  suites: ReadonlyMap<string, readonly (Range & { suite: string })[]>
  /** What an edition contains of other families. */
  elsewhere: ReadonlyMap<string, readonly { family: string; edition: string }[]>
  lower: ReadonlyMap<string, readonly LowerEdition[]>
  /** What an edition gives while its Software Assurance is active. */
  assured: ReadonlyMap<string, readonly string[]>
  stepUps: ReadonlyMap<string, readonly LowerEdition[]>
  /** How many years any license of the family may go back, and the first for which this is so. */
  back: { years: number; since: number } | undefined
  minimum: { processor: number; machine: number; isOnHost: boolean } | undefined
}

const readTrack = (lines: readonly DataLine[]): Track => {
  const names = lines.flatMap(({ version = '', also, volume }, rank): [string, Place][] => [
    [version, { rank, isVolumeName: false }],
    ...(also === undefined ? [] : [[also, { rank, isVolumeName: false }] satisfies [string, Place]]),
    ...(volume === undefined ? [] : [[volume, { rank, isVolumeName: true }] satisfies [string, Place]]),
  ])
  const released = lines.map((_, rank) => lines.slice(rank).find((line) => line.released)?.released)
  return { places: new Map(names), released }
}

const readFamily = (publisher: string, family: string): FamilyRights => {
  files ??= readAll()
  const known: Files = files
  const key = `${publisherKey(publisher)}|${family}`
  const linesOf = (file: keyof Files) => known[file].get(key) ?? []
  const tracks = new Map(
    [...Map.groupBy(linesOf('versions'), ({ track = '' }) => track)].map(([name, lines]) => [name, readTrack(lines)]),
  )
  const rankOf = (track: string, version: string): number => tracks.get(track)?.places.get(version)?.rank ?? Number.NaN
  const rangeIn = (track: string, { since, until }: DataLine): Range => ({
    since: since === undefined ? 0 : rankOf(track, since),
    until: until === undefined ? Number.POSITIVE_INFINITY : rankOf(track, until),
  })
  const editions = new Map(
    linesOf('editions').map((line) => {
      const { edition = '', sold, track = '', successor } = line
      const hasAssurance = sold === 'volume'
      const isByVolume = hasAssurance || sold === 'earlier'
      const needsNothing = sold === 'computer' || sold === 'free'
      const known = { edition, isByVolume, hasAssurance, needsNothing, track, successor }
      return [edition, { ...known, ...rangeIn(track, line) }] as const
    }),
  )
  const trackOf = (edition: string): string => editions.get(edition)?.track ?? ''
  const parts = linesOf('suites').flatMap(({ edition: suite = '', parts = '', of, ...line }) =>
    parts.split(', ').map((part) => ({ part, suite, of, ...rangeIn(trackOf(suite), line) })),
  )
  const rights = linesOf('rights').map(({ edition = '', gives = '', right, ...line }) => ({
    right,
    edition,
    gives,
    ...rangeIn(trackOf(edition), line),
  }))
  const byEdition = (right: string) =>
    Map.groupBy(
      rights.filter((line) => line.right === right),
      ({ edition }) => edition,
    )
  const ofPublisher = known.rights.get(`${publisherKey(publisher)}|`) ?? []
  const back = [...linesOf('rights'), ...ofPublisher].find(({ right }) => right === 'prior-version')
  const [minimum] = linesOf('minimums')
  return {
    tracks,
    editions,
    suites: Map.groupBy(
      parts.filter(({ of }) => of === undefined),
      ({ part }) => part,
    ),
    elsewhere: Map.groupBy(
      parts.flatMap(({ suite, part, of }) => (of === undefined ? [] : [{ suite, family: of, edition: part }])),
      ({ suite }) => suite,
    ),
    lower: byEdition('lower-edition'),
    assured: new Map(
      [...byEdition('software-assurance')].map(([edition, lines]) => [edition, lines.map(({ gives }) => gives)]),
    ),
    stepUps: byEdition('step-up'),
    back: back && { years: Number(back.gives), since: Number(back.since) },
    minimum: minimum && {
      processor: Number(minimum.processor ?? 0),
      machine: Number(minimum.machine ?? 0),
      isOnHost: minimum.virtual === 'host',
    },
  }
}

const families = new Map<string, FamilyRights>()

export const rightsOfFamily = (publisher: string, family: string): FamilyRights => {
  const key = `${publisher}|${family}`
  const known = families.get(key)
  if (known) return known
  const rights = readFamily(publisher, family)
  families.set(key, rights)
  return rights
}
