import { matchPattern } from '../data/patterns.ts'
import { type Recognition, type RecognizedProduct, unknownEdition } from '../data/recognition.ts'
import { rentalOfVersion } from '../data/rentals.ts'
import { titleLines } from '../data/titles.ts'
import { clean } from '../names/clean.ts'
import type { DetectedSoftware } from '../names/normalize.ts'
import { normalizeTitle } from '../names/normalize-title.ts'
import { publisherKey, softwareKey } from '../names/software-key.ts'
import { publisherReader } from './publishers.ts'
import { anyPublisher, type Found, indexLines, type TitleLine, titleLineOf } from './title-lines.ts'
import { versionOf, versionsIn, withSpaces } from './versions.ts'

const readKnowledge = () => {
  const publishers = publisherReader()
  const { wordsOf } = publishers
  const lines = titleLines().map(titleLineOf)
  const editions = Map.groupBy(lines, ({ publisher, title, family = title }) => `${publisherKey(publisher)}|${family}`)
  for (const { publisher, title } of lines)
    if (!title.endsWith('*')) publishers.tellOwner([...wordsOf(title, publisher).keys()], publisher)
  return { ...publishers, index: indexLines(lines, wordsOf), editions }
}

let knowledge: ReturnType<typeof readKnowledge> | undefined

/** What the data files say, read with the first name that is recognized. */
const known = (): ReturnType<typeof readKnowledge> => {
  knowledge ??= readKnowledge()
  return knowledge
}

/** Reads the data files now, if no name of this process was recognized before. */
export const prepareToRecognize = (): void => {
  known()
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
export const recognizer = (own: readonly TitleLine[] = []): ((name: DetectedSoftware) => Recognition) => {
  let recognize: ((name: DetectedSoftware) => Recognition) | undefined
  return (name) => {
    recognize ??= makeRecognizer(own)
    return recognize(name)
  }
}

const makeRecognizer = (own: readonly TitleLine[]) => {
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
      const rental = ownExact ? undefined : rentalOf(exact)
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
