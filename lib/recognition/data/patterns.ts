import { clean } from '../names/clean.ts'
import { TitleKind } from '../products/recognition.ts'
import { readLines } from '../read-lines.ts'

const search = (pattern: string | undefined): RegExp | undefined => (pattern ? new RegExp(pattern, 'iu') : undefined)

const read = () =>
  readLines(new URL('patterns.tsv', import.meta.url)).map(({ id = '', publisher, title, kind }) => {
    return { id, kind: TitleKind.parse(kind), title: search(title), publisher: search(publisher) }
  })

let patterns: ReturnType<typeof read> | undefined

const spelled = (text: string): string => text.replaceAll(/[^\p{L}\p{M}\p{N}+#.-]+/gu, ' ').trim()
/** `ASP.NET` may be written `ASP NET`. */
const withoutDots = (text: string): string => text.replaceAll(/[ .-]+/gu, ' ').trim()

/**
 * The first pattern that a name matches in one of its forms: patterns.tsv explains itself.
 * @param publisher as shown @param titles as it is reported, and as it is shown
 */
export const matchPattern = (publisher: string, titles: readonly string[]) => {
  patterns ??= read()
  const spellings = titles.map((title) => spelled(clean(title)))
  const forms = [...new Set([...spellings, ...spellings.map(withoutDots)])]
  return patterns.find(
    (each) => forms.some((form) => each.title?.test(form)) && (each.publisher?.test(publisher) ?? true),
  )
}
