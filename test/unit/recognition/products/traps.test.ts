import { describe, expect, test } from 'vitest'
import { longestName } from '../../../../lib/recognition/names/clean.ts'
import { normalize } from '../../../../lib/recognition/names/normalize.ts'
import { recognizer } from '../../../../lib/recognition/products/recognize.ts'

const recognize = recognizer()

interface Trap {
  publisher: string
  title: string
  kind: string
  /** Family, edition and version. */
  product?: [family: string, edition?: string | undefined, version?: string]
  because: string
}

const traps: Record<string, Trap[]> = {
  'Java is free up to an update, and paid for after it': [
    {
      publisher: 'Oracle Corporation',
      title: 'Java 8 Update 202 (64-bit)',
      kind: 'free',
      product: ['Java SE 8'],
      because: 'it is the last public update',
    },
    {
      publisher: 'Oracle Corporation',
      title: 'Java 8 Update 211 (64-bit)',
      kind: 'subscription',
      product: ['Java SE 8, paid updates'],
      because: 'it is the first update under the new license',
    },
    {
      publisher: 'Oracle Corporation',
      title: 'Java SE Development Kit 8 Update 202',
      kind: 'free',
      because: 'kits have the numbers of updates',
    },
    {
      publisher: 'Oracle Corporation',
      title: 'Java SE Development Kit 8 Update 211',
      kind: 'subscription',
      because: 'kits have the numbers of updates',
    },
  ],
  'one name is that of a free and of a paid edition': [
    {
      publisher: 'Adobe',
      title: 'Adobe Acrobat (64-bit)',
      kind: 'unknown',
      because: 'who signs in decides whether it is Reader or Pro',
    },
    { publisher: 'Adobe', title: 'Adobe Acrobat DC', kind: 'unknown', because: 'it does not say Standard or Pro' },
    {
      publisher: 'Adobe',
      title: 'Adobe Acrobat Reader (64-bit)',
      kind: 'free',
      product: ['Acrobat Reader'],
      because: 'only Reader is called that',
    },
    {
      publisher: 'Adobe',
      title: 'Adobe Acrobat XI Pro',
      kind: 'licensed',
      product: ['Acrobat', 'Pro', 'XI'],
      because: 'it says its edition',
    },
    {
      publisher: 'IObit',
      title: 'Driver Booster 10',
      kind: 'unknown',
      because: 'it is no driver, and Free and Pro have the name',
    },
  ],
  'a free product has a part or a sibling that is not': [
    {
      publisher: 'Oracle Corporation',
      title: 'Oracle VM VirtualBox 7.0.10',
      kind: 'free',
      because: 'the base package is open source',
    },
    {
      publisher: 'Oracle Corporation',
      title: 'Oracle VM VirtualBox Extension Pack',
      kind: 'licensed',
      because: 'the pack is free for personal use only',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Power BI Desktop (x64)',
      kind: 'free',
      because: 'only publishing is paid for',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Power BI Report Server',
      kind: 'licensed',
      because: 'it comes with SQL Server or capacity',
    },
  ],
  'what is free in private is not at work': [
    { publisher: 'Docker Inc.', title: 'Docker Desktop', kind: 'subscription', because: 'larger companies pay for it' },
    {
      publisher: 'Anaconda, Inc.',
      title: 'Anaconda3 2023.03 (Python 3.9.16 64-bit)',
      kind: 'subscription',
      because: 'larger organizations pay for it',
    },
    { publisher: 'win.rar GmbH', title: 'WinRAR 6.21 (64-bit)', kind: 'licensed', because: 'its trial ends' },
    { publisher: 'TeamViewer', title: 'TeamViewer', kind: 'subscription', because: 'it is free for personal use only' },
    {
      publisher: 'Microsoft Corporation',
      title: 'Visual Studio Community 2022',
      kind: 'licensed',
      product: ['Visual Studio', 'Community', '2022'],
      because: 'enterprises may not use it',
    },
  ],
  'editions decide, also those that a name does not tell': [
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft SQL Server 2019 (64-bit)',
      kind: 'licensed',
      product: ['SQL Server', '?', '2019'],
      because: 'every edition installs under this name',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft SQL Server 2019 Standard',
      kind: 'licensed',
      product: ['SQL Server', 'Standard', '2019'],
      because: 'it says its edition',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft SQL Server 2019 Express',
      kind: 'free',
      because: 'Express is free',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'SQL Server 2019 Developer Edition',
      kind: 'free',
      because: 'Developer is free outside production',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Office Professional 2019 - en-us',
      kind: 'licensed',
      product: ['Office', 'Professional', '2019'],
      because: 'it is sold in shops',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Office Professional Plus 2019 - en-us',
      kind: 'licensed',
      product: ['Office', 'Professional Plus', '2019'],
      because: 'it is sold by volume',
    },
  ],
  'a free runtime, viewer or client has the name of what is paid for': [
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Access 2016',
      kind: 'licensed',
      because: 'it is an application of Office',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Access 2016 Runtime',
      kind: 'free',
      because: 'it only runs databases',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Access database engine 2016 (English)',
      kind: 'component',
      because: 'it is a driver',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Microsoft Office Visio Viewer 2007',
      kind: 'free',
      product: ['Visio Viewer'],
      because: 'it only shows drawings',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Project My Screen App',
      kind: 'free',
      because: 'it is not Microsoft Project',
    },
    {
      publisher: 'The MathWorks, Inc.',
      title: 'MATLAB Runtime 9.13',
      kind: 'free',
      because: 'it only runs what was compiled',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Skype for Business Basic 2016 - en-us',
      kind: 'free',
      because: 'it is the free client',
    },
    {
      publisher: 'Microsoft Corporation',
      title: 'Skype for Business 2016 - en-us',
      kind: 'licensed',
      because: 'it is an application of Office',
    },
  ],
  'a product is rented from a version on': [
    {
      publisher: 'Autodesk',
      title: 'AutoCAD 2016 - English',
      kind: 'licensed',
      product: ['AutoCAD', undefined, '2016'],
      because: 'it was sold for good',
    },
    {
      publisher: 'Autodesk',
      title: 'AutoCAD 2020 - English',
      kind: 'subscription',
      product: ['AutoCAD', undefined, '2020'],
      because: 'it was not',
    },
    {
      publisher: 'Trimble Navigation Limited',
      title: 'SketchUp Pro 2022',
      kind: 'subscription',
      product: ['SketchUp', 'Pro'],
      because: 'a subscription runs every version',
    },
    {
      publisher: 'Trimble Navigation Limited',
      title: 'SketchUp Pro 2019',
      kind: 'licensed',
      product: ['SketchUp', 'Pro', '2019'],
      because: 'a classic license runs one version',
    },
  ],
}

