import { describe, expect, test } from 'vitest'
import { readDataLines } from '../../../../lib/foundation/files/data-file.ts'
import type { RecognizedProduct } from '../../../../lib/recognition/data/recognition.ts'
import { readLicense } from '../../../../lib/recognition/products/read-license.ts'
import { recognizer } from '../../../../lib/recognition/products/recognize.ts'
import { familiesOf, type LicenseToRun, useOf } from '../../../../lib/recognition/rights/rights.ts'

const day = '2026-11-30'
const policies = { priorVersion: true, softwareAssurance: true, lowerEdition: true }
const recognize = recognizer()

const productOf = (publisher: string, title: string): RecognizedProduct => {
  const { product } = recognize({ publisher, title })
  if (!product) throw new Error(`"${title}" is no known product`)
  return product
}

const licensed = (publisher: string, productFamily: string, version: string): RecognizedProduct => {
  if (publisher !== 'Microsoft') return productOf(publisher, productFamily)
  const { product } = readLicense({ productFamily, version })
  if (!product) throw new Error(`"${productFamily}" is no known license`)
  return product
}

const lines = readDataLines(new URL('../../../data/rights.tsv', import.meta.url))

test.each(lines)('$license $version ($sold, assurance $assurance) for $installed: $rights', (line) => {
  const { publisher = '', installed = '', license = '', version = '', sold, assurance, rights = '', cost } = line
  const until = assurance === 'unknown' ? undefined : assurance
  const use = useOf(
    {
      publisher,
      product: licensed(publisher, license, version),
      isVolume: sold === 'volume',
      softwareAssurance: assurance === undefined ? undefined : { until },
      restrictions: [],
    },
    productOf(publisher, installed),
    day,
    policies,
  )
  const isEndUnknown = assurance === 'unknown' && rights.includes('software-assurance')
  expect(use).toEqual(rights === 'none' ? undefined : { rights: rights.split(' '), cost: Number(cost), isEndUnknown })
})

const professionalPlus = (version?: string): RecognizedProduct => ({
  family: 'Office',
  edition: 'Professional Plus',
  version,
})
const license = (more: Partial<LicenseToRun> = {}): LicenseToRun => ({
  publisher: 'Microsoft',
  product: professionalPlus('2016'),
  isVolume: true,
  restrictions: [],
  ...more,
})

describe('rights that are forbidden', () => {
  const assured = license({ softwareAssurance: { until: '2027-12-31' } })

  test.each([
    ['prior-version', '2013'],
    ['software-assurance', '2019'],
  ] as const)('a restriction on %s', (right, version) => {
    expect(useOf(assured, professionalPlus(version), day, policies)).toBeDefined()
    expect(useOf({ ...assured, restrictions: [right] }, professionalPlus(version), day, policies)).toBeUndefined()
    expect(useOf({ ...assured, restrictions: [right] }, professionalPlus('2016'), day, policies)?.cost).toBe(0)
  })

  test('a restriction takes the dearer way when another is left', () => {
    const access = { family: 'Office', edition: 'Access', version: '2013' }
    expect(useOf(license(), access, day, policies)?.rights).toEqual(['suite', 'prior-version'])
    expect(useOf(license({ restrictions: ['suite'] }), access, day, policies)).toBeUndefined()
  })

  test.each([
    ['priorVersion', license(), professionalPlus('2013')],
    ['softwareAssurance', assured, professionalPlus('2019')],
    [
      'lowerEdition',
      license({ product: { family: 'SQL Server', edition: 'Enterprise', version: '2019' } }),
      { family: 'SQL Server', edition: 'Standard', version: '2019' },
    ],
  ] as const)('the policy %s', (policy, owned, installed) => {
    expect(useOf(owned, installed, day, policies)).toBeDefined()
    expect(useOf(owned, installed, day, { ...policies, [policy]: false })).toBeUndefined()
  })
})

describe('what the data does not know', () => {
  const other = (version: string | undefined, edition?: string) => ({ family: 'Sketcher', edition, version })
  const owned = license({ product: other('3', 'Pro'), softwareAssurance: { until: undefined } })

  test('is run by a license for just this product', () => {
    expect(useOf(owned, other('3', 'Pro'), day, policies)).toEqual({ rights: ['exact'], cost: 0, isEndUnknown: false })
    for (const installed of [other('2', 'Pro'), other('4', 'Pro'), other('3'), other(undefined, 'Pro')])
      expect(useOf(owned, installed, day, policies)).toBeUndefined()
  })

  test('an edition that is not known, of a family that is', () => {
    const unknown = { family: 'Office', edition: '?', version: '2016' }
    expect(useOf(license({ softwareAssurance: { until: undefined } }), unknown, day, policies)).toBeUndefined()
  })

  test('a version that was released after this day is not run by Software Assurance without an end', () => {
    const assured = license({ softwareAssurance: { until: undefined } })
    expect(useOf(assured, professionalPlus('2019'), '2018-09-23', policies)).toBeUndefined()
    expect(useOf(assured, professionalPlus('2019'), '2018-09-24', policies)).toBeDefined()
  })
})

test('a license is for its family, and for those of the parts of a suite', () => {
  expect(familiesOf('Microsoft', professionalPlus('2019'))).toEqual(['Office'])
  expect(familiesOf('Microsoft', { family: 'Core Infrastructure Server Suite', edition: 'Datacenter' })).toEqual([
    'Core Infrastructure Server Suite',
    'Windows Server',
    'System Center',
  ])
})
