import { type DataLine, dataLinesByKind } from '../../foundation/files/data-file.ts'

/** All knowledge of normalization: rules.tsv explains each kind of rules, and each rule. */
const rules = dataLinesByKind(new URL('rules.tsv', import.meta.url))

export const unknownPublisher = 'Unknown publisher'
export const unknownTitle = 'Unknown title'

/** Several lines of one rule are alternatives. */
const linesOf = (kind: string): (DataLine & { id: string })[] =>
  [...Map.groupBy(rules.get(kind) ?? [], ({ id = '' }) => id)].map(([id, lines]) => ({
    ...lines[0],
    id,
    pattern: lines.map(({ pattern }) => pattern).join('|'),
  }))

const parts = new Map<string, string>()
const filled = (pattern = ''): string =>
  pattern.replaceAll(/\{([a-z][a-z-]+)\}/g, (_, name: string) => `(?:${parts.get(name)})`)
for (const { id, pattern } of linesOf('part')) parts.set(id, filled(pattern))

const search = (pattern: string | undefined): RegExp => new RegExp(filled(pattern), 'iu')
const phrase = (pattern: string | undefined): RegExp => search(`^(?:${pattern})$`)

const all = (kind: string, regExp: typeof search) =>
  linesOf(kind).map(({ id, pattern, publisher, stays, after }) => ({
    id,
    pattern: regExp(pattern),
    publisher: search(publisher),
    isVersion: stays === 'major',
    stays: stays === 'major' ? undefined : stays,
    after,
  }))
export type Rule = ReturnType<typeof all>[number]

export const publisherRules = all('publisher', search)
export const companySuffixes = all('company-form', phrase)
export const publisherPlaceholder = phrase('{no-publisher}')

export const titleRules = {
  anywhere: all('anywhere', phrase),
  bracketed: all('bracketed', phrase),
  end: all('end', phrase),
}
export const languagesAtEnd = all('languages', phrase)
export const stayRules = all('stay', phrase)
export const soldByMajorVersion = all('sold-by-major', search).map((rule) => ({ ...rule, version: search(rule.stays) }))
export const languageName = phrase('{language-names}')
export const languageCode = phrase('{language-code}|{windows-language-code}')
export const majorVersion = phrase('{major}')
export const edition = phrase('{edition}')
