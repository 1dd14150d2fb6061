import { describe, expect, it } from 'vitest'
import { readRetryAfter } from '../../../../lib/entitlements/vlsc/http-call.ts'

const now = new Date('2026-03-01T12:00:00.500Z')

describe('Retry-After', () => {
  it.each<[string | undefined, number | undefined]>([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 29_500],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['999999', 86_400_000],
    ['9'.repeat(400), 86_400_000],
    ['Tue, 01 Mar 2044 12:00:30 GMT', 86_400_000],
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon 5', undefined],
    ['2026-03-01T12:00:30Z', undefined],
    ['Sun, 99 Mar 2026 12:00:30 GMT', undefined],
  ])('%j asks for %j ms', (header, milliseconds) => {
    expect(readRetryAfter(header, now)).toBe(milliseconds)
  })
})
