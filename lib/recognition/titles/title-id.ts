import { hash as digestOf } from 'node:crypto'
import { type Key, softwareNameHash, titleGuardKey } from '../../foundation/table/keys.ts'
import { publisherKey, softwareKey } from '../names/software-key.ts'
import type { TitleName } from './decision.ts'

/**
 * Ids of names: as devices report them, or as titles were added to the catalog. A title has the id of its earliest name,
 * and each name's id leads to its title. The first 48 of 125 bits are the hash of the name, so that an id finds the name.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const hashBits = 48n
const digits = 25
const bits = BigInt(digits * 5)

/** @param hash of the name, as `softwareNameHash` gives it @returns 26 characters */
export const nameId = (hash: string, { publisher, title }: TitleName): string => {
  const head = BigInt(`0x${Buffer.from(hash, 'base64url').toString('hex')}`)
  const digest = digestOf('sha256', JSON.stringify(['name', publisher, title]), 'hex')
  const rest = BigInt.asUintN(Number(bits - hashBits), BigInt(`0x${digest}`))
  let number = (head << (bits - hashBits)) | rest
  let text = ''
  for (let position = 0; position < digits; position++) {
    text = `${alphabet[Number(number % 32n)] ?? ''}${text}`
    number /= 32n
  }
  return `0${text}`
}

export const idOfName = (name: TitleName): string => nameId(softwareNameHash(name.publisher, name.title), name)

/** The hash of the name that has an id. @param id 26 characters of Crockford's base 32 */
export const hashOfId = (id: string): string => {
  let number = 0n
  for (const character of id.slice(1)) number = number * 32n + BigInt(Math.max(0, alphabet.indexOf(character)))
  const head = number >> (bits - hashBits)
  return Buffer.from(head.toString(16).padStart(12, '0').slice(-12), 'hex').toString('base64url')
}

/** What decides whether two titles are one. @param name as displayed */
export const titleKey = ({ publisher, title }: TitleName): string => softwareKey(publisher, title)

/** The subject of decisions about a title: few characters, whatever its name. @param key as {@link titleKey} gives it */
export const subjectOfKey = (key: string): string => digestOf('sha256', key, 'base64url').slice(0, 22)

export const titleSubject = (name: TitleName): string => subjectOfKey(titleKey(name))

export const guardKeyOf = (name: TitleName): Key => titleGuardKey(publisherKey(name.publisher), titleKey(name))

export const tellName = ({ publisher, title }: TitleName): string => `${publisher}: ${title}`
