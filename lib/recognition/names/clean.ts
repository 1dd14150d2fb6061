/** Taken out before compatibility forms are folded, which makes ™ the letters TM. */
const marks = /[®™©℠]/gu
const spelledMarks = /\((?:[Rr]|[Tt][Mm])\)/g
const spaces = /[\t-\r\u0085\p{Z}]+/gu
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** Of ASCII alone, as most names are: there is nothing to fold in them, and patterns without `u` are several times as fast. */
export const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

const foldForms = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(marks, ' ')
    .normalize('NFKC')
    .replaceAll(spaces, ' ')
    .replaceAll(invisible, '')
    .normalize('NFKC')

/** As many UTF-16 units as a name may have; one character may become 18 of them when its form is folded. */
export const longestName = 512

/** Without half of a character at the end. */
const cut = (text: string): string =>
  text.length > longestName ? text.slice(0, longestName).replace(/[\uD800-\uDBFF]$/u, '') : text

/**
 * NFKC, without trademark signs and invisible characters, with single spaces, of at most `longestName` units. Cleaning
 * again changes nothing.
 */
export const clean = (text: string): string => {
  const short = cut(text)
  const folded = isPlain(short) ? short : cut(foldForms(short))
  const unmarked = folded.replaceAll(spelledMarks, ' ')
  return unmarked.replaceAll(isPlain(unmarked) ? / {2,}/g : spaces, ' ').trim()
}

/** Takes characters off the end in linear time; a regular expression would try each of them as a beginning. */
export const withoutAtEnd = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

export const isNamed = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
