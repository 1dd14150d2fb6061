import fc from 'fast-check'
import type { StoredEntitlement } from '../../lib/entitlements/rows/statement-rows.ts'
import { ascendingBy } from '../../lib/foundation/collections.ts'
import { packedDeviceKey, pairItemKey, pairPartitions, softwareNameHash } from '../../lib/foundation/table/keys.ts'
import { coverageBits } from '../../lib/inventory/devices/plan-coverage.ts'
import type { Lists, MachineFacts } from '../../lib/positions/lists/lists.ts'
import type { Facts } from '../../lib/positions/reconcile/read-facts.ts'
import type { Terms } from '../../lib/positions/snapshot/manifest.ts'
import { familyIdOf } from '../../lib/recognition/data/recognition.ts'
import { normalize } from '../../lib/recognition/names/normalize.ts'
import { everyRight } from '../../lib/recognition/rights/rights.ts'
import type { Decision, DecisionKind, DecisionValue, TitleName } from '../../lib/recognition/titles/decision.ts'
import { titleSubject } from '../../lib/recognition/titles/title-id.ts'
import type { PlainLedger } from './position-model.ts'

export const today = '2026-03-01'

/** Under which plain ledgers are reconciled. */
export const terms: Terms = {
  day: today,
  timeZone: 'UTC',
  knowledge: 'test',
  staleDays: 90,
  alertDays: [90, 30, 0],
  alertNoEntitlement: false,
}

/** Few names, so that they meet, and the products of licenses for them. */
interface Vocabulary {
  names: readonly TitleName[]
  products: readonly { productFamily: string; version: string }[]
  /** Of Microsoft: of these somebody may declare a use. */
  families: readonly string[]
}

const ofMicrosoft = (...titles: string[]): TitleName[] =>
  titles.map((title) => ({ publisher: 'Microsoft Corporation', title }))

const products = (...named: string[]) =>
  named.map((text) => {
    const [productFamily = '', version = ''] = text.split(', ')
    return { productFamily, version }
  })

/** In several spellings and languages, of several editions, majors that are sold apart under one name, and such that need no license. */
const mixed: Vocabulary = {
  names: [
    ['Microsoft Corporation', 'Microsoft Office Standard 2019'],
    ['Microsoft', 'Office Standard 2019'],
    ['Microsoft Corporation', 'Microsoft Office Standard 2019 (64-bit)'],
    ['Microsoft Corporation', 'Microsoft Office Professional Plus 2016'],
    ['Microsoft Corporation', 'Microsoft Visio Professional 2016'],
    ['Microsoft Corporation', 'Microsoft Office Visio Professional 2016'],
    ['Microsoft', 'Microsoft Visio Professionnel 2016'],
    ['', 'Microsoft Visio Professional 2016'],
    ['Adobe Inc.', 'Adobe Acrobat DC'],
    ['Adobe', 'Adobe Acrobat DC 21.0'],
    ['Contoso Ltd.', 'Payroll 7'],
    ['Contoso', 'Payroll 8'],
    ['Corel Corporation', 'WinZip 25.0'],
    ['Corel', 'WinZip 26.0'],
    ['Microsoft Corporation', 'Microsoft SQL Server 2019 (64-bit)'],
    ['Microsoft Corporation', 'Windows Server 2022 Standard'],
    ['Microsoft Corporation', 'Microsoft Visual C++ 2019 Redistributable'],
  ].map(([publisher = '', title = '']) => ({ publisher, title })),
  products: products(
    ...['Office Standard, 2019', 'Microsoft Office Standard 2019', 'Visio Pro, 2016', 'Office Professional Plus, 2016'],
    ...['Payroll, 7', 'Windows Server Standard Core, 2022'],
  ),
  families: ['Office', 'Windows Server CAL'],
}

