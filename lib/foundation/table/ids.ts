import { createHash } from 'node:crypto'
import { monotonicFactory } from 'ulid'
import * as z from 'zod'

export const ulid = /[0-7][0-9A-HJKMNP-TV-Z]{25}/
/** The id of a thing; ids that are derived have this form too. */
export const Ulid = z.string().regex(new RegExp(`^${ulid.source}$`), 'An id is a ULID, of 26 characters.')

/** Fields of what the API shows of a thing that changes. */
export const versioned = { version: z.int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() }

export type NewId = () => string

export const newIds = (): NewId => {
  const next = monotonicFactory()
  return () => next()
}

/** Crockford's base 32, as ULIDs use it. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const base32 = (number: bigint, characters: number): string =>
  Array.from(number.toString(32).padStart(characters, '0').slice(-characters), (digit) =>
    alphabet.charAt(Number.parseInt(digit, 32)),
  ).join('')

const hashOf = (parts: readonly string[]): bigint =>
  BigInt(`0x${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`)

/** 26 characters that follow from `parts` alone, so that a repeated delivery finds what the first one made. */
export const derivedId = (...parts: readonly string[]): string => `0${base32(hashOf(parts), 25)}`

/** A ULID whose random part follows from `parts`. @param at ISO 8601 UTC */
export const derivedUlid = (at: string, ...parts: readonly string[]): string =>
  `${base32(BigInt(Date.parse(at)), 10)}${base32(hashOf(parts), 16)}`
