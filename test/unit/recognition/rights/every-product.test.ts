import { describe, expect, test } from 'vitest'
import { readDataLines } from '../../../../lib/foundation/files/data-file.ts'
import type { RecognizedProduct } from '../../../../lib/recognition/data/recognition.ts'
import {
  everyRight,
  type LicenseToRun,
  type PositionPolicies,
  Right,
  runsAlso,
  useOf,
} from '../../../../lib/recognition/rights/rights.ts'

const linesOf = (file: string) =>
  readDataLines(new URL(`../../../../lib/recognition/data/rights/${file}.tsv`, import.meta.url))
const versions = linesOf('versions')
const editions = linesOf('editions').filter(({ sold }) => sold !== 'computer' && sold !== 'free')
const families = [...new Set(editions.map(({ publisher, family }) => `${publisher}|${family}`))].map((name) => {
  const [publisher = '', family = ''] = name.split('|')
  return { publisher, family }
})

interface Known {
  product: RecognizedProduct
  isVolume: boolean
  /** Its versions in order, by all names. */
  order: { indexOf: (version: string) => number }
  /** When they were released. */
  days: readonly string[]
}

/** Every product of a family: its editions in all versions that they have, under all names of these. */
const productsOf = (publisher: string, family: string): Known[] =>
  editions
    .filter((line) => line.publisher === publisher && line.family === family)
    .flatMap(({ edition, track, since, until, sold }) => {
      const all = versions.filter(
        (line) => line.publisher === publisher && line.family === family && line.track === track,
      )
      const order = {
        indexOf: (name: string) => all.findIndex(({ version, also, volume }) => [version, also, volume].includes(name)),
      }
      const days = all.flatMap(({ released }) => released ?? [])
      const place = (version: string | undefined, otherwise: number): number =>
        version === undefined ? otherwise : all.findIndex((line) => line.version === version)
      return all
        .slice(place(since, 0), place(until, all.length - 1) + 1)
        .flatMap(({ version, also, volume }) =>
          [version, also, sold === 'retail' ? undefined : volume]
            .filter((name) => name !== undefined)
            .map((name) => ({ product: { family, edition, version: name }, isVolume: sold !== 'retail', order, days })),
        )
    })

const farDay = '2099-12-31'

/** Office has millions of pairs of a license and a product. */
const timeout = 60_000

/** Every license that there can be, and the days that make a difference to it. */
const licensesOf = (publisher: string, known: readonly Known[]): { license: LicenseToRun; day: string }[] => {
  const bought = [
    ...known,
    ...known.map(({ product, ...more }) => ({ ...more, product: { ...product, version: undefined } })),
  ]
  const each = new Map(bought.map((one) => [JSON.stringify(one.product), one]))
  return [...each.values()].flatMap(({ product, isVolume, days }) => {
    const license: LicenseToRun = { publisher, product, isVolume, restrictions: [] }
    const assured = (until: string | undefined, day: string) => ({
      license: { ...license, softwareAssurance: { until } },
      day,
    })
    const plain = { license, day: farDay }
    if (!isVolume) return [plain]
    return [plain, assured(undefined, farDay), ...days.flatMap((day) => [assured(day, day), assured(day, farDay)])]
  })
}

const costs: Readonly<Record<Right, number>> = {
  exact: 0,
  renamed: 0,
  suite: 1,
  'prior-version': 2,
  'software-assurance': 20,
  'lower-edition': 30,
  manager: 10,
}
const policyOf: Partial<Record<Right, keyof PositionPolicies>> = {
  'prior-version': 'priorVersion',
  'software-assurance': 'softwareAssurance',
  'lower-edition': 'lowerEdition',
}