describe.each(Object.entries(traps))('Trap: %s', (_, names) => {
  test.each(names)('$title is $kind, as $because', ({ publisher, title, kind, product }) => {
    const found = recognize({ publisher, title })
    expect(found.kind).toBe(kind)
    if (product) {
      const { family, edition, version } = found.product ?? {}
      expect([family, edition, version]).toEqual([product[0], product[1], product[2]])
    }
  })
})

describe('Names that are long, or become long', () => {
  const hostile = {
    'one that each character of makes 18': '\uFDFA',
    'one word': 'a',
    words: 'update for ',
    versions: '1.2 ',
    brackets: '(',
    'glued years': '日本2020',
  }
  const longNames = Object.entries(hostile).map(([what, seed]) => ({ what, text: seed.repeat(10_000 / seed.length) }))

  test.each(longNames)('$what are shown with at most 512 units', ({ text }) => {
    const shown = normalize({ publisher: text, title: text })
    expect(shown.title.length).toBeLessThanOrEqual(longestName)
    expect(shown.publisher.length).toBeLessThanOrEqual(longestName)
    expect(normalize(shown)).toEqual(shown)
    expect(recognize({ publisher: text, title: text }).publisher.length).toBeLessThanOrEqual(longestName)
  })

  test('a name is not cut within a character', () => {
    expect(normalize({ publisher: 'Contoso', title: `${'a'.repeat(longestName - 1)}😀` }).title).toBe(
      'a'.repeat(longestName - 1),
    )
  })

  /** The best of some runs, as others use the processor, too. */
  const timeOf = (title: string): number => {
    const runs = Array.from({ length: 12 }, (_, run) => {
      const start = performance.now()
      // Other names each time, as recognition may remember some.
      for (let name = 0; name < 4; name++) recognize({ publisher: 'Contoso', title: `${run}${name} ${title}` })
      return performance.now() - start
    })
    return Math.min(...runs)
  }

  test.each(longNames)(
    '$what take at most some hundred times the time of a short name: some milliseconds',
    ({ text }) => {
      const short = timeOf('Plotter 1.2')
      expect(timeOf(text) / short).toBeLessThan(400)
    },
  )
})

test('2D and 3D are words of a name, no versions of what is called the same without them', () => {
  const keyOf = (title: string) => recognizer()({ publisher: 'Dassault Systèmes', title }).key
  expect(keyOf('SOLIDWORKS Electrical 3D 2022')).not.toBe(keyOf('SOLIDWORKS Electrical 2022'))
})
