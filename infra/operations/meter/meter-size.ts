import type { Item } from '../../../lib/foundation/table/table.ts'

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
