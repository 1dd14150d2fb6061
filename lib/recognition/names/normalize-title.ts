import { clean, isNamed, withoutAtEnd } from './clean.ts'
import {
  edition,
  languagesAtEnd,
  majorVersion,
  type Rule,
  soldByMajorVersion,
  stayRules,
  titleRules,
  unknownTitle,
} from './rules.ts'

/**
 * A title is read once from left to right, as a stack of words. What a rule takes out of a new word and the few before it
 * leaves the stack before the next word comes. So normalizing again changes nothing, and time is linear.
 */

const longestPhrase = 4
/** Longer words are names, whatever they hold. */
const longestWord = 64
const closingOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
])
const punctuation = ',;:—–-'

interface Word {
  text: string
  spaced: boolean
  /** It is a pair of brackets with what they hold. */
  group: boolean
  /** It, or a word before it, says the major version. */
  afterMajor: boolean
}

interface Frame {
  /** The bracket that opened it; '' for the title itself. */
  opening: string
  spaced: boolean
  words: Word[]
  /** The rule that took out what was right before the next word. */
  lastRule: string | undefined
  reduced: boolean
}

const frameOf = (opening: string, spaced: boolean): Frame => {
  return { opening, spaced, words: [], lastRule: undefined, reduced: false }
}

const join = (words: readonly Word[]): string =>
  words.map(({ text, spaced }, index) => (spaced && index > 0 ? ` ${text}` : text)).join('')

const trimmed = (text: string): string => withoutAtEnd(text, punctuation)

const phraseOf = (words: readonly Word[]): string | undefined => {
  if (words.some(({ group, text }) => group || text.length > longestWord)) return undefined
  return trimmed(words.map(({ text }) => text).join(' '))
}

const push = (frame: Frame, text: string, spaced: boolean, group = false): void => {
  const before = frame.words.at(-1)
  const afterMajor = (before?.afterMajor ?? false) || (!group && majorVersion.test(trimmed(text)))
  frame.words.push({ text, spaced: spaced || frame.lastRule !== undefined, group, afterMajor })
}

/** Which part of a version stays, as its first group. */
type SoldBy = { version: RegExp } | undefined

const ruleFor = (frame: Frame, rules: readonly Rule[]): { rule: Rule; phrase: string; count: number } | undefined => {
  const { words, opening, lastRule } = frame
  const protectedWords = opening === '' ? 1 : 0
  for (let count = Math.min(longestPhrase, words.length); count > 0; count--) {
    const phrase = phraseOf(words.slice(-count))
    if (phrase === undefined) continue
    if (stayRules.some(({ pattern }) => pattern.test(phrase))) return undefined
    const rule = rules.find(
      ({ pattern, after, stays }) =>
        (after === undefined || after === lastRule) &&
        (stays !== undefined || words.length - count >= protectedWords) &&
        pattern.test(phrase),
    )
    if (rule) return { rule, phrase, count }
  }
  return undefined
}

const majorOf = (phrase: string, frame: Frame, soldBy: SoldBy): string => {
  if (soldBy === undefined || frame.opening !== '' || frame.words.at(-1)?.afterMajor) return ''
  return soldBy.version.exec(phrase.split(' ').at(-1) ?? '')?.[1] ?? ''
}

const reduce = (frame: Frame, rules: readonly Rule[], soldBy: SoldBy): boolean => {
  const found = ruleFor(frame, rules)
  frame.lastRule = undefined
  if (found === undefined) return false
  const { rule, phrase, count } = found
  const spaced = frame.words.at(-count)?.spaced ?? true
  frame.words.length -= count
  frame.reduced = true
  const rest = rule.isVersion ? majorOf(phrase, frame, soldBy) : phrase.replace(rule.pattern, rule.stays ?? '')
  if (rest === '') frame.lastRule = rule.id
  else {
    push(frame, rest, spaced)
    reduce(frame, rules, soldBy)
  }
  return true
}

const isPunctuation = (word: Word | undefined): boolean =>
  word !== undefined && !word.group && trimmed(word.text) === ''

const takeWord = (frame: Frame, text: string, spaced: boolean, soldBy: SoldBy): void => {
  if (trimmed(text) === '' && isPunctuation(frame.words.at(-1))) return
  push(frame, text, spaced)
  reduce(frame, titleRules.anywhere, soldBy)
}

/** Takes punctuation off the end. @returns whether a word went with it */
const dropPunctuation = (words: Word[]): boolean => {
  const count = words.length
  while (isPunctuation(words.at(-1))) words.pop()
  const last = words.at(-1)
  if (last && !last.group) last.text = trimmed(last.text)
  return words.length < count
}

/** Brackets go when they are empty, or when all that is left explained a version or architecture that went. */
const saysSomething = ({ words, reduced }: Frame): boolean => {
  const phrase = words.length > longestPhrase ? undefined : phraseOf(words)
  const isExplained = phrase !== undefined && titleRules.bracketed.some(({ pattern }) => pattern.test(phrase))
  const says = (text: string) => (reduced ? edition.test(trimmed(text)) : isNamed(text))
  return !isExplained && words.some(({ text, group }) => group || says(text))
}

const closeBracket = (frame: Frame, outer: Frame, closing: string): void => {
  dropPunctuation(frame.words)
  const stays = saysSomething(frame)
  if (stays) push(outer, `${frame.opening}${join(frame.words)}${closing}`, frame.spaced, true)
  outer.lastRule = stays ? undefined : 'brackets'
}

const dropLanguages = (words: Word[]): boolean => {
  let start = words.length
  const isLanguage = (word: Word | undefined) =>
    word && !word.group && languagesAtEnd.some(({ pattern }) => pattern.test(word.text))
  while (start > 0 && isLanguage(words[start - 1])) start--
  const isListed = start > 1 && start < words.length && /^[-–—]$/u.test(words[start - 1]?.text ?? '')
  if (isListed) words.length = start - 1
  return isListed
}

/** @param keep says which part of a version stays; without it the rules say it */
export const normalizeTitle = (title: string, displayedPublisher: string, keep?: SoldBy): string => {
  const cleaned = clean(title)
  const soldBy =
    keep ?? soldByMajorVersion.find((it) => it.publisher.test(displayedPublisher) && it.pattern.test(cleaned))
  const root = frameOf('', false)
  const open: Frame[] = [root]
  for (const { 0: text, index } of cleaned.matchAll(/[()[\]]|[^\s()[\]]+/gu)) {
    const frame = open.at(-1) ?? root
    const outer = open.at(-2)
    const spaced = cleaned[index - 1] === ' '
    if (closingOf.has(text)) open.push(frameOf(text, spaced))
    else if (outer && text === closingOf.get(frame.opening)) {
      open.pop()
      closeBracket(frame, outer, text)
    } else takeWord(frame, text, spaced, soldBy)
  }
  for (let frame = open.pop(); frame && frame !== root; frame = open.pop()) closeBracket(frame, open.at(-1) ?? root, '')
  while (dropPunctuation(root.words) || dropLanguages(root.words) || reduce(root, titleRules.end, soldBy));
  const text = join(root.words)
  return isNamed(text) ? text : cleaned || unknownTitle
}
