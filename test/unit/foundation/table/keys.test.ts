import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derivedId, derivedUlid, newIds } from '../../../../lib/foundation/table/ids.ts'
import { nameOrder, pairItemKey, pairsByLicense } from '../../../../lib/foundation/table/keys.ts'

describe('keys', () => {
  it('order names within the 1,024 bytes of a sort key, cut between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
        const order = nameOrder(name, '01ARZ3NDEKTSV4RRFFQ69G5FAV')
        expect(Buffer.byteLength(order)).toBeLessThanOrEqual(1024)
        expect(name.startsWith(order.slice(0, -27)) && order.isWellFormed()).toBe(true)
      }),
    )
  })

  it('spread pairs over 64 partitions', () => {
    const partitions = new Set(Array.from({ length: 2000 }, (_, index) => pairItemKey(`A#L${index}`).pk))
    expect(partitions.size).toBe(64)
  })

  it('keep pairs of one license number together', () => {
    const { pk, sk } = pairItemKey('A1#L')
    expect(pairItemKey('A2#L').pk).toBe(pk)
    expect(pairsByLicense('L').partition).toBe(pk)
    expect(sk.startsWith(pairsByLicense('L').prefix)).toBe(true)
  })
})

describe('ids', () => {
  const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

  it('are ULIDs, rising', () => {
    const next = newIds()
    const ids = Array.from({ length: 1000 }, next)
    expect(ids.every((id) => ulid.test(id))).toBe(true)
    expect(ids).toEqual([...ids].sort())
  })

  it('that are derived follow from their parts alone, and differ with any of them', () => {
    expect(derivedId('a', 'b')).toBe(derivedId('a', 'b'))
    expect(new Set([derivedId('a', 'b'), derivedId('ab'), derivedId('a', 'c'), derivedId('ab', '')]).size).toBe(4)
    expect(derivedId('a')).toMatch(ulid)
  })

  it('that are derived at a time sort by it', () => {
    const [earlier, later] = [
      derivedUlid('2026-01-01T00:00:00.000Z', 'z'),
      derivedUlid('2026-01-01T00:00:00.001Z', 'a'),
    ]
    expect(earlier < later).toBe(true)
    expect(earlier).toMatch(ulid)
  })
})
