import { clean, isPlain } from './clean.ts'

/** C++, C# and C are three things, so + and # tell apart as letters do. */
const folded = /[^\p{L}\p{M}\p{N}+#]+/gu
const foldedOfPlain = /[^A-Z0-9+#]+/g

const fold = (text: string): string => {
  const cleaned = clean(text)
  const upper = cleaned.replaceAll('&', ' and ').toUpperCase()
  const key = isPlain(upper) ? upper.replaceAll(foldedOfPlain, '') : upper.normalize('NFKC').replaceAll(folded, '')
  return key === '' ? encodeURIComponent(cleaned) : key
}

/** Titles are many, their publishers few: as many keys as a large ledger has publishers are kept. */
const publisherKeys = new Map<string, string>()
const mostKept = 20_000

/** What decides whether two displayed publishers are one: case, spacing and punctuation do not count. */
export const publisherKey = (publisher: string): string => {
  const kept = publisherKeys.get(publisher)
  if (kept !== undefined) return kept
  const key = fold(publisher)
  if (publisherKeys.size < mostKept) publisherKeys.set(publisher, key)
  return key
}

/** What decides whether two products are one; from the displayed (normalized) publisher and title only. */
export const softwareKey = (publisher: string, title: string): string => `${publisherKey(publisher)}|${fold(title)}`
