import { type DataLine, dataLinesByKind } from '../../foundation/files/data-file.ts'
import { licenseLines } from './license-words.ts'

const wordsIn = (text: string | undefined): string[] => (text ? text.split(' ') : [])

const all = (lines: ReadonlyMap<string, DataLine[]>, kind: string) =>
  (lines.get(kind) ?? []).map(
    ({ id = '', words = '', means = '', unless, names, says = `“${words}” means ${means}` }) => ({
      id,
      words: wordsIn(words.toUpperCase()),
      means: wordsIn(means),
      unless: wordsIn(unless?.toUpperCase()),
      names,
      says,
    }),
  )

/** words.tsv explains its kinds of rules, and license-words.tsv its own. Words are in upper case. */
const ofNames = dataLinesByKind(new URL('words.tsv', import.meta.url))

const nameRules = all(ofNames, 'rule')
export type MatchRule = (typeof nameRules)[number]

const rulesOfMicrosoft = nameRules.filter(({ names }) => names !== 'others')
const rulesOfOthers = nameRules.filter(({ names }) => names !== 'microsoft')

/** Those of licenses, which are Microsoft's, and then those of all its names. */
export const matchRules: readonly MatchRule[] = [...all(licenseLines, 'rule'), ...rulesOfMicrosoft]

/** The rules for titles of a publisher. @param publisher its key */
export const titleRulesOf = (publisher: string): readonly MatchRule[] =>
  publisher === 'MICROSOFT' ? rulesOfMicrosoft : rulesOfOthers

export const asides = all(licenseLines, 'aside')
export const editions: ReadonlySet<string> = new Set(all(ofNames, 'edition').flatMap(({ words }) => words))

const phrasesOf = (kind: string) => all(licenseLines, kind).map(({ id, words }) => ({ id, words }))
export const accessPhrases = phrasesOf('access')
export const noisePhrases = phrasesOf('noise')
export const vaguePhrases = phrasesOf('vague')
export const markPhrases = phrasesOf('mark')

/** Words that say a version: years, second releases and small numbers. They only grade what is unsure. */
export const versionWord: RegExp = /^(?:(?:19|20)\d\d|R2|\d{1,2}(?:\.\d{1,2})*)$/u

export const anyVersion: RegExp = /^non[- ]?specific$/iu
