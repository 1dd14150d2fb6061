/** Reconciles so many made devices in memory, with the steps of coverage or without them, and tells its parent what that took. */
import { packedDeviceKey, softwareNameHash } from '../lib/foundation/table/keys.ts'
import { noMachineFacts } from '../lib/positions/lists/lists.ts'
import { nothingEarlier } from '../lib/positions/reconcile/earlier.ts'
import type { Facts } from '../lib/positions/reconcile/read-facts.ts'
import { reconcile } from '../lib/positions/reconcile/reconcile.ts'
import { everyRight } from '../lib/recognition/rights/rights.ts'
import { randomFrom } from './random.ts'
import { numbered } from './users.ts'

const namesOfAll = 9_200
const namesPerDevice = 80
const otherAgreements = 2_500
const microsoft = 'Microsoft Corporation'
const at = '2026-01-01T00:00:00.000Z'

/** Titles of families, each with the share of machines that have it. */
const installed: readonly (readonly [share: number, title: string])[] = [
  [0.25, 'Microsoft Office Professional Plus 2016'],
  [0.4, 'Microsoft Office Professional Plus 2019 - en-us'],
  [0.2, 'Microsoft Office LTSC Professional Plus 2021 - en-us'],
  [0.05, 'Microsoft Office LTSC Professional Plus 2024 - en-us'],
  [0.1, 'Microsoft Office Standard 2016'],
  [0.1, 'Microsoft Access 2016'],
  [0.02, 'Microsoft Word 2019'],
  [0.02, 'Microsoft Excel 2019'],
  [0.02, 'Microsoft PowerPoint 2019'],
  [0.1, 'Microsoft Visio Professional 2016'],
  [0.05, 'Microsoft Visio Standard 2019'],
  [0.05, 'Microsoft Visio LTSC Professional 2021 - en-us'],
  [0.05, 'Microsoft Project Professional 2019 - en-us'],
  [0.02, 'Microsoft Project Standard 2016'],
  [0.6, 'Windows 11 Enterprise'],
  [0.3, 'Windows 10 Enterprise'],
  [0.1, 'Windows 11 Pro'],
  [0.02, 'Microsoft SQL Server 2019 (64-bit)'],
  [0.01, 'Microsoft SQL Server 2017 (64-bit)'],
  [0.02, 'Microsoft SQL Server 2019 Express Edition'],
]

/** Licenses for the share of machines that is given. */
const owned: readonly (readonly [share: number, productFamily: string, version: string, assured: number])[] = [
  [0.5, 'Office Professional Plus', '2019', 0.3],
  [0.2, 'Office LTSC Professional Plus', '2021', 0],
  [0.2, 'Office Professional Plus', '2016', 0],
  [0.1, 'Office Standard', '2019', 0.05],
  [0.05, 'Access', '2019', 0],
  [0.01, 'Word', '2019', 0],
  [0.01, 'Excel', '2019', 0],
  [0.1, 'Visio LTSC Professional', '2021', 0],
  [0.1, 'Visio Standard', '2019', 0.05],
  [0.05, 'Project Professional', '2021', 0],
  [0.7, 'Windows Enterprise Upgrade', '11', 0.5],
  [0.02, 'SQL Server - Standard', '2019', 0],
]

const makeFacts = (devices: number): Facts => {
  const random = randomFrom(1)
  const others = Array.from({ length: namesOfAll - installed.length }, (_, index) => ({
    publisher: `Publisher ${index % 300}`,
    title: `Made Title ${numbered(index)} Professional Edition`,
  }))
  const names = [...installed.map(([, title]) => ({ publisher: microsoft, title })), ...others]
    .map((name, place) => ({ ...name, hash: softwareNameHash(name.publisher, name.title), seenAt: at, place }))
    .sort((one, other) => (one.hash < other.hash ? -1 : 1))
  const numberOf = new Int32Array(names.length)
  for (const [number, { place }] of names.entries()) numberOf[place] = number

  const starts = new Uint32Array(devices + 1)
  const nameNumbers = new Uint32Array(devices * namesPerDevice)
  for (let device = 0; device < devices; device++) {
    const chosen = new Set(installed.flatMap(([share], place) => (random() < share ? [place] : [])))
    while (chosen.size < namesPerDevice)
      chosen.add(installed.length + Math.floor(random() ** 3 * (names.length - installed.length)))
    const own = Uint32Array.from(chosen, (place) => numberOf[place] ?? 0).sort()
    nameNumbers.set(own, device * namesPerDevice)
    starts[device + 1] = (device + 1) * namesPerDevice
  }
  const ids = Array.from(
    { length: devices },
    (_, device) => `4f1c2a7e-9b3d-4c60-8e25-${String(device).padStart(12, '0')}`,
  )
  const keys = ids.map(packedDeviceKey)
  return {
    lists: {
      names: names.map(({ place: _, ...name }) => name),
      devices: { keys, ids, names: ids.map((id) => `DESKTOP-${id.slice(-7)}`), otherNames: ids.map(() => '') },
      seenAt: new Float64Array(devices).fill(Date.parse(at)),
      installs: { starts, nameNumbers },
      machines: noMachineFacts,
    },
    agreements: Array.from({ length: otherAgreements }, (_, index) => {
      const { publisher = '', title = '' } = others[(index * 7) % others.length] ?? {}
      const id = `AGREEMENT${numbered(index)}`
      return { id, name: id, type: 'other' as const, product: { publisher, title, licenseCount: 5 } }
    }),
    pairs: [],
    statements: owned.map(([share, productFamily, version, assured]) => ({
      ...{
        pk: 'ENTITLEMENTS#license-summary',
        sk: `${productFamily} ${version}`,
        source: 'license-summary' as const,
        at,
      },
      ...{ productFamily, version, productPool: '', type: '' },
      effectiveQuantity: Math.round(share * devices),
      activeSoftwareAssuranceQuantity: Math.round(assured * devices),
    })),
    decisions: {
      catalog: new Map(),
      licensable: new Map(),
      merge: new Map(),
      mapping: new Map(),
      name: new Map(),
      line: new Map(),
    },
    ...{ links: new Map(), policies: everyRight, exemptions: new Map(), declaredUse: new Map() },
  }
}

const terms = {
  ...{
    day: '2026-03-01',
    timeZone: 'UTC',
    knowledge: 'bench',
    staleDays: 90,
    alertDays: [30],
    alertNoEntitlement: false,
  },
}

/** @param rights digest of what coverage follows from: with it, it is taken to be there already */
const measure = async (devices: number, rights: string) => {
  const facts = makeFacts(devices)
  const before = process.cpuUsage()
  const made = await reconcile(facts, terms, { ...nothingEarlier, rights }, undefined)
  for (const { columns } of Object.values(made.tables)) columns()
  const { user, system } = process.cpuUsage(before)
  const rss = process.resourceUsage().maxRSS * 1024
  const [first, ...rest] = facts.agreements
  const more = first?.product && { ...first, product: { ...first.product, licenseCount: 6 } }
  const edited = await reconcile(
    { ...facts, agreements: more ? [more, ...rest] : [] },
    terms,
    nothingEarlier,
    undefined,
  )
  // What coverage follows from is what decides whether it is made again.
  const known = new Map(made.families.map(({ id, coverageInputs }) => [id, coverageInputs]))
  const solved = edited.families.filter(({ id, coverageInputs }) => known.get(id) !== coverageInputs).length
  return { rights: made.rights, cpu: (user + system) / 1000, rss, families: made.families.length, solved }
}

const [, , devices = '', rights = ''] = process.argv
measure(Number(devices), rights).then((measured) => process.send?.(measured))
