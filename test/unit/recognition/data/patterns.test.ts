import { describe, expect, test } from 'vitest'
import { matchPattern } from '../../../../lib/recognition/data/patterns.ts'
import { normalize, normalizePublisher } from '../../../../lib/recognition/names/normalize.ts'
import { readLines } from '../../../../lib/recognition/read-lines.ts'
import { patternExamples } from '../../normalization/examples.ts'

const match = ([publisher, title]: readonly [string, string]) =>
  matchPattern(normalizePublisher(publisher), [title, normalize({ publisher, title }).title])

const lines = readLines(new URL('../../../../lib/recognition/data/patterns.tsv', import.meta.url))

describe('Patterns', () => {
  test.each(lines)('$id is a regular expression that does not match everything', ({ id, kind, title, publisher, family }) => {
    expect(id).toMatch(/^[a-z0-9-]+$/)
    expect(['licensed', 'subscription', 'free', 'component', ...(family ? ['unknown'] : [])]).toContain(kind)
    expect(title).toBeDefined()
    expect(new RegExp(title ?? '', 'iu').test('')).toBe(false)
    expect(() => new RegExp(publisher ?? '', 'iu')).not.toThrow()
  })

  test.each(patternExamples)('$rule finds a component and not a name much like it', ({ rule, hit, nearMiss }) => {
    expect(match(hit)).toMatchObject({ id: rule, kind: 'component' })
    expect(match(nearMiss)).toBeUndefined()
  })

  test('a name matches in any case, with trademark signs, versions and an architecture', () => {
    expect(match(['Microsoft Corporation', 'MICROSOFT .NET Framework 4.8'])?.id).toBe('dotnet')
    expect(match(['Intel(R) Corporation', 'Intel® Chipset (Device) Software 10.1.18 (x64)'])?.id).toBe(
      'chipset-software',
    )
  })

  test('time is proportional to the length of any text', () => {
    const seeds = [
      'update ',
      'security update for ',
      'kb ',
      'kb123456',
      ' driver',
      'usb ',
      'language pack ',
      'office ',
      'a-',
    ]
    const timeOf = (length: number): number => {
      const start = performance.now()
      for (const seed of seeds) {
        const hostile = seed.repeat(Math.ceil(length / seed.length)).slice(0, length)
        for (const ending of ['', '!', ' driver']) match(['Microsoft', hostile + ending])
      }
      return performance.now() - start
    }
    timeOf(512)
    const best = (length: number): number => Math.min(timeOf(length), timeOf(length))
    expect(best(512 * 8) / best(512)).toBeLessThan(8 * 5)
  })
})
