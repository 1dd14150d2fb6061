import { createHash } from 'node:crypto'
import { monotonicFactory } from 'ulid'
import * as z from 'zod'

export const ulid = /[0-7][0-9A-HJKMNP-TV-Z]{25}/
/** The id of a thing; ids that are derived have this form too. */
export const Ulid = z.string().regex(new RegExp(`^${ulid.source}$`), 'An id is a ULID, of 26 characters.')

export type NewId = () => string

export const newIds = (): NewId => {
  const next = monotonicFactory()
  return () => next()
}

/** Crockford's base 32, as ULIDs use it. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The last bits of some bytes, as so many characters. */
const base32 = (bytes: Buffer, characters: number): string => {
  let text = ''
  let [held, bits, at] = [0, 0, bytes.length]
  while (text.length < characters) {
    if (bits < 5) {
      at -= 1
      held |= (bytes[at] ?? 0) << bits
      bits += 8
    }
    text = `${alphabet[held & 31] ?? ''}${text}`
    held >>= 5
    bits -= 5
  }
  return text
}

/** 26 characters that follow from `parts` alone, so that a repeated delivery finds what the first one made. */
export const derivedId = (...parts: readonly string[]): string =>
  `0${base32(createHash('sha256').update(JSON.stringify(parts)).digest(), 25)}`

/** A ULID whose random part follows from `parts`. @param at ISO 8601 UTC */
export const derivedUlid = (at: string, ...parts: readonly string[]): string => {
  const milliseconds = Buffer.alloc(8)
  milliseconds.writeBigUInt64BE(BigInt(Date.parse(at)))
  return `${base32(milliseconds, 10)}${base32(createHash('sha256').update(JSON.stringify(parts)).digest(), 16)}`
}