const office: Vocabulary = {
  names: ofMicrosoft(
    ...['Microsoft Word 2019', 'Microsoft Excel 2019', 'Microsoft PowerPoint 2019', 'Microsoft Access 2016'],
    ...[
      'Microsoft Office Standard 2016',
      'Microsoft Office Standard 2019 - de-de',
      'Microsoft Access MUI (English) 2016',
    ],
    ...['Microsoft Office Professional Plus 2016', 'Microsoft Office Professional Plus 2019 - en-us'],
    ...['Microsoft Office LTSC Professional Plus 2021 - en-us', 'Microsoft Office Home and Business 2019 - en-us'],
    'Microsoft 365 Apps for enterprise - en-us',
  ),
  products: products(
    ...['Word, 2019', 'Excel, 2019', 'Access, 2019', 'Office Standard, 2019', 'Office Professional Plus, 2019'],
    ...[
      'Office Professional Plus, 2016',
      'Office LTSC Professional Plus, 2021',
      'Office Professional Plus Step-up, 2019',
    ],
    ...['Microsoft 365 E3', 'Office 365 ProPlus'],
  ),
  families: ['Office', 'Microsoft 365', 'Microsoft 365 Apps'],
}

const drawing: Vocabulary = {
  names: [
    ...ofMicrosoft(
      ...['Microsoft Visio Standard 2016', 'Microsoft Visio Standard 2019', 'Microsoft Visio Professional 2016'],
      ...['Microsoft Visio LTSC Professional 2021 - en-us', 'Microsoft Project Professional 2016'],
      ...['Microsoft Project Professional 2021 - en-us', 'Microsoft Visio - en-us', 'Microsoft Project - en-us'],
    ),
    { publisher: 'Contoso', title: 'Drawings 7' },
    { publisher: 'Autodesk', title: 'AutoCAD LT 2017' },
  ],
  products: products(
    ...[
      'Visio Standard, 2019',
      'Visio Professional, 2019',
      'Visio LTSC Professional, 2021',
      'Project Professional, 2019',
    ],
    ...['Project Professional, 2024', 'Visual Studio Professional with MSDN', 'Visio Plan 2'],
  ),
  families: ['Visio', 'Project', 'Visual Studio'],
}

const windows: Vocabulary = {
  names: ofMicrosoft(
    ...['Windows 11 Enterprise', 'Windows 10 Enterprise', 'Windows 10 Enterprise LTSC 2021', 'Windows 11 Education'],
    ...['Windows 11 Pro', 'Windows 11 Enterprise N', 'Visual Studio Professional 2022'],
  ),
  products: products(
    ...['Windows Enterprise Upgrade, 11', 'Windows Enterprise Upgrade, 10', 'Windows Education, 11'],
    ...['Windows Server - User CAL, 2022', 'Visual Studio Professional, 2022'],
  ),
  families: ['Windows', 'Windows Server CAL', 'Visual Studio'],
}

const servers: Vocabulary = {
  names: ofMicrosoft(
    ...['Windows Server 2022 Standard', 'Windows Server 2022 Datacenter', 'Windows Server 2019 Standard'],
    ...['Windows Server 2012 R2 Standard', 'Microsoft System Center 2022 Standard'],
  ),
  products: products(
    ...['Windows Server - Standard 2 Core License Pack, 2022', 'Windows Server - Datacenter 2 Core License Pack, 2022'],
    ...['Windows Server - Standard, 2012 R2', 'Core Infrastructure Server Suite Standard 2 Core License Pack'],
    'Windows Server Datacenter Core Step-up, 2022',
  ),
  families: ['Windows Server', 'Windows Server CAL'],
}

