import * as z from 'zod'
import { dayOf } from '../../foundation/calendar/day.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { notFound } from '../../foundation/errors.ts'
import { allDevices, nameInOrder, nameOrder, packedDeviceKey, seenPartitions } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { mergedList, type PageRequest } from '../../foundation/table/lists.ts'
import { type Item, queryAll, type Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { TitleKind } from '../../recognition/data/recognition.ts'
import { type Decision, readDecisions, readDecisionsOf } from '../../recognition/titles/decision.ts'
import { nameId } from '../../recognition/titles/title-id.ts'
import { readNames } from '../names/software-names.ts'
import { type Device, type DeviceListItem, isStaleOn } from './device.ts'
import { nameOfProduct, readFactsOf, type StoredFacts } from './device-facts.ts'
import { type KnownDevice, type Program, readDevices, readDevicesWithSoftware } from './device-store.ts'
import { FormerName, otherNameOf } from './former-name.ts'
import { coverageIn } from './plan-coverage.ts'

/** A device is the same machine as another one; a link that was taken back has no value. */
export type Link = Decision<'link'>

/** @param keys packed @returns finds the link of one of these devices */
export const readLinksOf = async (table: Table, keys: readonly string[]) => {
  const links = keys.map((subject) => ({ kind: 'link', subject }) as const)
  const decisions = await readDecisionsOf(table, links)
  return (key: string): Link | undefined => decisions.get('link', key)
}

/** Links of other devices to a device. Reads all links of the ledger: they are few. @param key packed */
export const readLinksTo = async (table: Table, key: string): Promise<Link[]> =>
  (await readDecisions(table, 'link')).filter(({ value }) => value && packedDeviceKey(value.to) === key)

const headOf = (key: string, link: Link | undefined): string => (link?.value ? packedDeviceKey(link.value.to) : key)

const expectKnown = <T>(known: T | undefined, id: string): T => {
  if (known) return known
  throw notFound('device-not-found', `There is no device ${id}.`)
}

export const readKnownDevice = async (table: Table, id: string): Promise<KnownDevice> => {
  const key = packedDeviceKey(id)
  return expectKnown((await readDevices(table, [key])).get(key), id)
}

export type DeviceReadings = LedgerWith<'deviceStaleDays' | 'timeZone'>

type SeenMarks = Pick<KnownDevice['seen'], 'reportedAt' | 'name' | 'formerName'>

const marksOf = (seen: SeenMarks, link: Link | undefined, { now, timeZone, deviceStaleDays }: DeviceReadings) => ({
  counted: !isStaleOn(dayOf(now(), timeZone), new Date(seen.reportedAt), deviceStaleDays, timeZone),
  otherName: otherNameOf(seen),
  linkedTo: link?.value?.to,
})
type Marks = ReturnType<typeof marksOf>

const showDevice = ({ device, seen }: KnownDevice, link: Link | undefined, ledger: DeviceReadings): DeviceListItem => {
  const { id, name, createdAt } = device
  const { source, reportedAt, softwareCount, version, updatedAt } = seen
  const { counted, otherName, linkedTo } = marksOf(seen, link, ledger)
  const marks = { ...(otherName && { otherName }), ...(linkedTo !== undefined && { linkedTo }) }
  return { id, name, source, reportedAt, counted, softwareCount, ...marks, version, createdAt, updatedAt }
}

export const DeviceState = z.enum(['counted', 'not-counted', 'shared-id', 'linked'])
type DeviceState = z.infer<typeof DeviceState>

const isIn: Record<DeviceState, (marks: Pick<DeviceListItem, keyof Marks>) => boolean> = {
  counted: ({ counted }) => counted,
  'not-counted': ({ counted }) => !counted,
  'shared-id': ({ otherName }) => otherName !== undefined,
  linked: ({ linkedTo }) => linkedTo !== undefined,
}

interface DeviceFilter {
  /** In name or id. */
  contains?: string | undefined
  /** Beginning of the name. */
  startsWith?: string | undefined
  state?: DeviceState | undefined
}

const SeenMarks = z.object({
  sk: z.string(),
  reportedAt: z.string(),
  name: z.string().default(''),
  formerName: FormerName.optional(),
})

/**
 * Keys of devices that are in a state which few are in, by name. Reads the last reports of all devices, some thirty in a
 * read unit: pages of names would hold hardly any.
 */
const findRare = async (
  ledger: DeviceReadings,
  state: DeviceState,
  beginning: string,
  { limit, after = '' }: PageRequest,
) => {
  const { table } = ledger
  const links = new Map((await readDecisions(table, 'link')).map((link) => [link.subject, link]))
  const inPartition = async (partition: string) => {
    const only = Object.keys(SeenMarks.shape)
    const reports = (await queryAll(table, { partition, only, consistent: false })).map((item) => SeenMarks.parse(item))
    return reports
      .filter((seen) => isIn[state](marksOf(seen, links.get(seen.sk), ledger)))
      .map(({ sk, name }) => ({ key: sk, order: nameOrder(nameKey(name), sk) }))
      .filter(({ order }) => order.startsWith(beginning) && order > after)
  }
  const found = (await Promise.all(seenPartitions.map(inPartition))).flat().sort(ascendingBy(({ order }) => order))
  const page = found.slice(0, limit)
  return { keys: page.map(({ key }) => key), next: found.length > limit ? page.at(-1)?.order : undefined }
}

const findNamed = async (table: Table, beginning: string, contains: string, page: PageRequest) => {
  const needle = nameKey(contains)
  const has = (value: unknown) => nameKey(String(value)).includes(needle)
  const matches = needle === '' ? undefined : ({ name, id }: Item) => has(name) || has(id)
  const query = { index: 'gsi1' as const, partition: allDevices, ...(beginning !== '' && { prefix: beginning }) }
  const { items, next } = await mergedList(table, [query], page, matches)
  return { keys: items.map(({ sk }) => String(sk)), next }
}

/** Devices by name. A filter bounds what a page reads, so a page may be short or empty and still go on. */
export const listDevices = async (
  ledger: DeviceReadings,
  { contains = '', startsWith = '', state }: DeviceFilter,
  page: PageRequest,
) => {
  const { table } = ledger
  const beginning = nameInOrder(nameKey(startsWith))
  const isRare = state !== undefined && state !== 'counted' && contains === ''
  const { keys, next } = isRare
    ? await findRare(ledger, state, beginning, page)
    : await findNamed(table, beginning, contains, page)
  const [devices, linkOf] = await Promise.all([readDevices(table, keys), readLinksOf(table, keys)])
  const shown = [...devices].map(([key, known]) => showDevice(known, linkOf(key), ledger))
  return { items: state === undefined ? shown : shown.filter(isIn[state]), next }
}

const namesakesShown = 10

/** Devices of the same name that are not linked with this one. @param head key of the device under which it counts */
const findDuplicates = async (table: Table, { sk, name }: KnownDevice['device'], head: string) => {
  const prefix = nameOrder(nameKey(name), '')
  const limit = namesakesShown + 1
  const { items } = await table.query({ index: 'gsi1', partition: allDevices, prefix, limit })
  const keys = items.map((item) => String(item.sk)).filter((key) => key !== sk)
  const [devices, linkOf] = await Promise.all([readDevices(table, keys), readLinksOf(table, keys)])
  return [...devices.values()]
    .filter(({ device }) => nameKey(device.name) === nameKey(name))
    .filter(({ device }) => ![sk, head].includes(headOf(device.sk, linkOf(device.sk))))
    .slice(0, namesakesShown)
    .map(({ device: { id }, seen: { source, reportedAt } }) => ({ id, source, reportedAt }))
}

/** What is known of the title that a name belongs to. */
export interface TitleOfName {
  id: string
  kind: TitleKind
  familyId?: string | undefined
  family?: string | undefined
}

type FindTitles = (hashes: ReadonlySet<string>) => Promise<ReadonlyMap<string, TitleOfName>>

const showSoftware = async (table: Table, programs: readonly Program[], findTitles: FindTitles) => {
  const hashes = new Set(programs.map(({ hash }) => hash))
  const [names, titles] = await Promise.all([readNames(table, hashes), findTitles(hashes)])
  const software = programs.flatMap(({ hash, versions }) => {
    const name = names.get(hash)
    if (!name) return []
    const { publisher, title } = name
    const { id, ...known } = titles.get(hash) ?? { id: nameId(hash, { publisher, title }) }
    return versions.map((version) => ({ publisher, title, version, titleId: id, ...known }))
  })
  return software.sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1))
}

