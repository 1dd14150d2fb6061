import type { DataLine } from '../../foundation/files/data-file.ts'
import { matchPattern } from '../data/patterns.ts'
import { publisherLines } from '../data/publishers.ts'
import { type Recognition, type RecognizedProduct, TitleKind, unknownEdition } from '../data/recognition.ts'
import { rentalOfVersion } from '../data/rentals.ts'
import { titleLines } from '../data/titles.ts'
import { clean } from '../names/clean.ts'
import { type DetectedSoftware, normalizePublisher } from '../names/normalize.ts'
import { normalizeTitle } from '../names/normalize-title.ts'
import { languageCode, languageName, unknownPublisher } from '../names/rules.ts'
import { publisherKey, softwareKey } from '../names/software-key.ts'
import { readTitleWords, type Words } from './product-name.ts'
import { isVersion, isYear, versionOf, versionsIn, withSpaces } from './versions.ts'

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

const anyPublisher = '*'
const microsoft = 'Microsoft'
const titleLineOf = ({ id = '', publisher = '', title = '', kind, ...more }: DataLine): TitleLine => {
  const { family, edition, version, owner, sold } = more
  return { id, publisher, title, kind: TitleKind.parse(kind), family, edition, version, owner, sold }
}

/** Publishers by all of their names, and the words with which their titles begin. */
const readPublishers = () => {
  const shown = new Map<string, string>()
  const brands = new Map<string, string[][]>()
  const ownerOf = new Map<string, string>()
  const otherNames = new Map<string, string[][]>()
  const wordsOfName = (name: string, publisher: string) => [...readTitleWords(clean(name), publisher).keys()]
  const addBrand = (publisher: string, brand: string): void => {
    const words = wordsOfName(brand, publisher)
    const key = publisherKey(publisher)
    brands.set(key, [...(brands.get(key) ?? []), words])
    ownerOf.set(words.join(' '), publisher)
  }
  for (const { publisher = '', says = '', how } of publisherLines()) {
    const key = publisherKey(publisher)
    if (!shown.has(key)) {
      shown.set(key, publisher)
      addBrand(publisher, publisher)
    }
    if (how === 'brand') addBrand(publisher, says)
    else {
      const other = normalizePublisher(says)
      shown.set(publisherKey(other), publisher)
      otherNames.set(key, [...(otherNames.get(key) ?? []), wordsOfName(other, publisher)])
    }
  }
  for (const all of brands.values()) all.sort((one, other) => other.length - one.length)
  return { shown, brands, ownerOf, otherNames }
}

/** The organization of a certificate's subject: `CN=…, O="Adobe Inc.", C=US`. */
const organization = /(?:^|[,;]\s*)O=(?:"([^"]*)"|([^,;]*))/u

/** What a known publisher may add to its name: the domain of its site, or where one of its companies is. */
const siteOrRegion =
  /(?:\.(?:com|org|net|io|de|fr|it|es|pl|cz|ru|eu|co\.uk|co\.jp|com\.br|com\.cn)|[ ,-]+(?:\((?:china|deutschland|europe|france|india|japan|shanghai|uk)\)|america|asia|australia|benelux|brasil|canada|china|deutschland|emea|españa|espana|europe|france|germany|global|iberia|india|international|ireland|italia|italy|japan|korea|nederland|north america|österreich|polska|russia|schweiz|suisse|sverige|switzerland|türkiye|uk|united kingdom|us|usa))$/iu

