import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHeldOut, knownNames, measureNormalization } from '../../../../bench/normalization.ts'
import { type DetectedSoftware, normalize } from '../../../../lib/recognition/names/normalize.ts'
import {
  companySuffixes,
  languagesAtEnd,
  publisherRules,
  soldByMajorVersion,
  stayRules,
  titleRules,
} from '../../../../lib/recognition/names/rules.ts'
import { publisherKey, softwareKey } from '../../../../lib/recognition/names/software-key.ts'
import { kindByName } from '../../../../lib/recognition/titles/title-decisions.ts'
import { neverMeet, publisherExamples, titleExamples } from '../../normalization/examples.ts'

const keyOf = (detected: DetectedSoftware): string => {
  const { publisher, title } = normalize(detected)
  return softwareKey(publisher, title)
}
const titleOf = (title: string, publisher = 'Contoso'): string => normalize({ publisher, title }).title
const publisherOf = (publisher: string): string => normalize({ publisher, title: 'Any' }).publisher

const idsOf = (rules: readonly { id: string }[]): string[] => rules.map(({ id }) => id)
const rulesOf = (examples: readonly { rule: string }[]): string[] => examples.map(({ rule }) => rule)

describe('Rules', () => {
  const titles = [...Object.values(titleRules).flat(), ...languagesAtEnd, ...stayRules, ...soldByMajorVersion]
  const publishers = [...publisherRules, ...companySuffixes]

  test('each rule has an id of its own', () => {
    const all = [...titles, ...publishers]
    expect(new Set(idsOf(all)).size).toBe(all.length)
  })

  test('each rule has an example', () => {
    expect(rulesOf(titleExamples).toSorted()).toEqual(idsOf(titles).toSorted())
    expect(rulesOf(publisherExamples).toSorted()).toEqual(idsOf(publishers).toSorted())
  })

  test.each(titleExamples)('$rule changes a title and not one much like it', ({ publisher, changed, nearMiss }) => {
    expect(titleOf(changed[0], publisher)).toBe(changed[1])
    expect(titleOf(nearMiss[0], publisher)).toBe(nearMiss[1])
  })

  test.each([
    'AutoCAD 2022 - 简体中文 (Simplified Chinese)',
    'AutoCAD 2022 - Português - Brasil (Brazilian Portuguese)',
  ])('%s names its language twice', (title) => {
    expect(titleOf(title, 'Autodesk')).toBe('AutoCAD 2022')
  })

  test.each(publisherExamples)('$rule changes a publisher and not one much like it', ({ changed, nearMiss }) => {
    expect(publisherOf(changed[0])).toBe(changed[1])
    expect(publisherOf(nearMiss[0])).toBe(nearMiss[1])
  })
})

describe('Company suffixes', () => {
  const spellings = [
    ...['Inc.', 'Inc', ', Inc.', 'INC', ',Inc', 'Incorporated', 'LLC', 'L.L.C.', 'Ltd', 'Ltd.', 'Limited', 'Co., Ltd.'],
    ...['Corp.', 'Corporation', 'GmbH', 'GmbH & Co. KG', 'AG', 'S.A.', 'S. A.', 'B.V.', 's.r.o.', 'spol. s r.o.', 'AB'],
    ...['Pty Ltd', 'Pty. Ltd.', 'Pvt. Ltd.', 'Private Limited', 'Sp. z o.o.', 'Sp. z o. o.', 'S.p.A.', 'A/S', 'Oy'],
    ...[
      'S.A. de C.V.',
      'S. A. de C. V.',
      'a.s.',
      'K.K.',
      '株式会社',
      'FZ-LLC',
      'Kft.',
      'd.o.o.',
      'SIA',
      'SE',
      '& Co. KG',
    ],
  ]

  test.each(spellings)('%s is taken off', (suffix) => {
    expect(publisherKey(publisherOf(`Contoso Systems ${suffix}`))).toBe(publisherKey('Contoso Systems'))
  })

  test.each(['AG', 'Limited', 'S.A.', 'GmbH & Co. KG', '有限公司', 'www.'])('%s alone stays a name', (publisher) => {
    expect(publisherOf(publisher)).not.toBe('')
    expect(publisherOf(publisher)).not.toBe('Unknown publisher')
  })

  test.each(['', '  ', '-', '\u200b', 'N/A', 'Unknown', 'none', 'Unknown, Inc.'])(
    '%j is not a publisher',
    (publisher) => {
      expect(publisherOf(publisher)).toBe('Unknown publisher')
    },
  )
})

