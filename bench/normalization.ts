/**
 * How well detected names meet, against the identities that a package manager gives them. Rules are written from one
 * part of the identities only; what counts is the other. A pair of rows belongs to a part when one of both does.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { normalize } from '../lib/recognition/names/normalize.ts'
import { softwareKey } from '../lib/recognition/names/software-key.ts'
import type { Row } from './report.ts'
import { amount } from './size.ts'

export interface KnownName {
  publisher: string
  title: string
  identity: string
}

const file = new URL('../test/data/software-names.tsv', import.meta.url)

/** Real names with the identities that a package manager gives them. */
export const knownNames = (): KnownName[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [publisher = '', title = '', identity = ''] = line.split('\t')
      return { publisher, title, identity }
    })

/** Three identities of ten are held out: their misses are counted, and never looked at to write rules. */
export const isHeldOut = (identity: string): boolean =>
  createHash('sha256').update(identity).digest().readUInt32BE(0) % 10 >= 7

export interface Quality {
  rows: number
  /** Pairs of rows with one identity, and pairs of rows that normalization makes one. */
  identityPairs: number
  meetings: number
  rightMeetings: number
  precision: number
  recall: number
  /** Share of the rows that meet all rows of their identity and no others. */
  exactRows: number
  /** Share of the rows whose displayed publisher and title are, letter for letter, the identity. */
  sameLetters: number
}

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '')

const keyOf = (name: KnownName): string => {
  const { publisher, title } = normalize(name)
  return softwareKey(publisher, title)
}

const keyed = (name: KnownName) => {
  const { publisher, title } = normalize(name)
  const hasSameLetters = letters(publisher + title) === letters(name.identity)
  return { ...name, key: softwareKey(publisher, title), hasSameLetters }
}
type Keyed = ReturnType<typeof keyed>

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

const quality = (names: readonly Keyed[], isMeasured: (name: Keyed) => boolean): Quality => {
  const count = { identityPairs: 0, meetings: 0, rightMeetings: 0 }
  const wrong = new Set<Keyed>()
  for (const [index, one] of names.entries())
    for (const other of names.slice(index + 1)) {
      const [isOne, meets] = [one.identity === other.identity, one.key === other.key]
      if (isOne !== meets) wrong.add(one).add(other)
      if (!isMeasured(one) && !isMeasured(other)) continue
      if (isOne) count.identityPairs++
      if (meets) count.meetings++
      if (isOne && meets) count.rightMeetings++
    }
  const rows = names.filter(isMeasured)
  return {
    rows: rows.length,
    ...count,
    precision: share(count.rightMeetings, count.meetings),
    recall: share(count.rightMeetings, count.identityPairs),
    exactRows: share(rows.filter((name) => !wrong.has(name)).length, rows.length),
    sameLetters: share(rows.filter(({ hasSameLetters }) => hasSameLetters).length, rows.length),
  }
}

const timedRounds = amount(10, 1)

const namesPerSecond = (names: readonly KnownName[]): number => {
  const start = performance.now()
  for (let round = 0; round < timedRounds; round++) for (const name of names) keyOf(name)
  return (timedRounds * names.length * 1000) / (performance.now() - start)
}

/** Everything but the speed is the same in every run. */
export const measureNormalization = (): { developed: Quality; heldOut: Quality; namesPerSecond: number } => {
  const known = knownNames()
  const names = known.map(keyed)
  return {
    developed: quality(names, ({ identity }) => !isHeldOut(identity)),
    heldOut: quality(names, ({ identity }) => isHeldOut(identity)),
    namesPerSecond: namesPerSecond(known),
  }
}

const leastPrecision = 0.99
const leastRecall = 0.9

/** The lines of the section `Normalization of names`. */
export const normalizationRows = (): Row[] => {
  const measured = measureNormalization()
  const row = (part: string, { rows, identityPairs, meetings, ...shares }: Quality): Row => ({
    part,
    rows,
    'identity pairs': identityPairs,
    meetings,
    precision: shares.precision,
    recall: shares.recall,
    'exact rows': shares.exactRows,
    'same letters': shares.sameLetters,
    'names/s': Math.round(measured.namesPerSecond),
    met: shares.precision >= leastPrecision && shares.recall >= leastRecall ? 'yes' : 'NO',
  })
  return [row('developed on', measured.developed), row('held out', measured.heldOut)]
}
