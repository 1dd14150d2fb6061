import { createHash } from 'node:crypto'
import type { Entitlement } from '../../../lib/agreements/records/entitlement.ts'
import { type AgreementNumberPair, pairKey } from '../../../lib/agreements/records/pair.ts'
import type { Result } from '../../../lib/entitlements/vlsc/contract.ts'
import { type Product, products } from './products.ts'

/** Agreement numbers that begin so have a status by their name. */
const prefixes = { 'EXP-': 'expired', 'NF-': 'not-found', 'OK-': 'valid' } as const

const programs = ['Open License', 'Open Value', 'Open Value Subscription', 'Select Plus', 'Enterprise Agreement']

const organizations = [
  'A. Datum Corporation',
  'Adventure Works Cycles',
  'Blue Yonder Airlines',
  'City Power & Light',
  'Coho Vineyard & Winery',
  'Contoso, Ltd',
  'Fabrikam, Inc.',
  'Fourth Coffee',
  'Litware, Inc.',
  'Margie’s Travel',
  'Northwind Traders',
  'Proseware, Inc.',
  'School of Fine Art',
  'Südwind Großhandel GmbH',
  'Tailspin Toys',
  'Wingtip Toys',
]

/** Numbers that look like chance, and are the same for the same key: whole ones below a limit. */
const numbersOf = (key: string): ((limit: number) => number) => {
  let block = Buffer.alloc(0)
  let round = 0
  return (limit) => {
    if (block.length < 4) {
      block = createHash('sha256').update(`${round}${key}`).digest()
      round += 1
    }
    const number = block.readUInt32BE()
    block = block.subarray(4)
    return number % limit
  }
}

const pick = <T>(list: readonly T[], next: (limit: number) => number): T => {
  const item = list[next(list.length)]
  if (item === undefined) throw new RangeError('There is nothing to pick from.')
  return item
}

const statusOf = (key: string, next: (limit: number) => number): Result['status'] => {
  const tenth = next(10)
  for (const [prefix, status] of Object.entries(prefixes)) if (key.startsWith(prefix)) return status
  return tenth === 0 ? 'not-found' : tenth === 1 ? 'expired' : 'valid'
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

const entitlementOf = (product: Product, next: (limit: number) => number): Entitlement => {
  const quantity = pick([1, 5, 10, 25, 50, 100, 250, 1_000], next) + next(20)
  const assured = product.type.endsWith('Software Assurance')
  return {
    ...product,
    effectiveQuantity: product.type === 'Software Assurance' ? 0 : quantity,
    activeSoftwareAssuranceQuantity: assured ? quantity : 0,
  }
}

const entitlementsOf = (next: (limit: number) => number): Entitlement[] => {
  const chosen = new Set(Array.from({ length: 1 + next(4) }, () => pick(products, next)))
  return [...chosen].map((product) => entitlementOf(product, next))
}

/**
 * What the simulator knows of a pair: made from its key, so always the same. Of a hundred pairs about 80 are valid, 10
 * expired and 10 not found; agreement numbers that begin with OK-, EXP- or NF- are what they say.
 */
export const answerOf = ({ agreementNumber, licenseNumber }: AgreementNumberPair): Result => {
  const key = pairKey({ agreementNumber, licenseNumber })
  const next = numbersOf(key)
  const status = statusOf(key, next)
  if (status === 'not-found') return { agreementNumber, licenseNumber, status }
  const startYear = status === 'expired' ? 2013 + next(8) : 2022 + next(3)
  const endYear = startYear + (status === 'expired' ? 3 : 10)
  const day = `${twoDigits(1 + next(12))}-${twoDigits(1 + next(28))}`
  return {
    agreementNumber,
    licenseNumber,
    status,
    program: pick(programs, next),
    organization: pick(organizations, next),
    startDate: `${startYear}-${day}`,
    endDate: `${endYear}-${day}`,
    entitlements: entitlementsOf(next),
  }
}
