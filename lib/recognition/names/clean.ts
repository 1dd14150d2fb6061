/** ® and its like; written before compatibility forms are folded, because that makes ™ the letters TM. */
const marks = /[®™©℠]/gu
const spelledMarks = /\((?:R|TM)\)/giu
const spaces = /[\t-\r\u0085\p{Z}]+/gu
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** Nothing of such text is folded, and most names are such. */
const plain = /^[ -~]*$/u

const foldForms = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(marks, ' ')
    .normalize('NFKC')
    .replaceAll(spaces, ' ')
    .replaceAll(invisible, '')
    .normalize('NFKC')

/**
 * Text without what nobody sees or says: NFKC, trademark signs and invisible characters out, one space where there were
 * several. Cleaning what is clean changes nothing.
 */
export const clean = (text: string): string =>
  (plain.test(text) ? text : foldForms(text)).replaceAll(spelledMarks, ' ').replaceAll(spaces, ' ').trim()

/** Text without any of these characters at its end; a regular expression would try each of them as a beginning. */
export const withoutAtEnd = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/** Whether there is a letter or a digit to know it by. */
export const isNamed = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
