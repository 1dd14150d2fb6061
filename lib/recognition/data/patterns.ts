import { clean } from '../names/clean.ts'
import type { DetectedSoftware } from '../names/normalize.ts'
import { normalizeTitle } from '../names/normalize-title.ts'
import { TitleKind } from '../products/recognition.ts'
import { readLines } from '../read-lines.ts'

const search = (pattern: string | undefined): RegExp | undefined => (pattern ? new RegExp(pattern, 'iu') : undefined)

const read = () =>
  readLines(new URL('patterns.tsv', import.meta.url)).map(({ id = '', publisher, title, kind }) => {
    return { id, kind: TitleKind.parse(kind), title: search(title), publisher: search(publisher) }
  })

let patterns: ReturnType<typeof read> | undefined

const spelled = (text: string): string => text.replaceAll(/[^\p{L}\p{M}\p{N}+#.-]+/gu, ' ').trim()

/**
 * What the pattern says that a name matches, as it is reported or as it is shown: patterns.tsv explains itself.
 * @param name with the publisher as shown
 */
export const matchPattern = ({ publisher, title }: DetectedSoftware) => {
  patterns ??= read()
  const forms = new Set([spelled(clean(title)), spelled(normalizeTitle(title, publisher))])
  return patterns.find(
    (each) => (each.publisher?.test(publisher) ?? true) && [...forms].some((form) => each.title?.test(form)),
  )
}
