import { linesByKind } from '../read-lines.ts'

/** words.tsv explains its kinds of rules. Words are in upper case. */
const rules = linesByKind(new URL('words.tsv', import.meta.url))

const wordsIn = (text: string | undefined): string[] => (text ? text.split(' ') : [])

const all = (kind: string) =>
  (rules.get(kind) ?? []).map(
    ({ id = '', words = '', means = '', unless, whole, names, says = `“${words}” means ${means}` }) => ({
      id,
      words: wordsIn(words.toUpperCase()),
      means: wordsIn(means),
      unless: wordsIn(unless?.toUpperCase()),
      isWhole: whole !== undefined,
      names,
      says,
    }),
  )

export const matchRules = all('rule')
export type MatchRule = (typeof matchRules)[number]

const rulesOfTitles = matchRules.filter(({ names }) => names === undefined)
const rulesOfMicrosoft = matchRules.filter(({ names }) => names !== 'license')

/** The rules for titles of a publisher. @param publisher its key */
export const titleRulesOf = (publisher: string): readonly MatchRule[] =>
  publisher === 'MICROSOFT' ? rulesOfMicrosoft : rulesOfTitles

export const asides = all('aside')
export const editions: ReadonlySet<string> = new Set(all('edition').flatMap(({ words }) => words))

/** Words that say a version: years, second releases and small numbers. They only grade what is unsure. */
export const versionWord: RegExp = /^(?:(?:19|20)\d\d|R2|\d{1,2}(?:\.\d{1,2})*)$/u

export const anyVersion: RegExp = /^non[- ]?specific$/iu
