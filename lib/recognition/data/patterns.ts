import { readDataLines } from '../../foundation/files/data-file.ts'
import { clean } from '../names/clean.ts'
import { TitleKind } from './recognition.ts'

const read = () =>
  readDataLines(new URL('patterns.tsv', import.meta.url)).map(({ id = '', publisher, title = '', kind, family }) => {
    return {
      id,
      family,
      kind: TitleKind.parse(kind),
      title: new RegExp(title, 'iu'),
      publisher: publisher ? new RegExp(publisher, 'iu') : undefined,
    }
  })

type Pattern = ReturnType<typeof read>[number]
let patterns: readonly Pattern[] | undefined

const spelled = (text: string): string => text.replaceAll(/[^\p{L}\p{M}\p{N}+#.-]+/gu, ' ').trim()
/** `ASP.NET` may be written `ASP NET`. */
const withoutDots = (text: string): string => text.replaceAll(/[ .-]+/gu, ' ').trim()

const publishersKept = 5_000
const byPublisher = new Map<string, Pattern[]>()

/** Those for titles of a publisher, kept as most publishers have many titles. */
const patternsOf = (publisher: string): readonly Pattern[] => {
  const kept = byPublisher.get(publisher)
  if (kept) return kept
  patterns ??= read()
  const own = patterns.filter((each) => each.publisher?.test(publisher) ?? true)
  if (byPublisher.size >= publishersKept) byPublisher.clear()
  byPublisher.set(publisher, own)
  return own
}

/**
 * The first pattern that a name matches in one of its forms: patterns.tsv explains itself.
 * @param publisher as shown @param titles as it is reported, and as it is shown
 */
export const matchPattern = (publisher: string, titles: readonly string[]) => {
  const spellings = titles.map((title) => spelled(clean(title)))
  const forms = [...new Set([...spellings, ...spellings.map(withoutDots)])]
  for (const { id, kind, family, title } of patternsOf(publisher)) {
    const form = forms.find((each) => title.test(each))
    if (form !== undefined) return { id, kind, family, version: family && title.exec(form)?.groups?.version }
  }
  return undefined
}
