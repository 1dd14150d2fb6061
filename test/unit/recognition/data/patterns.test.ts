import { describe, expect, test } from 'vitest'
import { readDataLines } from '../../../../lib/foundation/files/data-file.ts'
import { matchPattern } from '../../../../lib/recognition/data/patterns.ts'
import { normalize, normalizePublisher } from '../../../../lib/recognition/names/normalize.ts'
import { patternExamples } from '../../normalization/examples.ts'

const match = ([publisher, title]: readonly [string, string]) =>
  matchPattern(normalizePublisher(publisher), [title, normalize({ publisher, title }).title])

const lines = readDataLines(new URL('../../../../lib/recognition/data/patterns.tsv', import.meta.url))

describe('Patterns', () => {
  test.each(lines)(
    '$id is a regular expression that does not match everything',
    ({ id, kind, title, publisher, family }) => {
      expect(id).toMatch(/^[a-z0-9-]+$/)
      expect(['licensed', 'subscription', 'free', 'component', ...(family ? ['unknown'] : [])]).toContain(kind)
      expect(title).toBeDefined()
      expect(new RegExp(title ?? '', 'iu').test('')).toBe(false)
      expect(() => new RegExp(publisher ?? '', 'iu')).not.toThrow()
    },
  )

  test.each(patternExamples)('$rule finds a component and not a name much like it', ({ rule, hit, nearMiss }) => {
    expect(match(hit)?.kind).toBe('component')
    expect(match(nearMiss)?.id).not.toBe(rule)
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
    // Milliseconds: time that grows with the square would be seconds for each text.
    expect(Math.min(timeOf(512 * 8), timeOf(512 * 8))).toBeLessThan(2_000)
  })
})