describe.each(families)('$publisher $family', ({ publisher, family }) => {
  const known = productsOf(publisher, family)
  const licenses = licensesOf(publisher, known)
  const mayRun = ({ license, day }: (typeof licenses)[number], product: RecognizedProduct): boolean =>
    useOf(license, product, day, everyRight) !== undefined

  test('a product needs no license beside another exactly when every license of that may run it', { timeout }, () => {
    const runners = known.map(({ product }) => licenses.map((each) => mayRun(each, product)))
    const wrong: string[] = []
    for (const [at, one] of known.entries()) {
      const ofOne = licenses
        .keys()
        .filter((each) => runners[at]?.[each] && !(one.isVolume && !licenses[each]?.license.isVolume))
        .toArray()
      for (const [place, other] of known.entries()) {
        const isImplied = ofOne.every((each) => runners[place]?.[each])
        if (runsAlso(publisher, one.product, other.product) !== isImplied)
          wrong.push(`${JSON.stringify(one.product)} and ${JSON.stringify(other.product)}: ${isImplied}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('what needs none beside another needs none beside what that needs none beside', { timeout }, () => {
    const runs = known.map((one) => known.map((other) => runsAlso(publisher, one.product, other.product)))
    expect(
      known
        .keys()
        .filter((at) => !runs[at]?.[at])
        .toArray(),
    ).toEqual([])
    const wrong: string[] = []
    for (const [first, one] of known.entries())
      for (const [second, other] of known.entries())
        if (runs[first]?.[second] && one.isVolume === other.isVolume)
          for (const [third, last] of known.entries())
            if (runs[second]?.[third] && !runs[first]?.[third])
              wrong.push([one, other, last].map(({ product }) => JSON.stringify(product)).join(' '))
    expect(wrong).toEqual([])
  })

  /** About this many of the licenses, and what they may run. */
  const sample = 150
  const step = Math.ceil(licenses.length / sample)
  const uses = licenses
    .filter((_, at) => at % step === 0)
    .flatMap(({ license, day }) =>
      known.flatMap(({ product, order }) => {
        const use = useOf(license, product, day, everyRight)
        return use === undefined ? [] : [{ license, day, product, order, use }]
      }),
    )

  test('the cost of a use is that of its rights and of the versions between', () => {
    for (const { license, product, order, use } of uses) {
      const { rights, cost } = use
      const what = JSON.stringify({ license, product, rights })
      expect(rights.length, what).toBeGreaterThan(0)
      expect(rights, what).toEqual(Right.options.filter((right) => rights.includes(right)))
      const isExact = JSON.stringify(product) === JSON.stringify(license.product)
      expect(rights.includes('exact'), what).toBe(isExact)
      if (isExact) expect(rights).toEqual(['exact'])
      if (rights.includes('software-assurance') && rights.includes('prior-version')) continue
      const between = order.indexOf(license.product.version ?? '') - order.indexOf(product.version ?? '') - 1
      const sum = rights.reduce((total, right) => total + costs[right], 0)
      expect(cost, what).toBe(sum + (rights.includes('prior-version') ? between : 0))
    }
  })

  test('without one of its rights a use costs no less, whether a policy or a restriction forbids it', () => {
    for (const { license, day, product, use } of uses)
      for (const right of use.rights) {
        const other = useOf({ ...license, restrictions: [right] }, product, day, everyRight)
        const what = JSON.stringify({ license, product, right })
        expect(other?.rights ?? [], what).not.toContain(right)
        expect(other?.cost ?? Number.POSITIVE_INFINITY, what).toBeGreaterThanOrEqual(use.cost)
        const policy = policyOf[right]
        if (policy !== undefined)
          expect(useOf(license, product, day, { ...everyRight, [policy]: false }), what).toEqual(other)
      }
  })

  test('more Software Assurance never makes a use dearer or impossible', () => {
    for (const { license, product, use } of uses) {
      const most = { ...license, softwareAssurance: { until: farDay } }
      const longest = useOf(most, product, farDay, everyRight)
      expect(longest?.cost ?? Number.POSITIVE_INFINITY, JSON.stringify({ license, product })).toBeLessThanOrEqual(
        use.cost,
      )
    }
  })
})
