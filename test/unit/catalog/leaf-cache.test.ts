import { describe, expect, it } from 'vitest'
import type { Leaf } from '../../../lib/catalog/leaf.ts'
import { leafCache } from '../../../lib/catalog/leaf-cache.ts'

const mebibyte = 1024 * 1024
const leafOf = (weight: number): Leaf => ({ ids: [], names: [], keys: [], licensable: '', weight })

describe('the cache of leaves', () => {
  it('gives a leaf at the revision that it was read at, and at no other', () => {
    const cache = leafCache()
    const leaf = leafOf(1)
    cache.put('a', 3, leaf)
    expect(cache.get('a', 3)).toBe(leaf)
    expect(cache.get('a', 4)).toBeUndefined()
    expect(cache.get('b', 3)).toBeUndefined()
  })

  it('holds at most 32 MB, and drops what was not asked for the longest', () => {
    const cache = leafCache()
    for (const name of ['a', 'b', 'c']) cache.put(name, 1, leafOf(10 * mebibyte))
    expect(cache.get('a', 1)).toBeDefined()
    cache.put('d', 1, leafOf(10 * mebibyte))
    expect(['a', 'b', 'c', 'd'].filter((name) => cache.get(name, 1))).toEqual(['a', 'c', 'd'])
    for (let revision = 2; revision < 20; revision++) cache.put('d', revision, leafOf(10 * mebibyte))
    expect(['a', 'c'].filter((name) => cache.get(name, 1))).toEqual(['a', 'c'])
    cache.put('e', 1, leafOf(40 * mebibyte))
    expect(cache.get('e', 1)).toBeUndefined()
  })
})
