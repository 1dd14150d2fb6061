import * as z from 'zod'
import { refusing } from './fault.ts'

/** Rules for the names of agreements and groups. */
const maximumCharacters = 256
const forbidden = new Set('~!@#$^&*()=+[]{}\\|;:\'"<>/')
/** Control characters and the characters that override the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** What a name breaks, in words for the person who typed it; undefined when it is fine. Spaces around do not count. */
export const nameFault = (name: string): string | undefined => {
  const trimmed = name.trim()
  if (trimmed === '') return 'A name cannot be empty.'
  if (isUnseen(trimmed)) return 'A name cannot consist of invisible characters only.'
  if (!trimmed.isWellFormed()) return 'The name holds half of a character (a lone surrogate).'
  const characters = [...trimmed]
  if (characters.length > maximumCharacters)
    return `The name has ${characters.length} characters; at most ${maximumCharacters} are allowed.`
  const position = characters.findIndex((character) => forbidden.has(character) || invisible.test(character))
  const culprit = characters[position]
  if (culprit === undefined) return undefined
  return forbidden.has(culprit)
    ? `The name has ${culprit} at position ${position + 1}. None of ${[...forbidden].join(' ')} is allowed.`
    : `The name has an invisible character (U+${culprit.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}) at position ${position + 1}.`
}

/** A text as a name, with a space for each character that no name has. It may still be empty, or too long. */
export const tidyName = (text: string): string =>
  [...text.toWellFormed()]
    .map((character) => (forbidden.has(character) || invisible.test(character) ? ' ' : character))
    .join('')
    .trim()

/** Within a word an underscore marks nothing: `SPE_E3`. */
const marks = /[<>*~`|[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu

/** A name as part of a text for people, without the characters that chats take for markup, links and mentions. */
export const plainly = (name: string): string => name.replaceAll(marks, ' ').replaceAll(/\s+/g, ' ').trim()

/** Characters that take a place and that nobody sees, beside spaces. */
const blanks = /[\u115f\u1160\u2800\u3164\uffa0]/g
const unseen = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu
const allUnseen = /^[\s\u2800\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]*$/u

export const isUnseen = (text: string): boolean => allUnseen.test(text)

/**
 * What decides whether two names are equal, of agreements, groups, devices and all else: NFC, without characters that
 * nobody sees, trimmed, runs of spaces collapsed, upper-cased.
 */
export const nameKey = (name: string): string =>
  name.replaceAll(blanks, ' ').replaceAll(unseen, '').normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase()

/** A name on the wire; trimmed, otherwise as typed. */
export const Name = z
  .string()
  .transform((name) => name.trim())
  .check(refusing('invalid-name', nameFault))
  .meta({
    description: `1-${maximumCharacters} characters after trimming; none of ${[...forbidden].join(' ')}, no control characters.`,
  })
