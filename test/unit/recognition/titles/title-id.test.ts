import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ulid } from '../../../../lib/foundation/table/ids.ts'
import { softwareNameHash } from '../../../../lib/foundation/table/keys.ts'
import { hashOfId, idOfName, nameId, titleKey, titleSubject } from '../../../../lib/recognition/titles/title-id.ts'

const names = fc.record({ publisher: fc.string(), title: fc.string() })

describe('the id of a name of software', () => {
  it('leads to the hash of the name, and so to its item', () => {
    fc.assert(
      fc.property(names, (name) => {
        const id = idOfName(name)
        expect(Ulid.safeParse(id).success).toBe(true)
        expect(hashOfId(id)).toBe(softwareNameHash(name.publisher, name.title))
      }),
    )
  })

  it('also where another name has the hash, and differs from the id of that one', () => {
    fc.assert(
      fc.property(names, names, (name, other) => {
        const hash = softwareNameHash(name.publisher, name.title, 1)
        expect(hashOfId(nameId(hash, name))).toBe(hash)
        if (JSON.stringify(name) !== JSON.stringify(other)) expect(nameId(hash, name)).not.toBe(nameId(hash, other))
      }),
    )
  })

  it('of any form leads to some hash, or none that there is', () => {
    expect(hashOfId('0'.repeat(26))).toHaveLength(8)
    expect(hashOfId('Z'.repeat(26))).toHaveLength(8)
  })

  it('is not the key of its title, which does not depend on case and punctuation', () => {
    const [one, other] = [
      { publisher: 'Acme', title: 'Draw 2024' },
      { publisher: 'ACME', title: 'draw, 2024' },
    ]
    expect(idOfName(one)).not.toBe(idOfName(other))
    expect(titleKey(one)).toBe(titleKey(other))
    expect(titleSubject(one)).toBe(titleSubject(other))
  })
})
