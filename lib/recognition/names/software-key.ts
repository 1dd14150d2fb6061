import { clean } from './clean.ts'

/** C++, C# and C are three things, so + and # tell apart as letters do. */
const folded = /[^\p{L}\p{M}\p{N}+#]+/gu

const fold = (text: string): string => {
  const cleaned = clean(text)
  const key = cleaned.replaceAll('&', ' and ').toUpperCase().normalize('NFKC').replaceAll(folded, '')
  return key === '' ? encodeURIComponent(cleaned) : key
}

/** What decides whether two displayed publishers are one: case, spacing and punctuation do not count. */
export const publisherKey = (publisher: string): string => fold(publisher)

/** What decides whether two products are one; from the displayed (normalized) publisher and title only. */
export const softwareKey = (publisher: string, title: string): string => `${publisherKey(publisher)}|${fold(title)}`