const showFacts = async (facts: StoredFacts, findTitles: FindTitles): Promise<Device['facts']> => {
  const { cores, processors, isVirtual: virtual, products, updatedAt } = facts
  const titles = await findTitles(new Set(products.map(({ hash }) => hash)))
  const shown = products.map(({ publisher, product, edition, hash }) => {
    const titleId = titles.get(hash)?.id ?? nameId(hash, nameOfProduct({ publisher, product, edition }))
    return { publisher, product, ...(edition !== '' && { edition }), titleId }
  })
  return { cores, processors, virtual, products: shown, updatedAt }
}

/** A name that is in no snapshot yet has an id of its own, which leads to its title. @throws LedgerError `device-not-found` */
export const getDevice = async (ledger: DeviceReadings, id: string, findTitles: FindTitles): Promise<Device> => {
  const { table } = ledger
  const key = packedDeviceKey(id)
  const [[found], linked, linkOf, factsOf] = await Promise.all([
    readDevicesWithSoftware(table, [key]),
    readLinksTo(table, key),
    readLinksOf(table, [key]),
    readFactsOf(table, [key]),
  ])
  const known = expectKnown(found, id)
  const link = linkOf(key)
  const stored = factsOf.get(key)
  const { covers } = known.seen
  const [possibleDuplicates, software, facts] = await Promise.all([
    findDuplicates(table, known.device, headOf(key, link)),
    showSoftware(table, known.programs, findTitles),
    stored && showFacts(stored, findTitles),
  ])
  return {
    ...showDevice(known, link, ledger),
    linkedDevices: linked.flatMap(({ value }) => value?.deviceId ?? []).sort(),
    possibleDuplicates,
    software,
    ...(facts && { facts }),
    ...(covers && Object.keys(covers).length > 0 && { coveredBySubscription: coverageIn(covers) }),
  }
}