const databases: Vocabulary = {
  names: ofMicrosoft(
    ...[
      'Microsoft SQL Server 2019 (64-bit)',
      'Microsoft SQL Server 2019 Standard',
      'Microsoft SQL Server 2014 Standard',
    ],
    ...[
      'Microsoft SQL Server 2019 Enterprise',
      'Microsoft SQL Server 2019 Express Edition',
      'Microsoft SQL Server 2019 Developer',
    ],
  ),
  products: products(
    ...[
      'SQL Server - Standard 2 Core License Pack, 2019',
      'SQL Server - Standard, 2019',
      'SQL Server - Standard, 2014',
    ],
    ...[
      'SQL Server - Enterprise Core, 2019',
      'SQL Server - Enterprise Core Step-up, 2019',
      'SQL Server - User CAL, 2019',
    ],
  ),
  families: ['SQL Server', 'SQL Server CAL'],
}

const licenses = ['4711', 'abc', '12']
/** Undefined: unknown. */
const answer = fc.option(fc.constantFrom('yes' as const, 'no' as const), { nil: undefined, freq: 2 })
const day = fc.constantFrom('2025-11-01', '2025-12-01', '2025-12-02', '2026-02-20', today)
const end = fc.option(fc.constantFrom('2019-01-01', '2023-12-31', today, '2027-01-01'), { nil: undefined })
const restriction = fc.constantFrom(
  'prior-version' as const,
  'suite' as const,
  'software-assurance' as const,
  'lower-edition' as const,
)
/** No two decisions are made at the same moment. */
const times = <T>(all: readonly T[]): (T & { at: string })[] =>
  all.map((one, index) => ({ ...one, at: `2026-02-0${1 + (index % 9)}T00:00:00.${String(index).padStart(3, '0')}Z` }))
const distinct = <T>(all: readonly T[], keyOf: (one: T) => string): T[] => [
  ...new Map(all.map((one) => [keyOf(one), one])).values(),
]

