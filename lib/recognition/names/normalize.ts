import { clean, isNamed, withoutAtEnd } from './clean.ts'
import { normalizeTitle } from './normalize-title.ts'
import { companySuffixes, publisherPlaceholder, publisherRules, unknownPublisher } from './rules.ts'

export interface DetectedSoftware {
  publisher: string
  title: string
}

/** `S. A. de C. V.` has five words. */
const longestForm = 5
const punctuation = ' ,;:&/—–-'

const lettersOf = (words: readonly string[]): string =>
  words
    .join('')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')

const suffixWords = (words: readonly string[]): number => {
  for (let count = Math.min(longestForm, words.length - 1); count > 0; count--)
    if (companySuffixes.some(({ pattern }) => pattern.test(lettersOf(words.slice(-count))))) return count
  return 0
}

const withoutSuffixes = (publisher: string): string => {
  const words = publisher.match(/[^\s,]+,*|,+/gu) ?? []
  for (let count = suffixWords(words); count > 0; count = suffixWords(words)) {
    words.length -= count
    while (words.length > 1 && !isNamed(words.at(-1) ?? '')) words.pop()
  }
  return withoutAtEnd(words.join(' '), punctuation)
}

/** A publisher may be called `AG` or `www.`: then nothing would be left. */
const unlessNothing = (before: string, after: string): string => (isNamed(after) ? after : before)

export const normalizePublisher = (publisher: string): string => {
  const cleaned = clean(publisher)
  if (!isNamed(cleaned)) return unknownPublisher
  let text = cleaned
  for (let before = ''; before !== text; ) {
    before = text
    for (const { pattern } of publisherRules) text = unlessNothing(text, text.replace(pattern, '').trim())
    text = unlessNothing(text, withoutSuffixes(text))
  }
  return publisherPlaceholder.test(text) ? unknownPublisher : text
}

/**
 * What a detected name is shown as: case kept, company suffixes, versions, architectures and locales taken out; never
 * empty. Normalizing the result again changes nothing; time is linear.
 */
export const normalize = (detected: DetectedSoftware): DetectedSoftware => {
  const publisher = normalizePublisher(detected.publisher)
  return { publisher, title: normalizeTitle(detected.title, publisher) }
}
