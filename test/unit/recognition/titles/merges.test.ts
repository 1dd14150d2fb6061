import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followMerges, type Merge } from '../../../../lib/recognition/titles/merges.ts'
import { titleKey } from '../../../../lib/recognition/titles/title-id.ts'

const named = (title: string) => ({ publisher: 'Maker', title })

/** Merges as `from>into`, each a moment after the one before it. */
const merges = (...steps: string[]) => {
  const found = new Map<string, Merge>()
  for (const [index, step] of steps.entries()) {
    const [from = '', into = ''] = step.split('>')
    found.set(titleKey(named(from)), {
      value: { into: named(into) },
      at: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
    })
  }
  return (key: string) => found.get(key)
}

describe('the title that stands for a title', () => {
  it.each([
    { steps: [], from: 'a', stays: 'a', because: 'it was not merged' },
    { steps: ['a>b'], from: 'a', stays: 'b', because: 'it was merged' },
    { steps: ['a>b', 'b>c'], from: 'a', stays: 'c', because: 'what it was merged into was merged as well' },
    { steps: ['b>c', 'a>b'], from: 'a', stays: 'c', because: 'the order in which merges were made does not matter' },
    {
      steps: ['a>b', 'b>a'],
      from: 'a',
      stays: 'a',
      because: 'the newest decision of a circle names the one that stays',
    },
    { steps: ['a>b', 'b>a'], from: 'b', stays: 'a', because: 'it is the same for all titles of the circle' },
    { steps: ['a>b', 'b>c', 'c>a'], from: 'b', stays: 'a', because: 'circles may be long' },
    {
      steps: ['a>b', 'b>a', 'x>b'],
      from: 'x',
      stays: 'a',
      because: 'a newer decision outside of a circle is not of it',
    },
  ])('$from is $stays after $steps, as $because', ({ steps, from, stays }) => {
    expect(followMerges(named(from), merges(...steps))).toEqual(named(stays))
  })

  it('is the same for all titles of a group, and stands for itself', () => {
    const title = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const step = fc.tuple(title, title).filter(([from, into]) => from !== into)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), title, (steps, from) => {
        const mergeOf = merges(...steps.map(([one, other]) => `${one}>${other}`))
        const stays = followMerges(named(from), mergeOf)
        expect(followMerges(stays, mergeOf)).toEqual(stays)
        const next = mergeOf(titleKey(named(from)))?.value
        if (next) expect(followMerges(next.into, mergeOf)).toEqual(stays)
      }),
    )
  })
})