/** Ledgers of all shapes: few titles, so that every rule meets every other one. */
const ledgersOf = (vocabulary: Vocabulary): fc.Arbitrary<PlainLedger> => {
  const name = fc.constantFrom(...vocabulary.names)
  const product = fc.constantFrom(...vocabulary.products)
  const family = fc.constantFrom(...vocabulary.families)
  const title = name.map((one) => {
    const { publisher, title } = normalize(one)
    return { publisher, title }
  })
  const row = fc
    .tuple(product, fc.nat({ max: 12 }), fc.option(fc.nat({ max: 6 }), { nil: 0 }))
    .map(([named, effectiveQuantity, assured]) => ({
      ...named,
      effectiveQuantity,
      activeSoftwareAssuranceQuantity: assured,
    }))
  return fc
    .record({
      names: fc.uniqueArray(name, { maxLength: vocabulary.names.length, selector: (one) => one.publisher + one.title }),
      devices: fc.array(
        fc.record({
          has: fc.uniqueArray(fc.nat({ max: vocabulary.names.length - 1 }), { maxLength: 6 }),
          seen: day,
          link: fc.option(fc.nat({ max: 7 }), { nil: undefined, freq: 3 }),
          facts: fc.option(
            fc.record({
              cores: fc.option(fc.constantFrom(1, 4, 6), { nil: undefined }),
              processors: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
              virtual: fc.option(fc.boolean(), { nil: undefined }),
              named: fc.nat({ max: 1 }),
            }),
            { nil: undefined, freq: 2 },
          ),
          plans: fc.record({
            apps: answer,
            visio: answer,
            project: answer,
            'windows-enterprise': answer,
          }),
          exempt: fc.uniqueArray(
            fc.record({ of: fc.option(family, { nil: undefined }), until: fc.option(day, { nil: undefined }) }),
            { maxLength: 2, selector: ({ of }) => of },
          ),
        }),
        { maxLength: 8 },
      ),
      agreements: fc.array(
        fc.record({
          product: fc.option(title, { nil: undefined, freq: 5 }),
          licenseCount: fc.oneof(
            { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
            fc.constant('unlimited' as const),
          ),
          startDate: fc.option(day, { nil: undefined }),
          endDate: fc.option(day, { nil: undefined }),
          restrictions: fc.uniqueArray(restriction, { maxLength: 1 }),
        }),
        { maxLength: 5 },
      ),
      pairs: fc.uniqueArray(
        fc.record({
          agreementNumber: fc.constantFrom('A1', 'A2'),
          licenseNumber: fc.constantFrom(...licenses),
          status: fc.constantFrom('pending', 'valid', 'expired', 'not-found'),
          agreementId: fc.constantFrom('AGREEMENT0', 'AGREEMENT1'),
          endDate: end,
          rows: fc.uniqueArray(row, { maxLength: 3, selector: (one) => one.productFamily + one.version }),
        }),
        { maxLength: 4, selector: (one) => `${one.agreementNumber}#${one.licenseNumber}`.toUpperCase() },
      ),
      statements: fc.uniqueArray(
        fc.record({
          row,
          source: fc.constantFrom('license-summary', 'license-statement'),
          licenseId: fc.option(fc.constantFrom(...licenses.map((one) => one.toUpperCase()), 'NONE'), {
            nil: undefined,
          }),
          at: fc.constantFrom('2026-01-01', '2026-01-02'),
        }),
        {
          maxLength: 5,
          selector: ({ source, licenseId, row: { productFamily, version } }) =>
            JSON.stringify([source, licenseId, productFamily, version]),
        },
      ),
      catalog: fc.array(fc.record({ name: title, licensable: fc.boolean() }), { maxLength: 3 }),
      licensable: fc.array(fc.record({ name: title, licensable: fc.boolean() }), { maxLength: 2 }),
      merges: fc.array(fc.record({ name: title, into: title }), { maxLength: 3 }),
      pins: fc.array(fc.record({ name, belongsTo: title }), { maxLength: 2 }),
      mappings: fc.array(
        fc.record({
          name: title,
          products: fc.uniqueArray(product, { maxLength: 2 }),
          exclude: fc.uniqueArray(product, { maxLength: 1 }),
          rank: fc.integer({ min: 1, max: 2 }),
        }),
        { maxLength: 3 },
      ),
      policies: fc.option(
        fc.record({ priorVersion: fc.boolean(), softwareAssurance: fc.boolean(), lowerEdition: fc.boolean() }),
        { nil: everyRight },
      ),
      declaredUse: fc.uniqueArray(
        fc.record({
          of: family,
          metric: fc.constantFrom('user' as const, 'access' as const, 'device' as const),
          quantity: fc.nat({ max: 9 }),
        }),
        { maxLength: 2, selector: ({ of, metric }) => `${of}#${metric}` },
      ),
    })
    .map(
      ({
        names,
        devices,
        agreements,
        statements,
        catalog,
        licensable,
        merges,
        pins,
        mappings,
        ...rest
      }): PlainLedger => {
        const keyOf = ({ name }: { name: { publisher: string; title: string } }) => titleSubject(name)
        return {
          today,
          staleDays: 90,
          names: names.map((one, index) => ({ ...one, seenAt: `2026-01-01T00:00:0${index % 7}.000Z` })),
          devices: devices.map(({ has: some, seen, link, facts, exempt, plans: answers }, index) => {
            const has = some.filter((number) => number < names.length)
            const { named = 0, ...known } = facts ?? {}
            return {
              id: `PC${index}`,
              has,
              seen,
              plans: Object.fromEntries(Object.entries(answers).filter(([, said]) => said !== undefined)),
              ...(facts && { facts: { ...known, names: has.slice(0, named) } }),
              exempt: exempt.map(({ of, until }) => ({ familyId: of && familyIdOf('Microsoft', of), until })),
              // Chains of links may be made by races; circles are refused.
              linkedTo: link === undefined || link <= index ? undefined : `PC${link}`,
            }
          }),
          agreements: agreements.map(({ product, licenseCount, ...term }, index) => ({
            id: `AGREEMENT${index}`,
            name: `Agreement ${index}`,
            type: product ? 'other' : 'volume',
            ...term,
            ...(product && { product: { ...product, licenseCount } }),
          })),
          pairs: rest.pairs,
          policies: rest.policies,
          declaredUse: rest.declaredUse.map(({ of, ...use }) => ({
            familyId: familyIdOf('Microsoft', of),
            ...use,
            asOf: today,
          })),
          statements: statements.map(({ row, source, licenseId, at }) => ({ ...row, source, licenseId, at })),
          catalog: distinct(times(catalog), keyOf).map(({ name, ...rest }) => ({ ...name, ...rest })),
          licensable: distinct(times(licensable), keyOf).map(({ name, licensable, at }) => ({
            ...name,
            licensable,
            at: at.replace('02-0', '02-1'),
          })),
          merges: distinct(times(merges), keyOf)
            .filter(({ name, into }) => titleSubject(name) !== titleSubject(into))
            .map(({ name, into, at }) => ({ ...name, into, at })),
          pins: distinct(pins, ({ name }) => name.publisher + name.title),
          mappings: distinct(times(mappings), keyOf).map(({ name, products: some, exclude, rank, at }) => ({
            ...name,
            products: some.map((product) => ({ ...product, rank, at, by: 'manager' })),
            exclude: exclude.filter((product) => !some.includes(product)),
            at,
          })),
        }
      },
    )
}

export const plainLedgers = ledgersOf(mixed)

/** Of products between which rights exist. */
export const familyLedgers = fc.oneof(...[office, drawing, windows, servers, databases].map(ledgersOf))

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const startsOf = (lists: readonly number[][]): number[] => {
  const starts = [0]
  for (const list of lists) starts.push((starts.at(-1) ?? 0) + list.length)
  return starts
}

const listsOf = ({ names, devices }: Pick<PlainLedger, 'names' | 'devices'>): Lists => {
  const listed = names
    .map((each, place) => ({ ...each, hash: softwareNameHash(each.publisher, each.title), place }))
    .sort((one, other) => compare(one.hash, other.hash))
  const numberOf = new Map(listed.map(({ place }, number) => [place, number]))
  const sorted = devices
    .map((device) => ({ ...device, key: packedDeviceKey(device.id) }))
    .sort((one, other) => compare(one.key, other.key))
  const numbers = sorted.map(({ has }) =>
    has.map((place) => numberOf.get(place) ?? 0).sort((one, other) => one - other),
  )
  const known = sorted.flatMap(({ facts }, device) => (facts ? [{ ...facts, device }] : []))
  const named = known.map(({ names: places = [] }) =>
    places.map((place) => numberOf.get(place) ?? 0).sort((one, other) => one - other),
  )
  const machines: MachineFacts = {
    device: known.map(({ device }) => device),
    cores: known.map(({ cores = 0 }) => cores),
    processors: known.map(({ processors = 0 }) => processors),
    isVirtual: known.map(({ virtual }) => (virtual === undefined ? -1 : Number(virtual))),
    names: { starts: startsOf(named), nameNumbers: named.flat() },
  }
  const bits = sorted.map(({ plans = {} }) => coverageBits(plans))
  return {
    ...(bits.some((one) => one > 0) && { coverage: Uint8Array.from(bits) }),
    names: listed.map(({ hash, publisher, title, seenAt }) => ({ hash, publisher, title, seenAt })),
    devices: {
      keys: sorted.map(({ key }) => key),
      ids: sorted.map(({ id }) => id),
      names: sorted.map(({ id }) => `Name of ${id}`),
      otherNames: sorted.map(() => ''),
    },
    seenAt: Float64Array.from(sorted, ({ seen }) => Date.parse(`${seen}T12:00:00Z`)),
    installs: { starts: Uint32Array.from(startsOf(numbers)), nameNumbers: Uint32Array.from(numbers.flat()) },
    machines,
  }
}

const decided = <K extends DecisionKind>(
  kind: K,
  subject: string,
  value: DecisionValue<K>,
  at: string,
): Decision<K> => ({
  kind,
  subject,
  value,
  by: 'manager',
  at,
  version: 1,
})

const bySubject = <T>(entries: readonly (readonly [string, T])[]): Map<string, T> =>
  new Map(entries.toSorted(([one], [other]) => compare(one, other)))

/** The facts of a ledger, as they are read from the table. */
export const factsOf = (ledger: PlainLedger): Facts => {
  const byTitle = <K extends 'licensable' | 'merge' | 'mapping'>(
    kind: K,
    values: readonly (DecisionValue<K> & { at?: string })[],
  ) =>
    bySubject(
      values.map(({ at = '2026-02-01', ...value }) => {
        const subject = titleSubject(value as unknown as { publisher: string; title: string })
        return [subject, decided(kind, subject, value as DecisionValue<K>, at)] as const
      }),
    )
  return {
    lists: listsOf(ledger),
    agreements: ledger.agreements.toSorted((one, other) => compare(one.id, other.id)),
    pairs: ledger.pairs
      .map(({ rows, ...pair }) => ({
        agreementId: 'AGREEMENT0',
        program: undefined,
        endDate: undefined,
        ...pair,
        reportedAt: '2026-01-01T00:00:00.000Z',
        entitlementsText: JSON.stringify(
          rows.map((each) => ({ productPool: '', type: '', activeSoftwareAssuranceQuantity: 0, ...each })),
        ),
        partition: pairPartitions.indexOf(
          pairItemKey(`${pair.agreementNumber}#${pair.licenseNumber}`.toUpperCase()).pk,
        ),
      }))
      .sort((one, other) =>
        compare(
          `${one.licenseNumber}#${one.agreementNumber}`.toUpperCase(),
          `${other.licenseNumber}#${other.agreementNumber}`.toUpperCase(),
        ),
      ),
    statements: ledger.statements
      .map(
        (each): StoredEntitlement => ({
          activeSoftwareAssuranceQuantity: 0,
          ...each,
          pk: `ENTITLEMENTS#${each.source}`,
          sk: `${each.licenseId ?? ''}#${each.productFamily}#${each.version}`,
          productPool: '',
          type: '',
        }),
      )
      .sort((one, other) => compare(`${one.pk} ${one.sk}`, `${other.pk} ${other.sk}`)),
    decisions: {
      catalog: bySubject(
        ledger.catalog.map(({ at, ...value }) => {
          const subject = softwareNameHash(value.publisher, value.title)
          return [subject, decided('catalog', subject, value, at)] as const
        }),
      ),
      licensable: byTitle('licensable', ledger.licensable),
      merge: byTitle('merge', ledger.merges),
      mapping: byTitle('mapping', ledger.mappings),
      line: new Map(),
      name: bySubject(
        ledger.pins.map(({ name: reported, belongsTo }) => {
          const subject = softwareNameHash(reported.publisher, reported.title)
          return [subject, decided('name', subject, { ...reported, belongsTo }, '2026-02-01')] as const
        }),
      ),
    },
    links: bySubject(
      ledger.devices.flatMap(({ id, linkedTo }) =>
        linkedTo === undefined ? [] : [[packedDeviceKey(id), packedDeviceKey(linkedTo)] as const],
      ),
    ),
    policies: ledger.policies ?? everyRight,
    exemptions: bySubject(
      ledger.devices.flatMap(({ id, exempt = [] }) => {
        const some = exempt
          .map((each) => ({ ...each, reason: 'Test' }))
          .sort(ascendingBy(({ familyId = '*' }) => familyId))
        return some.length > 0 ? [[packedDeviceKey(id), some] as const] : []
      }),
    ),
    declaredUse: Map.groupBy(
      (ledger.declaredUse ?? []).toSorted(ascendingBy(({ familyId, metric }) => `${familyId}#${metric}`)),
      ({ familyId }) => familyId,
    ),
  }
}
