import { describe, expect, it } from 'vitest'
import { keepLast } from '../../../lib/foundation/collections.ts'

describe('The last value that was made', () => {
  it('is kept for its name, until another name is asked for', async () => {
    const keep = keepLast<number>()
    let made = 0
    const make = async () => ++made
    expect([await keep('a', make), await keep('a', make), await keep('b', make), await keep('a', make)]).toEqual([
      1, 1, 2, 3,
    ])
  })

  it('is not an error: what could not be made is made again', async () => {
    const keep = keepLast<number>()
    await expect(keep('a', () => Promise.reject(new Error('The bucket does not answer.')))).rejects.toThrow('bucket')
    expect(await keep('a', async () => 1)).toBe(1)
  })

  it('is that of its own name, also when two are made at once', async () => {
    const keep = keepLast<string>()
    const later = Promise.withResolvers<string>()
    const slow = keep('slow', () => later.promise)
    expect(await keep('fast', async () => 'fast')).toBe('fast')
    later.resolve('slow')
    expect(await slow).toBe('slow')
  })
})