describe('Titles', () => {
  test.each(neverMeet)('titles of $publisher that a license tells apart stay apart', ({ publisher, titles }) => {
    const variants = ['', ' (x64)', ' 12.3.4', ' - en-us', ' version 1.2 (64-bit) - Deutsch']
    for (const variant of variants) {
      const keys = titles.map((title) => keyOf({ publisher, title: `${title}${variant}` }))
      expect(new Set(keys).size).toBe(titles.length)
      expect(keys).toEqual(titles.map((title) => keyOf({ publisher, title })))
    }
  })

  test('a title is never empty', () => {
    expect(titleOf('')).toBe('Unknown title')
    expect(titleOf('\u200b\t')).toBe('Unknown title')
    expect(titleOf('(x64)')).toBe('(x64)')
    expect(titleOf('1.2.3')).toBe('1.2.3')
    expect(titleOf('★')).toBe('★')
  })

  test('a title keeps its first word', () => {
    expect(titleOf('64-bit Emulator 1.2')).toBe('64-bit Emulator')
    expect(titleOf('version 3.0')).toBe('version')
  })

  test('brackets that tell licenses apart stay when a version in them goes', () => {
    expect(titleOf('Suite (Standard, 64-bit)')).toBe('Suite (Standard)')
    expect(titleOf('Anaconda3 2020.07 (Python 3.8.3 64-bit)')).toBe('Anaconda3')
    expect(titleOf('Assistant (FPV series)')).toBe('Assistant (FPV series)')
  })

  test('words of JavaScript are words', () => {
    expect(titleOf('constructor __proto__ toString')).toBe('constructor __proto__ toString')
  })

  test('titles without letters or digits stay apart too', () => {
    expect(softwareKey('A', '★')).not.toBe(softwareKey('A', '☆'))
    expect(softwareKey('A', '|')).not.toBe(softwareKey('A|', ''))
  })
})

const insertions = ['\u200b', '\u00ad', '\ufeff', '\u2060', '\u0001']
/** Ways to write the same name otherwise. */
const respellings: Record<string, (text: string, place: number) => string> = {
  'tabs and double spaces': (text) => `\t${text.replaceAll(' ', ' \t ')}\u00a0`,
  'invisible characters': (text, place) => {
    const at = place % (text.length + 1)
    return text.slice(0, at) + (insertions[place % insertions.length] ?? '') + text.slice(at)
  },
  'trademark signs': (text, place) => text.replaceAll(' ', `${['®', '™', '(R)', '(TM)', ' (tm)'][place % 5]} `),
  'decomposed letters': (text) => text.normalize('NFD'),
  'full-width letters': (text) =>
    text.replaceAll(/[!-~]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
  'upper case': (text) => text.toUpperCase(),
}
const additions = ['(x64)', '9.8.7', 'version 9.8.7', '64-bit', '(64-bit)', 'v9.8.7-beta.1', '(remove only)', 'en-US']

const anyKnown = fc.constantFrom(...knownNames())
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 512 }),
  fc.string({ unit: 'grapheme', maxLength: 512 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 512 }).map((codes) => String.fromCharCode(...codes)),
)
const pieces =
  '( ) [ ] - – , ; : . ( ) 64 32 bit bits -bit x64 x86 amd64 edition version v v. ver 1.2 8_8_2 v1.2 go1.2 a-1.2 7-x64 9 2020 2020.1 r8942 sp 1 SP1 service pack beta 2 rc1 build for based deutsch English, French - de en-US enu Pro Standard 2016 KB123456 Windows 8.1 USB 3.0 Acrobat Reader 9.5 ® ™ (R) (TM) ( user remove only bb6b5a062e gnu'.split(
    ' ',
  )
const anyPieces = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(' ', ' ', ' ', '')), { maxLength: 24 })
  .map((parts) => parts.flat().join(''))
const anyPublisher = fc.oneof(
  fc.constantFrom('Adobe', 'Autodesk, Inc.', 'Microsoft Corporation', '', 'TechSmith'),
  fc
    .array(
      fc.constantFrom(
        'Foo',
        'Unknown',
        'Inc.',
        'S.',
        'A.',
        ',',
        'Ltd',
        'GmbH',
        '&',
        'Co.',
        'KG',
        'www.',
        'https://',
        '-',
        '有限公司',
        '有限公司 Inc ',
        '株式会社www.',
        '有限公司',
        '-',
      ),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join(' ')),
  anyText,
)

