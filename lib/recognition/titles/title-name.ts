/** Headings of the columns of files that name a title. */
export const titleHeadings = {
  publisher: ['Publisher', 'Manufacturer', 'Vendor', 'Publisher name'],
  title: ['Title', 'Product', 'Name', 'Product title', 'Product name', 'Software title'],
} as const

export const maximumNameCharacters = 256
/** Control characters and the characters that override the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** What a publisher or title that somebody typed breaks, in words for that person; undefined when it is fine. */
export const titleNameFault = (name: string): string | undefined => {
  if (!/[\p{L}\p{N}]/u.test(name)) return 'The name has no letter and no digit.'
  if (!name.isWellFormed()) return 'The name holds half of a character (a lone surrogate).'
  const { length } = [...name.normalize('NFKC')]
  if (length > maximumNameCharacters)
    return `The name has ${length} characters; at most ${maximumNameCharacters} are allowed.`
  return invisible.test(name) ? 'The name has control characters. Type it again.' : undefined
}