const isLatin = /^[\p{Script=Latin}\d+#.]+$/u
const longestBrand = 5

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

type Found = { line: TitleLine; versions: readonly string[] }

const anyWord = 'Anything'

/** Finds the lines that names match. */
const indexLines = (lines: readonly TitleLine[], wordsOf: (text: string, publisher: string) => Words) => {
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

const readKnowledge = () => {
  const { shown, brands, ownerOf, otherNames } = readPublishers()

  const withoutBrand = (words: Words, publisher: string): Words => {
    const keys = [...words.keys()]
    const brand = brands.get(publisherKey(publisher))?.find((each) => each.every((word, place) => keys[place] === word))
    const isMore = keys.slice(brand?.length).some((word) => !isVersion(word))
    return brand && isMore ? new Map([...words].slice(brand.length)) : words
  }

  /** The words of a title, translated, without the brand of its publisher. */
  const wordsOf = (text: string, publisher: string): Words => withoutBrand(readTitleWords(text, publisher), publisher)

  /** Who publishes a title that does not say it, by the brand with which it begins. */
  const ownerOfTitle = (title: string): string | undefined => {
    const keys = [...readTitleWords(title, '').keys()]
    for (let count = Math.min(longestBrand, keys.length - 1); count > 0; count--) {
      const owner = ownerOf.get(keys.slice(0, count).join(' '))
      if (owner) return owner
    }
    return undefined
  }

  /** Words that only titles of one publisher have: `VECTORWORKS`, `СМЕТА`. */
  const onlyOwner = new Map<string, string | undefined>()
  const tellOwner = (words: readonly string[], publisher: string): void => {
    for (const word of words)
      if (word.length >= (isLatin.test(word) ? 5 : 3) && !isVersion(word))
        onlyOwner.set(word, (onlyOwner.get(word) ?? publisher) === publisher ? publisher : anyPublisher)
  }

  /**
   * How else a name may be read: after another name of its publisher, as `Red Gate` of Redgate; after another publisher that
   * it names; and, when nothing is known of its publisher, as a title of the one whose titles have such a word. Microsoft's
   * say Microsoft: its licenses are matched without a manager.
   */
  const otherReadings = (
    publisher: string,
    words: readonly string[],
  ): [publisher: string, words: readonly string[]][] => {
    const startsWith = (name: readonly string[]) =>
      name.length < words.length && name.every((word, at) => words[at] === word)
    const key = publisherKey(publisher)
    const readings: [string, readonly string[]][] = (otherNames.get(key) ?? [])
      .filter(startsWith)
      .map((name) => [key, words.slice(name.length)])
    for (let count = Math.min(longestBrand, words.length - 1); count > 0; count--) {
      const owner = ownerOf.get(words.slice(0, count).join(' '))
      if (owner && owner !== publisher) readings.push([publisherKey(owner), words.slice(count)])
    }
    const isTelling = words.filter((word) => !isVersion(word)).length > 1 || words.some((word) => !isLatin.test(word))
    if (isTelling && !shown.has(key))
      for (const word of words) {
        const owner = onlyOwner.get(word)
        if (owner && owner !== anyPublisher && owner !== microsoft) readings.push([publisherKey(owner), words])
      }
    return readings
  }

  const shownPublisher = ({ publisher, title }: DetectedSoftware): string => {
    const [, quoted, bare] = organization.exec(publisher) ?? []
    const normal = normalizePublisher(quoted ?? bare ?? publisher)
    if (normal === unknownPublisher) return ownerOfTitle(clean(title)) ?? normal
    return shown.get(publisherKey(normal)) ?? shown.get(publisherKey(normal.replace(siteOrRegion, ''))) ?? normal
  }

  const lines = titleLines().map(titleLineOf)
  const editions = Map.groupBy(lines, ({ publisher, title, family = title }) => `${publisherKey(publisher)}|${family}`)
  for (const { publisher, title } of lines)
    if (!title.endsWith('*')) tellOwner([...wordsOf(title, publisher).keys()], publisher)
  return { shownPublisher, wordsOf, otherReadings, index: indexLines(lines, wordsOf), editions }
}

let knowledge: ReturnType<typeof readKnowledge> | undefined

/** What the data files say, read with the first name that is recognized. */
const known = (): ReturnType<typeof readKnowledge> => {
  knowledge ??= readKnowledge()
  return knowledge
}

const keepMajor = { version: /^(?:ver\.?|[vr])?(\d{1,4})(?:[._]|$)/iu }

const productOf = ({ line, versions }: Found): RecognizedProduct => ({
  family: line.family ?? line.title,
  edition: line.edition,
  version: line.version ?? (line.sold === undefined ? undefined : versionOf(versions, line.sold)),
})

/** @returns how this version is sold, where a product was bought up to a version and is rented since */
const rentalOf = ({ line, versions }: Found): { isRented: boolean; runsAll: boolean } | undefined => {
  const { publisher, kind, family = line.title } = line
  const version = kind === 'licensed' || kind === 'subscription' ? versionOf(versions, 'major') : undefined
  return version === undefined ? undefined : rentalOfVersion(publisher, family, version)
}

const productKeyOf = (publisher: string, { family, edition = '', version = '' }: RecognizedProduct): string =>
  `${publisher === anyPublisher ? anyPublisher : publisherKey(publisher)}|${softwareKey(family, edition)}|${version}`

/** The product of a publisher whose lines have just these words. @param words as `readTitleWords` gives them, without the brand */
export const findProduct = (publisher: string, words: readonly string[]) => {
  const found = known().index.exact(publisherKey(publisher), words)
  if (!found || found.line.publisher === anyPublisher) return undefined
  const product = productOf(found)
  return { kind: found.line.kind, versions: found.versions, product, key: productKeyOf(publisher, product) }
}

/**
 * Says what names of software are: the lines of managers count first, then the data files, the patterns, and lines that
 * only know how a name begins (docs/recognition.md).
 * @param own lines of managers
 */
export const recognizer = (own: readonly TitleLine[] = []) => {
  const { shownPublisher, wordsOf, otherReadings, index } = known()
  const asShown = (line: TitleLine) =>
    line.publisher === anyPublisher
      ? line
      : { ...line, publisher: shownPublisher({ publisher: line.publisher, title: '' }) }
  const ownIndex = indexLines(own.map(asShown), wordsOf)

  return (name: DetectedSoftware): Recognition => {
    const publisher = shownPublisher(name)
    const key = publisherKey(publisher)
    const words = [...wordsOf(normalizeTitle(withSpaces(clean(name.title)), publisher, keepMajor), publisher).keys()]
    const findExact = (lines: typeof index): Found | undefined =>
      lines.exact(key, words) ??
      otherReadings(publisher, words)
        .values()
        .map((other) => lines.exact(...other))
        .find(Boolean)
    const ownExact = own.length > 0 ? findExact(ownIndex) : undefined
    const ownFirst = ownExact ? undefined : ownIndex.first(key, words)
    const exact = ownExact ?? (ownFirst ? undefined : findExact(index))
    if (exact) {
      const { line } = exact
      const rental = rentalOf(exact)
      const versions = versionsIn(name.title, line, exact.versions)
      const product = productOf({ line, versions: rental?.runsAll ? [] : versions })
      const sold = line.owner ?? line.publisher
      // A line of a manager for any publisher leaves titles with theirs; one for this publisher does not respell it.
      const seller = ownExact && (sold === anyPublisher || publisherKey(sold) === key) ? publisher : sold
      const isNamed = seller !== anyPublisher
      const kind = rental ? (rental.isRented ? 'subscription' : 'licensed') : line.kind
      return {
        publisher: isNamed ? seller : publisher,
        key: productKeyOf(seller, product),
        kind,
        product,
        recognizedBy: line.id,
      }
    }

    const normal = normalizeTitle(name.title, publisher)
    const generic = softwareKey(publisher, [...wordsOf(normal, publisher).values()].join(' '))
    const known = ownFirst ?? matchPattern(publisher, [name.title, normal]) ?? index.first(key, words)
    if (!known) return { publisher, key: generic, kind: 'unknown' }
    const { kind, family, version, id: recognizedBy } = known
    const edition = 'edition' in known ? known.edition : undefined
    if (family === undefined) return { publisher, key: `${generic}|${kind}`, kind, recognizedBy }
    const product = { family, edition, version }
    if (kind === 'unknown') return { publisher, key: productKeyOf(publisher, product), kind }
    return { publisher, key: productKeyOf(publisher, product), kind, product, recognizedBy }
  }
}

/** The editions that a family is known to have, in the order of the data. */
export const editionsOf = (publisher: string, family: string): string[] => {
  const lines = known().editions.get(`${publisherKey(publisher)}|${family}`) ?? []
  const editions = lines.flatMap(({ edition, kind }) => (edition && kind === 'licensed' ? [edition] : []))
  return [...new Set(editions)].filter((edition) => edition !== unknownEdition)
}
