import * as z from 'zod'

const maximumCharacters = 256
/** Control characters and the characters that override the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** What a publisher or title that a manager writes breaks; undefined when it is fine. @param name trimmed */
export const catalogNameFault = (name: string): string | undefined => {
  if (!/[\p{L}\p{N}]/u.test(name)) return 'The name has no letter and no digit.'
  if (!name.isWellFormed()) return 'The name holds half of a character (a lone surrogate).'
  const { length } = [...name]
  if (length > maximumCharacters) return `The name has ${length} characters; at most ${maximumCharacters} are allowed.`
  return invisible.test(name) ? 'The name has control characters. Type it anew.' : undefined
}

/** A publisher or a title on the wire; trimmed. */
export const CatalogName = z
  .string()
  .transform((name) => name.trim())
  .check(({ value, issues }) => {
    const fault = catalogNameFault(value)
    if (fault !== undefined)
      issues.push({ code: 'custom', input: value, message: fault, params: { code: 'invalid-name' } })
  })
  .meta({ description: `1-${maximumCharacters} characters after trimming, no control characters.` })
