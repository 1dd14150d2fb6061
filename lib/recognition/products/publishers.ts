import { publisherLines } from '../data/publishers.ts'
import { microsoft } from '../data/recognition.ts'
import { clean } from '../names/clean.ts'
import { type DetectedSoftware, normalizePublisher } from '../names/normalize.ts'
import { unknownPublisher } from '../names/rules.ts'
import { publisherKey } from '../names/software-key.ts'
import { readTitleWords, type Words } from './product-name.ts'
import { anyPublisher } from './title-lines.ts'
import { isVersion } from './versions.ts'

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

/** Where companies of a publisher are, as their names say it. */
const places = [
  'africa|america|americas|anz|apac|argentina|asia|asia[- ]pacific|australia|austria|belgique|belgium|benelux|beijing|brasil|brazil',
  'bulgaria|canada|central europe|česká republika|ceska republika|chile|china|colombia|croatia|čr|czech|czech republic|czechia|dach',
  'danmark|denmark|deutschland|eastern europe|emea|españa|espana|europa|europe|far east|finland|france|germany|global|greece',
  'hellas|hong kong|hongkong|hrvatska|hungary|iberia|iberica|ibérica|india|indonesia|international|ireland|israel|italia|italiana|italy',
  'japan|korea|latin america|latinoamérica|luxembourg|magyarország|malaysia|mexico|méxico|middle east|nederland|netherlands|new zealand',
  'nordic|nordics|norge|north america|northern europe|norway|österreich|oesterreich|perú|philippines|poland|polska|portugal|portuguesa',
  'romania|russia|scandinavia|schweiz|shanghai|shenzhen|singapore|slovakia|slovensko|south africa|south america|spain|suisse|suomi|sverige',
  'sweden|switzerland|taiwan|thailand|türkiye|turkiye|turkey|u\\.?k\\.?|ukraine|united kingdom|u\\.?s\\.?(?:a\\.?)?|vietnam|worldwide',
  'россия|рус|снг|украина',
].join('|')

const domain =
  '(?:co|com|net|org)\\.[a-z]{2}|at|be|biz|br|ca|ch|cn|com|cz|de|dk|es|eu|fi|fr|gr|hu|info|io|it|jp|kr|net|nl|no|org|pl|pt|ro|ru|se|sk|tech|ua|uk|us'

/**
 * What a known publisher may have around its name: the domain of its site, where one of its companies is, and that it is
 * a group. Names in the scripts of East Asia have no spaces.
 */
const around = [
  new RegExp(
    `(?:\\.(?:${domain})|[ ,-]+(?:(?:of|do|de) )?(?:\\((?:${places})\\)|${places}|group|groupe|gruppe|gruppo|grupo|holding|holdings|company|san(?:ayi|\\.)? ve tic(?:aret|\\.)?|tic(?:aret|\\.)? ve san(?:ayi|\\.)?))$`,
    'iu',
  ),
  /(?:[・ ]?ジャパン|[ ]?\((?:中国|日本|香港|台湾|上海|北京|深圳)\)|中国|[ ]?\(?코리아\)?|[ ]?\(?한국\)?)$/u,
  /^(?:the |(?:beijing|guangzhou|hangzhou|shanghai|shenzhen) |компания |корпорация |группа (?:компаний )?|日本|(?:北京|上海|深圳|广州|杭州)市?|한국 ?)/iu,
]

const isLatin = /^[\p{Script=Latin}\d+#.]+$/u
const longestBrand = 5

/** Reads names by what is known of publishers. */
export const publisherReader = () => {
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

  const knownAs = (name: string): string | undefined => {
    const known = shown.get(publisherKey(name))
    if (known !== undefined) return known
    const pattern = around.find((each) => each.test(name))
    return pattern && knownAs(normalizePublisher(name.replace(pattern, '')))
  }

  const shownPublisher = ({ publisher, title }: DetectedSoftware): string => {
    const [, quoted, bare] = organization.exec(publisher) ?? []
    const normal = normalizePublisher(quoted ?? bare ?? publisher)
    if (normal === unknownPublisher) return ownerOfTitle(clean(title)) ?? normal
    return knownAs(normal) ?? normal
  }

  return { shownPublisher, wordsOf, otherReadings, tellOwner }
}
