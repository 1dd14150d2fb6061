import { metricsOf } from '../data/families.ts'
import { Metric, microsoft, type RecognizedProduct, unknownEdition } from '../data/recognition.ts'
import { accessPhrases, anyVersion, markPhrases, noisePhrases, vaguePhrases } from '../data/words.ts'
import { type NamedProduct, namesVersion } from './product-key.ts'
import { nameOfProduct } from './product-name.ts'
import { findProduct } from './recognize.ts'

/** For whom alone a license was sold. */
type LicenseMark = 'academic' | 'government' | 'charity'

/** What the name of a license says. */
export interface ReadLicense {
  /** Undefined when a word of the name is not known. Access licenses have products of their own, which are no titles. */
  product?: RecognizedProduct | undefined
  /** That of titles of the product: `Recognition.key`. */
  key?: string | undefined
  metric: Metric
  /** Units of the metric in one license: `2 Core License Pack` has two cores. */
  packSize: number
  /** It is only for who has a license of a lower edition. */
  isStepUp: boolean
  mark?: LicenseMark | undefined
  /** False for what no list of programs shows. */
  isMeasured: boolean
}

type Name = Readonly<{ text: string; packSize: number; isStepUp: boolean }>

const cores = /\bcores?(?:lic)?\b|core\b/iu
/** `2 Core License Pack`, `2Lic CoreLic`, `(2-packs of Core Licenses)`; the number goes with what says that it is one. */
const corePack = /\b(\d{1,2})[\s-]*(?=cores?\b)|\b(\d{1,2})[\s-]*lic\b|\b(\d{1,2})[\s-]*packs?(?:\s+of)?\b/iu
const accessPack =
  /\b(\d{1,3})\s+(?=(?:user|device|usr|dvc)\s?cal\b)|\b(\d{1,3})\s*clt\b|(?<=\bcals?[\s-]{1,3})(\d{1,3})(?=\s+(?:user|device)\b)/iu
const packWord = /\bpacks?\b/giu
const stepUpWord = /\b(?:step[\s-]?up|sasu|su)\b/iu
const yearInside = /\b(?:19|20)\d\d(?:\s?R2)?\b/iu

const readPack = (text: string): { text: string; packSize: number } => {
  const pattern = cores.test(text) ? corePack : accessPack
  const found = pattern.exec(text)
  const size = found?.slice(1).find((number) => number !== undefined)
  return size === undefined
    ? { text, packSize: 1 }
    : { text: text.replace(pattern, ' ').replace(packWord, ' '), packSize: Number(size) }
}

/** What a step-up starts from is no part of its product, only the version is. Price lists name it behind `SASU` or `SU`. */
const readStepUp = (text: string): { text: string; isStepUp: boolean } => {
  const at = text.search(stepUpWord)
  const from = at < 0 ? -1 : text.slice(at).search(/\bfrom\b|(?<=^(?:sa)?su\b)/iu)
  if (from < 0) return { text, isStepUp: at >= 0 }
  const version = yearInside.exec(text.slice(at + from))?.[0] ?? ''
  return { text: `${text.slice(0, at + from)} ${version}`, isStepUp: true }
}

const readText = (productFamily: string): Name => {
  const { text: whole, packSize } = readPack(productFamily)
  return { ...readStepUp(whole), packSize }
}

type Phrase = Readonly<{ id: string; words: readonly string[] }>

const isIn = (words: ReadonlySet<string>) => (phrase: Phrase) => phrase.words.every((word) => words.has(word))
const without = (words: ReadonlySet<string>, phrases: readonly Phrase[]): Set<string> =>
  words.difference(new Set(phrases.filter(isIn(words)).flatMap((phrase) => phrase.words)))

/** `per` is read as `for`: words.tsv. */
const units = [['USER'], ['USERS'], ['DEVICE'], ['DEVICES'], ['FOR', 'USER'], ['FOR', 'DEVICE']].map((words) => ({
  id: 'unit',
  words,
}))
const oneWord = ({ words }: Phrase): boolean => words.length === 1
const core = [{ id: 'core', words: ['CORE'] }]
const forCore = [{ id: 'core', words: ['FOR', 'CORE'] }]

/** More than one number would leave one of them unexplained; what has a channel of its own has a year beside the version. */
const isOneVersion = (versions: readonly string[], edition = ''): boolean => {
  const numbers = versions.filter((word) => !/^R\d$/u.test(word))
  return numbers.length <= (edition.includes('LTSC') ? 2 : 1)
}

const mostWords = 20

const find = (words: ReadonlySet<string>) => {
  const isVague = vaguePhrases.some((phrase) => phrase.words.length === words.size && isIn(words)(phrase))
  if (isVague || words.size > mostWords) return undefined
  const found = findProduct(microsoft, [...words])
  if (!found || found.kind === 'component' || found.product.edition?.startsWith(unknownEdition)) return undefined
  return isOneVersion(found.versions, found.product.edition) ? found : undefined
}

const oneUnit = units.filter(oneWord)
const ofProducts = [[], oneUnit, units, core, [...core, ...oneUnit], [...core, ...units], forCore]
/** Whether a CAL is for a user or a device is its edition. */
const ofAccess = [[], [{ id: 'unit', words: ['FOR'] }]]

/** Takes out only what must be taken out for a product to be found: `Education` and `Core` are parts of names, too. */
const findFirst = (
  named: ReadonlySet<string>,
  plain: ReadonlySet<string>,
  marks: readonly Phrase[],
  isAccess: boolean,
) => {
  for (const taken of [[], marks.filter(oneWord), marks])
    for (const words of [named, plain])
      for (const more of isAccess ? ofAccess : ofProducts) {
        const found = find(without(without(words, taken), more))
        if (found) return { found, mark: taken[0]?.id }
      }
  return {}
}

/** `ExchgEntSAL`: price lists join what a license is for and what it is. */
const gluedAccess = /[a-z\d](?:CAL|SAL)s?$/u

/** The unit that a name says. */
const unitOf = (words: ReadonlySet<string>): Metric | undefined =>
  Metric.options.find((metric) => words.has(metric.toUpperCase()) && metric !== 'server' && metric !== 'access')

const isMark = (id: string | undefined): id is LicenseMark =>
  id === 'academic' || id === 'government' || id === 'charity'

/** Reads the name of a license of Microsoft. One that does not say its edition, or has a word that is not explained, has no product. */
export const readLicense = ({ productFamily, version }: NamedProduct): ReadLicense => {
  const { text, packSize, isStepUp } = readText(productFamily)
  const isNamed = namesVersion({ productFamily, version }) && !anyVersion.test(version.trim())
  const { words: read } = nameOfProduct({ productFamily: text, version: isNamed ? version : '' })
  const words = new Set(read.keys())
  const isAccess = accessPhrases.some(isIn(words)) || [...read.values()].some((shown) => gluedAccess.test(shown))

  const named = isStepUp ? words.difference(new Set(['STEP', 'UP'])) : words
  const plain = without(named, noisePhrases)
  const marks = markPhrases.filter(isIn(plain))
  const { found, mark } = findFirst(named, plain, marks, isAccess)
  const usual = found && (found.kind === 'subscription' ? 'user' : metricsOf(microsoft, found.product).license)
  return {
    product: found?.product,
    key: found?.key,
    metric: isAccess && usual !== 'user' ? 'access' : (unitOf(words) ?? usual ?? 'device'),
    packSize,
    isStepUp,
    mark: isMark(mark) ? mark : undefined,
    isMeasured: !isAccess,
  }
}
