import { ascendingByAll } from '../../foundation/collections.ts'
import { recognizer } from '../../recognition/products/recognize.ts'
import { namesDigest } from '../lists/lists.ts'
import { digest } from '../snapshot/digest.ts'
import type { Terms } from '../snapshot/manifest.ts'
import type { Earlier } from './earlier.ts'
import { type Facts, saidBy } from './read-facts.ts'
import { type ResolvedTitles, recognizeNames, resolveTitles } from './resolve-titles.ts'

const resolveNames = async ({ lists, decisions }: Facts, lines: string, earlier: Earlier): Promise<ResolvedTitles> => {
  // Of lines for the same words the newest counts.
  const byAge = [...decisions.line.values()].toSorted(ascendingByAll(({ at, subject }) => [at, subject]))
  const recognize = recognizer(byAge.flatMap(({ value }) => value ?? []))
  const known = lines === earlier.lines ? await earlier.recognized() : new Map()
  return resolveTitles(lists.names, recognizeNames(lists.names, known, recognize), decisions, recognize)
}

/** Which title each name belongs to, and what titles are. */
export const concludeTitles = async (facts: Facts, { knowledge }: Terms, earlier: Earlier) => {
  const { lists, decisions } = facts
  const lines = digest(saidBy(decisions.line))
  const { catalog, merge, name } = decisions
  const inputs = digest(knowledge, lines, namesDigest(lists), saidBy(catalog), saidBy(merge), saidBy(name))
  const all = Object.values(decisions).map((ofKind) => [...ofKind])
  const resolved = await earlier.titles(digest(inputs, all), () => resolveNames(facts, lines, earlier))
  return { resolved, lines, inputs }
}
