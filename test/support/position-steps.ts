import fc from 'fast-check'

/** Products with the titles that they meet by rule; one never meets any. */
export const products = [
  { productFamily: 'Office Standard', version: '2016', meets: ['Microsoft: Microsoft Office Standard 2016'] },
  { productFamily: 'Visio Professional', version: '2019', meets: ['Microsoft: Microsoft Visio Professional 2019'] },
  {
    productFamily: 'Project Standard',
    version: '2019',
    meets: ['Microsoft: Microsoft Project Standard 2019', 'Microsoft: Project Standard 2019'],
  },
  { productFamily: 'Core Infrastructure Server Suite Standard Core', version: '2019', meets: [] },
]
export const programs = [
  'Microsoft Corporation/Microsoft Office Standard 2016@16.0',
  'Microsoft Corporation/Microsoft Office Standard 2016 - de-de@16.0',
  'Microsoft Corporation/Microsoft Visio Professional 2019@16.0',
  'Microsoft Corporation/Microsoft Project Standard 2019@16.0',
  'Igor Pavlov/7-Zip 19.00@19.00',
  'Igor Pavlov/7-Zip 21.00@21.00',
]
const titles = [
  'Microsoft Office Standard 2016',
  'Microsoft Visio Professional 2019',
  'Microsoft Project Standard 2019',
  '7-Zip',
  'Project Standard 2019',
  'Apart',
]
/** Two of them have one License ID. */
const pairs = [
  { agreementNumber: 'A1', licenseNumber: 'L1' },
  { agreementNumber: 'A2', licenseNumber: 'L1' },
  { agreementNumber: 'A3', licenseNumber: 'L2' },
  { agreementNumber: 'A4', licenseNumber: 'L3' },
]
const licenses = ['L1', 'L2', 'L9', '']
const devices = ['a', 'b', 'c', 'd', 'e']

const index = (list: readonly unknown[]) => fc.nat({ max: list.length - 1 })
const title = fc.constantFrom(...titles)
const pair = fc.constantFrom(...pairs)
const day = fc.option(fc.integer({ min: -2, max: 5 }), { nil: undefined })
const terms = { licenseCount: fc.integer({ min: 1, max: 6 }), from: day, until: day }
const quantities = fc.array(
  fc.record({
    product: index(products),
    quantity: fc.nat({ max: 5 }),
    type: fc.constantFrom<string>('License', 'License/SA'),
  }),
  { maxLength: 3 },
)
const rowsOf = (...all: number[]) => all.map((quantity, product) => ({ product, quantity, type: 'License' }))
const is = <K extends string>(kind: K) => fc.constant(kind)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: is('report'), device: fc.constantFrom(...devices), names: fc.subarray(programs) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('drop'), device: fc.constantFrom(...devices) }) },
  { weight: 3, arbitrary: fc.record({ kind: is('other'), slot: fc.nat({ max: 2 }), title, ...terms }) },
  { weight: 1, arbitrary: fc.record({ kind: is('delete-other'), slot: fc.nat({ max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: is('volume'), slot: fc.nat({ max: 1 }), some: fc.subarray(pairs, { minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('remove-pair'), pair }) },
  { weight: 1, arbitrary: fc.record({ kind: is('delete-volume'), slot: fc.nat({ max: 1 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('answer'),
      pair,
      status: fc.constantFrom('valid' as const, 'expired' as const, 'not-found' as const),
      rows: quantities,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('refresh') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('statement'),
      layout: fc.constantFrom('license-summary' as const, 'license-statement' as const),
      rows: fc.uniqueArray(
        fc.record({ license: fc.constantFrom(...licenses), product: index(products), quantity: fc.nat({ max: 5 }) }),
        { selector: ({ license, product }) => `${license} ${product}`, minLength: 1, maxLength: 4 },
      ),
      crashAt: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: is('map'),
      title,
      chosen: fc.uniqueArray(index(products), { maxLength: 2 }),
      rank: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('unmap'), title }) },
  { weight: 4, arbitrary: fc.record({ kind: is('merge'), title, into: title }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: is('split'), title, name: index(programs), as: fc.option(title, { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('licensable'), title, licensable: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: is('wait'), days: fc.constantFrom(1, 1, 2, 40, 100) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: is('deliver'),
      count: fc.integer({ min: 1, max: 4 }),
      isReversed: fc.boolean(),
      isTwice: fc.boolean(),
      atOnce: fc.boolean(),
      isLost: fc.boolean(),
      crashAt: fc.nat({ max: 9 }),
      when: fc.constantFrom('before' as const, 'after' as const, undefined),
    }),
  },
)
/** Something that happens to a ledger. Products and programs are known by their place in the lists. */
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const delivery: Step = {
  kind: 'deliver',
  count: 20,
  isReversed: false,
  isTwice: false,
  atOnce: false,
  isLost: false,
  crashAt: 0,
  when: undefined,
}

/** What is there at the beginning, so that there is something to share, to map and to take away. */
const beginning: Step[] = [
  { kind: 'report', device: 'a', names: programs },
  { kind: 'report', device: 'b', names: programs.slice(1, 4) },
  { kind: 'report', device: 'c', names: programs.slice(2, 5) },
  { kind: 'answer', pair: { agreementNumber: 'A1', licenseNumber: 'L1' }, status: 'valid', rows: rowsOf(1, 1, 0, 3) },
  { kind: 'answer', pair: { agreementNumber: 'A3', licenseNumber: 'L2' }, status: 'expired', rows: rowsOf(0, 1, 2) },
  { kind: 'volume', slot: 0, some: pairs.slice(0, 3) },
  { kind: 'other', slot: 0, title: 'Microsoft Visio Professional 2019', licenseCount: 1, from: -1, until: 2 },
  { kind: 'other', slot: 1, title: '7-Zip', licenseCount: 2, from: undefined, until: undefined },
  delivery,
  delivery,
]

/** Titles that share a product, of which none takes others by rule. */
const sharing: Step[] = [
  { kind: 'map', title: 'Microsoft Office Standard 2016', chosen: [0, 3], rank: 2 },
  { kind: 'map', title: 'Microsoft Visio Professional 2019', chosen: [3, 1], rank: 1 },
  { kind: 'map', title: '7-Zip', chosen: [1], rank: 2 },
]

/** What happens to a ledger, from its beginning on. */
export const history = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 4, maxLength: 18 }))
  .map(([isSharing, steps]) => [...beginning, ...(isSharing ? sharing : []), ...steps])
