import { readInventoryState } from '../inventory/device-counts.ts'
import {
  type DeviceSoftware,
  parseDevice,
  readDevices,
  readSoftwareLists,
  type StoredDevice,
} from '../inventory/device-store.ts'
import { readMarks } from '../inventory/install-marks.ts'
import { readInstalledIn } from '../inventory/install-sets.ts'
import { StoredRaw } from '../software/know-software.ts'
import { PositionStatus, readTitles, type StoredTitle } from '../software/title-store.ts'
import { deviceBuckets, devicePartition, rawPartitions, softwareByStatus } from '../table/keys.ts'
import { pagesOf, type Table } from '../table/table.ts'
import { type Difference, differencesOf } from './difference.ts'
import { piecesOf } from './pieces.ts'

const differ = differencesOf('inventory')

/** What the inventory holds as counted from its items. */
export interface InventoryCount {
  devices: number
  /** Ids of software titles that are listed or have names. */
  titleIds: string[]
  installs: number
  /** Some devices are still to be counted. */
  isUnderWay: boolean
  differences: Difference[]
}

/** Names of software by the title that they are names of, and titles, whole or in part. */
interface Names {
  titleOf: Map<string, string>
  titles: Map<string, StoredTitle>
}

const readNames = async (table: Table): Promise<Names> => {
  const titleOf = new Map<string, string>()
  for (const partition of rawPartitions)
    for await (const items of pagesOf(table, { partition }))
      for (const raw of items.map((item) => StoredRaw.parse(item))) titleOf.set(raw.sk, raw.titleId)
  const ids = new Set(titleOf.values())
  for (const status of PositionStatus.options)
    for await (const items of pagesOf(table, { index: 'gsi1', partition: softwareByStatus(status) }))
      for (const { id } of items) ids.add(String(id))
  const titles = new Map<string, StoredTitle>()
  for (const some of piecesOf([...ids])) for (const [id, title] of await readTitles(table, some)) titles.set(id, title)
  return { titleOf, titles }
}

/** Names that a title has, and those that say they are its. */
const checkNames = ({ titleOf, titles }: Names): Difference[] => {
  const namesOf = Map.groupBy(titleOf.keys(), (key) => titleOf.get(key) ?? '')
  const missing = [...namesOf.keys()].filter((id) => !titles.has(id))
  const wrong = [...titles.values()].filter(({ id, raws }) => {
    const names = namesOf.get(id) ?? []
    return names.length !== raws.size || names.some((name) => !raws.has(name))
  })
  return [
    ...missing.map((id) => differ(id, `There are names of the software title ${id}, which is not there.`)),
    ...wrong.map(({ id, title }) => differ(id, `The software title ${title} (${id}) has other names than say so.`)),
  ]
}

/** The devices of a bucket that count, each with what it and those that are linked to it report. */
const readBucket = async (table: Table, bucket: number) => {
  const devices: StoredDevice[] = []
  for await (const items of pagesOf(table, { partition: devicePartition(bucket) }))
    devices.push(...items.map(parseDevice))
  const heads = devices.filter(({ linkedTo }) => linkedTo === undefined)
  const linked = await readDevices(
    table,
    heads.flatMap(({ links = [] }) => [...links]),
  )
  const known = new Map([...devices.map((device) => [device.sk, device] as const), ...linked])
  return { devices, heads, known }
}

const titlesOf = (
  device: StoredDevice,
  known: ReadonlyMap<string, StoredDevice>,
  lists: ReadonlyMap<string, DeviceSoftware>,
  { titleOf }: Names,
): Set<string> => {
  const members = [device.sk, ...(device.links ?? [])].filter((key) => known.get(key)?.counted)
  const names = members.flatMap((key) => lists.get(key)?.raws ?? [])
  return new Set(names.map((name) => titleOf.get(name) ?? name))
}

interface BucketCount {
  devices: number
  counted: number
  installs: number
  differences: Difference[]
}

/** @param installed numbers of installs by title, which grow */
const checkBucket = async (
  table: Table,
  bucket: number,
  names: Names,
  installed: Map<string, number>,
): Promise<BucketCount> => {
  const { devices, heads, known } = await readBucket(table, bucket)
  const expected = new Map<string, Set<string>>()
  for (const some of piecesOf(heads)) {
    const lists = await readSoftwareLists(
      table,
      some.flatMap(({ sk, links = [] }) => [sk, ...links]),
    )
    for (const device of some)
      for (const id of titlesOf(device, known, lists, names))
        expected.set(id, (expected.get(id) ?? new Set()).add(device.sk))
  }
  const differences: Difference[] = []
  let installs = 0
  for (const ids of piecesOf([...new Set([...names.titles.keys(), ...expected.keys()])]))
    for (const [id, counted] of await readInstalledIn(table, ids, bucket)) {
      const there = expected.get(id) ?? new Set()
      installs += there.size
      installed.set(id, (installed.get(id) ?? 0) + there.size)
      const title = names.titles.get(id)?.title ?? id
      if (counted.size !== there.size || !counted.isSubsetOf(there))
        differences.push(
          differ(
            id,
            `${counted.size} devices of bucket ${bucket} are counted for ${title} (${id}), and ${there.size} have it.`,
          ),
        )
    }
  const isCounted = ({ sk, links = new Set<string>() }: StoredDevice) =>
    [sk, ...links].some((key) => known.get(key)?.counted)
  return { devices: devices.length, counted: heads.filter(isCounted).length, installs, differences }
}

/** Counts devices, titles and installs from the devices as they are, and compares them with what is counted. */
export const checkInventory = async (table: Table): Promise<InventoryCount> => {
  const names = await readNames(table)
  const installed = new Map<string, number>()
  const differences = checkNames(names)
  let [devices, counted, installs] = [0, 0, 0]
  for (const bucket of deviceBuckets) {
    const found = await checkBucket(table, bucket, names, installed)
    devices += found.devices
    counted += found.counted
    installs += found.installs
    differences.push(...found.differences)
  }
  for (const { id, title, installed: said } of names.titles.values())
    if (said !== (installed.get(id) ?? 0))
      differences.push(differ(id, `${title} (${id}) says ${said} installs, and there are ${installed.get(id) ?? 0}.`))
  const state = await readInventoryState(table)
  if (state.counted !== counted || state.known !== devices)
    differences.push(
      differ(
        '',
        `${state.counted} of ${state.known} devices are counted, and there are ${counted} of ${devices} that count.`,
      ),
    )
  const isUnderWay = (await readMarks(table, 1)).length > 0
  return { devices, titleIds: [...names.titles.keys()], installs, isUnderWay, differences }
}
