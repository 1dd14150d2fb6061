import type { DataLine } from '../../foundation/files/data-file.ts'
import { TitleKind } from '../data/recognition.ts'
import { languageCode, languageName } from '../names/rules.ts'
import { publisherKey } from '../names/software-key.ts'
import type { Words } from './product-name.ts'
import { isVersion, isYear, withSpaces } from './versions.ts'

/** A fact about the titles that have these words: docs in lib/recognition/data. A `title` may end in ` *`. */
export interface TitleLine {
  id: string
  /** `*` for a title that is unmistakable, whoever publishes it. */
  publisher: string
  title: string
  kind: TitleKind
  family?: string | undefined
  edition?: string | undefined
  version?: string | undefined
  /** Who sells it today, where `publisher` sold it before. */
  owner?: string | undefined
  /**
   * `major`: licenses are for one major version or year, which stays part of the product; `minor`: for one of two numbers;
   * `year`: the line is only for names that say a year, as `Access 2016` is something else than Access.
   */
  sold?: string | undefined
}

export const anyPublisher = '*'

export const titleLineOf = ({ id = '', publisher = '', title = '', kind, ...more }: DataLine): TitleLine => {
  const { family, edition, version, owner, sold } = more
  return { id, publisher, title, kind: TitleKind.parse(kind), family, edition, version, owner, sold }
}

/** What else may follow a product without making another one of it. */
const patchWord = /^(?:SP\d{0,2}|CU\d+|HF\d+|M\d{3}|Q[1-4]|LTSR|UPDATE|RELEASE|PATCH|BUILD|REV|DATECODE)$/u

/** The words of a name, and the same without some or all of those that may say its version or language. */
const readings = (words: readonly string[]): { words: string[]; versions: string[] }[] => {
  const last = words.length - 1
  const places = words.flatMap((word, place) => {
    const isLanguage = languageName.test(word) || (place === last && languageCode.test(word))
    return isVersion(word) || patchWord.test(word) || isLanguage ? [place] : []
  })
  const without = (taken: readonly number[]) => ({
    words: words.filter((_, place) => !taken.includes(place)),
    versions: taken.flatMap((place) => words[place] ?? []).filter(isVersion),
  })
  const all = [without([])]
  if (places.length > 0) all.push(without(places))
  if (places.length > 1) all.push(...places.map((place) => without(places.filter((other) => other !== place))))
  return all.filter((reading) => reading.words.length > 0)
}

const exactKey = (publisher: string, words: readonly string[]): string => `${publisher}|${words.toSorted().join(' ')}`

const firstKey = (publisher: string, words: readonly string[]): string => `${publisher}|${words.join(' ')}`

/** A line that a name matches, and the words of the name that say its version. */
export type Found = { line: TitleLine; versions: readonly string[] }

const anyWord = 'Anything'

/** Finds the lines that names match. */
export const indexLines = (lines: readonly TitleLine[], wordsOf: (text: string, publisher: string) => Words) => {
  const exact = new Map<string, TitleLine>()
  const withYear = new Map<string, TitleLine>()
  const first = new Map<string, TitleLine>()
  let longest = 0
  for (const line of lines) {
    const publisher = line.publisher === anyPublisher ? anyPublisher : publisherKey(line.publisher)
    const beginning = /^(.*?)\s*\*$/u.exec(line.title)?.[1]
    if (beginning === undefined) {
      const words = [...wordsOf(withSpaces(line.title), line.publisher).keys()]
      const lines = line.sold === 'year' ? withYear : exact
      lines.set(exactKey(publisher, words), line)
      continue
    }
    // Another word follows: so a brand that is all of the beginning goes too, and every title of the publisher is meant.
    const words = [...wordsOf(withSpaces(`${beginning} ${anyWord}`), line.publisher).keys()].slice(0, -1)
    first.set(firstKey(publisher, words), line)
    longest = Math.max(longest, words.length)
  }
  return {
    exact: (publisher: string, words: readonly string[]): Found | undefined => {
      for (const reading of readings(words))
        for (const each of [publisher, anyPublisher]) {
          const key = exactKey(each, reading.words)
          const ofYear = reading.versions.some((word) => isYear(word)) ? withYear.get(key) : undefined
          const line = ofYear ?? exact.get(key)
          if (line) return { line, versions: reading.versions }
        }
      return undefined
    },
    first: (publisher: string, words: readonly string[]): TitleLine | undefined => {
      for (let count = Math.min(longest, words.length); count >= 0; count--)
        for (const each of [publisher, anyPublisher]) {
          const line = first.get(firstKey(each, words.slice(0, count)))
          if (line) return line
        }
      return undefined
    },
  }
}
