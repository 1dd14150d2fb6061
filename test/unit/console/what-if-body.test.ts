import { describe, expect, it } from 'vitest'
import { bodyOf, emptyAsk, isAsked } from '../../../console/src/pages/family/what-if-body.ts'
import { family, product } from './family.ts'

const office = family({ products: [product('Standard 2019', 9, 2), product('Access 2019', 9, 5)] })
const unknown = { ...product('Planner', 3, 3), product: { family: 'Planner' } }

describe('What is asked of a family', () => {
  it('begins with licenses for what lacks most', () => {
    const asked = emptyAsk(office)
    expect(isAsked(asked, office)).toBe(true)
    expect(bodyOf(asked, office)).toEqual({
      entitlements: [{ product: { family: 'Office', edition: 'Access', version: '2019' }, quantity: 5 }],
    })
  })

  it('is nothing while nothing is different', () => {
    const covered = family()
    expect(isAsked(emptyAsk(covered), covered)).toBe(false)
    expect(bodyOf(emptyAsk(covered), covered)).toEqual({})
  })

  it('names a title where the title is no known product', () => {
    const planner = family({ products: [unknown] })
    expect(bodyOf(emptyAsk(planner), planner)).toEqual({ entitlements: [{ titleId: 'Planner', quantity: 3 }] })
  })

  it('has all policies where one differs, as each left out would count', () => {
    const strict = family({ policies: { priorVersion: false, softwareAssurance: true, lowerEdition: false } })
    const asked = { ...emptyAsk(strict), policies: { ...strict.policies, softwareAssurance: false } }
    expect(isAsked(asked, strict)).toBe(true)
    expect(bodyOf({ ...asked, remove: ['a'], on: '2027-01-01' }, strict)).toEqual({
      policies: { priorVersion: false, softwareAssurance: false, lowerEdition: false },
      remove: ['a'],
      on: '2027-01-01',
    })
  })
})