describe('Normalizing', { timeout: 60_000 }, () => {
  test('normalizing again changes nothing', () => {
    const isSettled = (detected: DetectedSoftware) => {
      const normalized = normalize(detected)
      expect(normalize(normalized)).toEqual(normalized)
      expect(normalized.title).not.toBe('')
      expect(normalized.publisher).not.toBe('')
      expect(keyOf(normalized)).toBe(keyOf(detected))
    }
    for (const name of knownNames()) isSettled(name)
    const anyTitle = fc.oneof({ arbitrary: anyPieces, weight: 4 }, { arbitrary: anyText, weight: 1 })
    fc.assert(fc.property(fc.record({ publisher: anyPublisher, title: anyTitle }), isSettled), { numRuns: 2000 })
  })

  test.each(Object.entries(respellings))('%s does not matter', (_, respell) => {
    fc.assert(
      fc.property(anyKnown, fc.nat(1000), ({ publisher, title }, place) => {
        const respelled = { publisher: respell(publisher, place), title: respell(title, place) }
        expect(keyOf(respelled)).toBe(keyOf({ publisher, title }))
        expect(kindByName(respelled)).toEqual(kindByName({ publisher, title }))
      }),
    )
  })

  test('versions, architectures and company suffixes after a name do not matter', () => {
    for (const name of knownNames()) {
      const { publisher, title } = normalize(name)
      if (soldByMajorVersion.some((it) => it.publisher.test(publisher) && it.pattern.test(title))) continue
      for (const addition of additions) {
        const longer = { publisher: `${publisher}, Inc.`, title: `${title} ${addition}` }
        expect(keyOf(longer), JSON.stringify(longer)).toBe(keyOf(name))
      }
    }
  })

  test('time is proportional to the length of any text', () => {
    const seeds = [
      ...pieces,
      '1.',
      '.1',
      '_1',
      '-1.1',
      'a-',
      '((',
      '(x64',
      '1.1-',
      'v1',
      ' - de',
      'https://',
      '-',
      '有限公司',
      '有限公司 Inc ',
      '株式会社www.',
      'Co. ',
      ' driver',
      'usb ',
      ', Inc',
    ]
    const timeOf = (length: number): number => {
      const start = performance.now()
      for (const seed of seeds)
        for (const ending of ['', '!', ')']) {
          const hostile = seed.repeat(Math.ceil(length / seed.length)).slice(0, length) + ending
          normalize({ publisher: hostile, title: hostile })
          normalize({ publisher: hostile, title: `${seed} `.repeat(length / (seed.length + 1)) + ending })
        }
      return performance.now() - start
    }
    timeOf(512)
    const best = (length: number): number => Math.min(timeOf(length), timeOf(length))
    const [short, long] = [best(512), best(512 * 8)]
    expect(long / short).toBeLessThan(8 * 5)
    expect(short / (seeds.length * 6)).toBeLessThan(20)
  })
})

describe('Against a package manager', { timeout: 60_000 }, () => {
  const { namesPerSecond: _, ...measured } = measureNormalization()

  test('names of held-out identities become one title as often as they should', () => {
    expect(measured.heldOut.identityPairs).toBeGreaterThanOrEqual(50)
    expect(measured.heldOut.precision).toBeGreaterThanOrEqual(0.99)
    expect(measured.heldOut.recall).toBeGreaterThanOrEqual(0.9)
    expect(measured.heldOut.exactRows).toBeGreaterThanOrEqual(0.95)
  })

  test('names that the rules were written from become one title as often as they should', () => {
    expect(measured.developed.precision).toBeGreaterThanOrEqual(0.99)
    expect(measured.developed.recall).toBeGreaterThanOrEqual(0.99)
    expect(measured.developed.sameLetters).toBeGreaterThanOrEqual(0.9)
  })

  test('the measure is the same every time, and no identity is in both parts', () => {
    const { namesPerSecond: __, ...again } = measureNormalization()
    expect(again).toEqual(measured)
    const { developed, heldOut } = measured
    expect(developed.rows + heldOut.rows).toBe(knownNames().length)
    expect(heldOut.rows).toBe(knownNames().filter(({ identity }) => isHeldOut(identity)).length)
  })
})
