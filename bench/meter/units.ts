import { isDeepStrictEqual } from 'node:util'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import type { Item } from '../../lib/foundation/table/table.ts'

const perContainer = 3
const perElement = 1

/** A byte for two digits, one for the exponent, one for a minus sign; zeros around the digits do not count. */
const sizeOfNumber = (number: string): number => {
  const [mantissa = ''] = number.split('e')
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '')
  return Math.ceil(digits.length / 2) + 1 + (number.startsWith('-') ? 1 : 0)
}

const sum = <T>(members: Iterable<T>, size: (member: T) => number): number =>
  [...members].reduce((total, member) => total + size(member), 0)

const sizeOfValue = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return sizeOfNumber(String(value))
  if (typeof value === 'boolean' || value === null) return 1
  if (value instanceof Uint8Array) return value.byteLength
  if (value instanceof Set) return sum(value, sizeOfValue)
  if (Array.isArray(value)) return perContainer + sum(value, (member) => perElement + sizeOfValue(member))
  if (typeof value === 'object') return perContainer + sizeOfMembers(value, perElement)
  throw new Error(`The meter does not know the size of a ${typeof value}.`)
}

/** Names and values; what is undefined is not stored. */
const sizeOfMembers = (members: object, each: number): number =>
  sum(Object.entries(members), ([name, value]) =>
    value === undefined ? 0 : each + Buffer.byteLength(name) + sizeOfValue(value),
  )

/**
 * Bytes of an item by DynamoDB's rules.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOfItem = (item: Item): number => sizeOfMembers(item, 0)

const readUnit = 4 * 1024
const writeUnit = 1024

/** Units of one read; nothing found costs as much as a small item. @param bytes of an item, or of all that a query met */
export const unitsToRead = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / readUnit)) / (consistent ? 1 : 2)

/** The larger of what was there and what comes decides. */
const unitsToWrite = (...items: (Item | undefined)[]): number =>
  Math.max(1, ...items.map((item) => Math.ceil(sizeOfItem(item ?? {}) / writeUnit)))

/** An item before and after a write; undefined where there is none. */
export interface Written {
  before: Item | undefined
  after: Item | undefined
}

type Index = (typeof tableDefinition.indexes)[number]

/** What an index holds of an item: nothing when the item lacks a key of the index. */
const entryOf = (item: Item | undefined, { partitionKey, sortKey }: Index): Item | undefined => {
  if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined
  const { partitionKey: pk, sortKey: sk, projected } = tableDefinition
  const held = new Set<string>([pk, sk, partitionKey, sortKey, ...projected])
  return Object.fromEntries(Object.entries(item).filter(([name]) => held.has(name)))
}

/** An entry is written once when it comes, changes or goes; one whose key changes goes and comes. */
const unitsToIndex = ({ before, after }: Written, index: Index): number => {
  const [old, next] = [entryOf(before, index), entryOf(after, index)]
  if (isDeepStrictEqual(old, next)) return 0
  const { partitionKey, sortKey } = index
  const moves = old && next && (old[partitionKey] !== next[partitionKey] || old[sortKey] !== next[sortKey])
  return moves ? unitsToWrite(old) + unitsToWrite(next) : unitsToWrite(old, next)
}

const unitsOf =
  (times: number) =>
  (written: Written): number =>
    times * unitsToWrite(written.before, written.after) +
    tableDefinition.indexes.reduce((units, index) => units + unitsToIndex(written, index), 0)

/** Units of a write by itself. */
export const unitsAlone = unitsOf(1)

/** Units of one write within a transaction: the table takes it twice, its indexes once. */
export const unitsInTransaction = unitsOf(2)
