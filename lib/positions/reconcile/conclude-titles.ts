import { ascendingByAll } from '../../foundation/collections.ts'
import { recognizer } from '../../recognition/products/recognize.ts'
import { namesDigest } from '../lists/lists.ts'
import { digest } from '../snapshot/digest.ts'
import type { Terms } from '../snapshot/manifest.ts'
import type { Earlier } from './earlier.ts'
import { type Facts, saidBy } from './read-facts.ts'
import { recognizeNames, resolveTitles } from './resolve-titles.ts'

/** Which title each name belongs to, and what titles are. */
export const concludeTitles = ({ lists, decisions }: Facts, { knowledge }: Terms, earlier: Earlier) => {
  const lines = digest(saidBy(decisions.line))
  // Of lines for the same words the newest counts.
  const byAge = [...decisions.line.values()].toSorted(ascendingByAll(({ at, subject }) => [at, subject]))
  const recognize = recognizer(byAge.flatMap(({ value }) => value ?? []))
  const known = recognizeNames(lists.names, lines === earlier.lines ? earlier.recognized : new Map(), recognize)
  const resolved = resolveTitles(lists.names, known, decisions, recognize)
  const { catalog, merge, name } = decisions
  const inputs = digest(knowledge, lines, namesDigest(lists), saidBy(catalog), saidBy(merge), saidBy(name))
  return { resolved, lines, inputs }
}
