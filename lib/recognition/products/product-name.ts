import { createHash } from 'node:crypto'
import { anyVersion, editions, type MatchRule, matchRules, titleRulesOf, versionWord } from '../data/words.ts'
import { clean, isPlain } from '../names/clean.ts'
import type { DetectedSoftware } from '../names/normalize.ts'
import { publisherKey } from '../names/software-key.ts'
import { type NamedProduct, namesVersion } from './product-key.ts'

/** Words in upper case, with what is shown of each; in the order of the name. */
export type Words = ReadonlyMap<string, string>

export interface ProductName {
  written: Words
  words: Words
  rules: readonly MatchRule[]
  family: Words
  edition: Words
  version: Words
  /** Names with equal keys match without a manager. At most 200 characters, of any Unicode. */
  key: string
}

const longestKey = 200
const microsoft = publisherKey('Microsoft')

/** Points within a word stay: `8.1`. */
const word = /[\p{L}\p{M}\p{N}+]+(?:\.+[\p{L}\p{M}\p{N}+]+)*/gu
const plainWord = /[A-Za-z0-9+]+(?:\.+[A-Za-z0-9+]+)*/g
const spelledMarks = /\((?:[Tt][Mm]|[RrCc])\)/g

const wordsOf = (text: string): Words => {
  const words = new Map<string, string>()
  const unmarked = text.replaceAll(spelledMarks, '').replaceAll('#', ' SHARP ')
  for (const shown of unmarked.match(isPlain(unmarked) ? plainWord : word) ?? []) {
    const key = shown.toUpperCase().normalize('NFKC')
    if (!words.has(key)) words.set(key, shown)
  }
  return words
}

const only = (words: Words, isMeant: (key: string) => boolean): Words =>
  new Map([...words].filter(([key]) => isMeant(key)))

/** All names here are of Microsoft's products. */
const withoutPublisher = (words: Words): Words => (words.size > 1 ? only(words, (key) => key !== 'MICROSOFT') : words)

const applies = ({ words, means, unless }: MatchRule, found: Words): boolean =>
  words.every((each) => found.has(each)) &&
  !unless.some((each) => found.has(each)) &&
  (means.length > 0 || found.size > words.length)

/** What the words mean stands where the first of them stood. */
const follow = ({ words, means }: MatchRule, found: Words): Words => {
  const meant = means.map((shown): [string, string] => [shown.toUpperCase(), shown])
  let isMeant = false
  return new Map(
    [...found].flatMap(([key, shown]) => {
      if (!words.includes(key)) return [[key, shown] as const]
      if (isMeant) return []
      isMeant = true
      return meant
    }),
  )
}

const hash = (text: string): string => `#${createHash('sha256').update(text).digest('base64url')}`

/** A name without any word is compared as a whole. */
const keyOf = (words: Words, text: string): string => {
  const key = [...words.keys()].sort().join(' ')
  if (key === '') return hash(text)
  return key.length > longestKey ? hash(key) : key
}

/** Rules in their order, by the first of their words: most names have few of these. */
const byFirstWord = (rules: readonly MatchRule[]) =>
  Map.groupBy(
    rules.map((rule, place) => ({ rule, place })),
    ({ rule }) => rule.words[0] ?? '',
  )
type RulesByWord = ReturnType<typeof byFirstWord>

const rulesOfLicenses = byFirstWord(matchRules)
const rulesOfMicrosoft = byFirstWord(titleRulesOf(microsoft))
const rulesOfOthers = byFirstWord(titleRulesOf(''))

/** The first rule that applies to some words, of those behind a place. */
const nextRule = (words: Words, rules: RulesByWord, after: number) => {
  let next: { rule: MatchRule; place: number } | undefined
  for (const word of words.keys())
    for (const one of rules.get(word) ?? [])
      if (one.place > after && one.place < (next?.place ?? Number.POSITIVE_INFINITY) && applies(one.rule, words))
        next = one
  return next
}

/** Follows rules in their order. @returns the words, and the rules that changed them */
const followAll = (words: Words, rules: RulesByWord): { words: Words; followed: MatchRule[] } => {
  const followed: MatchRule[] = []
  let read = words
  for (let next = nextRule(read, rules, -1); next; next = nextRule(read, rules, next.place)) {
    read = follow(next.rule, read)
    followed.push(next.rule)
  }
  return { words: read, followed }
}

/** The words of a title, with translations, spellings and former names of today replaced. @param text cleaned */
export const readTitleWords = (text: string, publisher: string): Words => {
  const words = wordsOf(text)
  return publisherKey(publisher) === microsoft
    ? followAll(withoutPublisher(words), rulesOfMicrosoft).words
    : followAll(words, rulesOfOthers).words
}

const readName = (name: string): ProductName => {
  const text = clean(name)
  const written = withoutPublisher(wordsOf(text))
  const { words, followed: rules } = followAll(written, rulesOfLicenses)
  const isVersion = (key: string) => versionWord.test(key)
  return {
    written,
    words,
    rules,
    family: only(words, (key) => !editions.has(key) && !isVersion(key)),
    edition: only(words, (key) => editions.has(key)),
    version: only(words, isVersion),
    key: keyOf(words, text),
  }
}

export const nameOfProduct = (product: NamedProduct): ProductName =>
  readName(
    namesVersion(product) && !anyVersion.test(product.version.trim())
      ? `${product.productFamily} ${product.version}`
      : product.productFamily,
  )

/** @returns undefined when it is not Microsoft's, as all products of VLSC are */
export const nameOfTitle = ({ publisher, title }: DetectedSoftware): ProductName | undefined =>
  publisherKey(publisher) === microsoft ? readName(title) : undefined

export const matchKeyOfProduct = (product: NamedProduct): string => nameOfProduct(product).key
export const matchKeyOfTitle = (title: DetectedSoftware): string | undefined => nameOfTitle(title)?.key
