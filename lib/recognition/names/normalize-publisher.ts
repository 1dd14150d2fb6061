import { clean, isNamed, withoutAtEnd } from './clean.ts'
import { companySuffixes, publisherPlaceholders, publisherRules, unknownPublisher } from './rules.ts'

/** `S. A. de C. V.` has five words. */
const longestForm = 5
const punctuation = ' ,;:&/—–-'

const spelled = (words: readonly string[]): string =>
  words
    .join('')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')

/** How many words at the end are the legal form of a company; the first word never is. */
const suffixWords = (words: readonly string[]): number => {
  for (let count = Math.min(longestForm, words.length - 1); count > 0; count--)
    if (companySuffixes.forms.has(spelled(words.slice(-count)))) return count
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

/** What is left where something is: a publisher may be called `AG` or `www.`. */
const unlessNothing = (before: string, after: string): string => (isNamed(after) ? after : before)

/** A publisher for display: case kept, legal forms of companies taken out. */
export const normalizePublisher = (publisher: string): string => {
  const cleaned = clean(publisher)
  if (!isNamed(cleaned)) return unknownPublisher
  let text = cleaned
  for (let before = ''; before !== text; ) {
    before = text
    for (const { pattern } of publisherRules) text = unlessNothing(text, text.replace(pattern, '').trim())
    text = unlessNothing(text, withoutSuffixes(text))
  }
  return publisherPlaceholders.has(text.toLowerCase()) ? unknownPublisher : text
}
