import { readRules } from '../names/read-rules.ts'

/** All knowledge of matching: match-rules.tsv explains its kinds of rules. Words are in upper case. */
const rules = readRules(new URL('match-rules.tsv', import.meta.url))

const wordsIn = (text: string | undefined): string[] => (text ? text.split(' ') : [])

const all = (kind: string) =>
  (rules.get(kind) ?? []).map(
    ({ id = '', words = '', means = '', unless, whole, says = `“${words}” means ${means}` }) => ({
      id,
      words: wordsIn(words.toUpperCase()),
      means: wordsIn(means),
      unless: wordsIn(unless?.toUpperCase()),
      isWhole: whole !== undefined,
      says,
    }),
  )

export const matchRules = all('rule')
export type MatchRule = (typeof matchRules)[number]

export const asides = all('aside')
export const editions: ReadonlySet<string> = new Set(all('edition').flatMap(({ words }) => words))

/** Words that say a version: years, second releases and small numbers. They only grade what is unsure. */
export const versionWord: RegExp = /^(?:(?:19|20)\d\d|R2|\d{1,2}(?:\.\d{1,2})*)$/u

export const anyVersion: RegExp = /^non[- ]?specific$/iu
