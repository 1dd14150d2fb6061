import { appendFileSync, closeSync, createReadStream, openSync } from 'node:fs'
import { join } from 'node:path'
import { WrongFile } from '../../foundation/files/sheet.ts'
import { readLines } from '../../foundation/files/text.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { isTooLong, maximumTitles, type ReportedSoftware } from '../devices/device-report.ts'
import { compareNames } from '../devices/former-name.ts'
import type { OperatingSystem } from '../names/operating-systems.ts'
import type { InventoryRow } from './inventory-row.ts'
import { swapDay } from './report-time.ts'

export const inventoryLimits = {
  /** Of one device; it may have twice as many versions of them. */
  titles: maximumTitles,
  /** Bytes of memory for the devices of one part, as {@link weightOfRow} estimates them. */
  partWeight: 160 * 1024 * 1024,
}
export type InventoryLimits = typeof inventoryLimits

export interface SpooledReport {
  /** What the id is compared by. */
  key: string
  deviceId: string
  /** Of its latest rows. */
  deviceName: string
  /** Rows of the same time, or of hours before, have another name. */
  otherName?: string
  /** The latest of its rows, ISO 8601 UTC; absent when no row has a time. */
  reportedAt?: string
  lines: number
  firstLine: number
  /** Of its latest rows that say it. */
  operatingSystem?: OperatingSystem
  software: ReportedSoftware[]
}

const softwareText = ({ publisher, title, version }: ReportedSoftware): string =>
  JSON.stringify([publisher, title, version])
type DeviceOfRow = Pick<InventoryRow, 'deviceId' | 'deviceName' | 'operatingSystem'>
export const deviceText = ({ deviceId, deviceName, operatingSystem }: DeviceOfRow): string =>
  JSON.stringify([deviceId, deviceName, ...(operatingSystem ? [operatingSystem.title, operatingSystem.version] : [])])

const softwareWeight = 150
const deviceWeight = 450
const useWeight = 50

/** The most memory that a row can take. @param bytes of its line in the part file */
export const weightOfRow = (bytes: number): number => softwareWeight + deviceWeight + useWeight + 2 * bytes

const partPath = (folder: string, part: number): string => join(folder, `part-${part}.tsv`)

/** Stands before a time of which day and month may change places. */
const unclear = '?'

/** Characters of a part that are written together. */
const buffered = 32 * 1024

/** Appends rows to the part files of a folder. Call `close` whatever happens. */
export const partWriter = (folder: string, parts: number) => {
  const open = (part: number) => ({ file: openSync(partPath(folder, part), 'w', 0o600), text: '' })
  const opened = Array.from({ length: parts }, (_, part) => open(part))
  const flush = (part: ReturnType<typeof open>): void => {
    appendFileSync(part.file, part.text)
    part.text = ''
  }
  return {
    /** Writes JSON of software and device, the time and the number, separated by tabs, which JSON escapes. @returns bytes */
    append: (number: number, device: string, row: InventoryRow): number => {
      const { reportedAt = '', isUnclear } = row
      const part = opened[number]
      if (!part) throw new Error(`There is no part ${number}.`)
      const line = `${softwareText(row)}\t${device}\t${isUnclear ? unclear : ''}${reportedAt}\t${row.line}\n`
      part.text += line
      if (part.text.length > buffered) flush(part)
      return Buffer.byteLength(line)
    },
    flush: (): void => opened.forEach(flush),
    close: (): void => {
      for (const { file } of opened) closeSync(file)
    },
  }
}

interface Gathered extends Omit<SpooledReport, 'software'> {
  /** Of the latest time; `timeless` is of rows without a time. */
  software: Set<ReportedSoftware>
  timeless: Set<ReportedSoftware>
  isRefused: boolean
}

/** Copies: slices would keep the whole piece of the file in memory. */
const parseStrings = (json: string): [string, string, string, string | undefined] => JSON.parse(json)

const countTitles = (software: ReadonlySet<ReportedSoftware>): number =>
  new Set([...software].map(({ publisher, title }) => `${publisher}\t${title}`)).size

const meetName = (device: Gathered, row: { deviceName: string; reportedAt: string }): void => {
  const { deviceId, deviceName, reportedAt = '' } = device
  const difference = compareNames(deviceId, { deviceName, reportedAt }, row)
  const isLater = row.reportedAt > reportedAt && reportedAt !== ''
  if (difference === 'shared') device.otherName ??= isLater ? deviceName : row.deviceName
  if (deviceName === deviceId || (isLater && row.deviceName !== deviceId)) device.deviceName = row.deviceName
}

/**
 * Reads a part. Software that devices share is in memory once. @param isDayFirst in times that leave it open
 * @throws WrongFile `file-too-large`
 */
export const loadPart = async (folder: string, part: number, limits: InventoryLimits, isDayFirst: boolean) => {
  const { titles, partWeight } = limits
  const devices = new Map<string, Gathered>()
  const spellings = new Map<string, { gathered: Gathered } & Pick<InventoryRow, 'deviceName' | 'operatingSystem'>>()
  const known = new Map<string, ReportedSoftware>()
  let weight = 0
  const weigh = (more: number): void => {
    weight += more
    const message = 'The file has too many devices and titles for one import. Split it by device.'
    if (weight > partWeight) throw new WrongFile('file-too-large', message)
  }

  const softwareOf = (text: string): ReportedSoftware => {
    const found = known.get(text)
    if (found) return found
    weigh(softwareWeight + 2 * text.length)
    const [publisher, title, version] = parseStrings(text)
    const software = { publisher, title, version }
    known.set(softwareText(software), software)
    return software
  }
  const deviceOf = (text: string, firstLine: number) => {
    const found = spellings.get(text)
    if (found) return found
    weigh(deviceWeight + 2 * text.length)
    const [deviceId, deviceName, title, version] = parseStrings(text)
    const operatingSystem = title === undefined ? undefined : { title, version: version ?? '' }
    const key = nameKey(deviceId)
    const added = { key, deviceId, deviceName, lines: 0, firstLine, isRefused: false }
    const device = devices.get(key) ?? { ...added, software: new Set(), timeless: new Set() }
    devices.set(key, device)
    const spelling = { gathered: device, deviceName, ...(operatingSystem && { operatingSystem }) }
    spellings.set(deviceText({ deviceId, ...spelling }), spelling)
    return spelling
  }

  const clear = (time: string): string => {
    if (!time.startsWith(unclear)) return time
    return isDayFirst ? swapDay(time.slice(1)) : time.slice(1)
  }

  const add = (line: string): void => {
    const [software = '', device = '', time = '', number = ''] = line.split('\t')
    const reportedAt = clear(time)
    const { gathered, deviceName, operatingSystem } = deviceOf(device, Number(number))
    gathered.lines += 1
    const { reportedAt: latest = '' } = gathered
    if (deviceName !== gathered.deviceName) meetName(gathered, { deviceName, reportedAt })
    if (reportedAt > latest) {
      gathered.reportedAt = Buffer.from(reportedAt).toString()
      // Rows of an earlier time are another report, which this one replaces.
      gathered.software.clear()
    }
    const isEarlier = reportedAt !== '' && reportedAt < latest
    if (operatingSystem && (!isEarlier || !gathered.operatingSystem)) gathered.operatingSystem = operatingSystem
    if (gathered.isRefused || isEarlier) return
    const list = reportedAt === '' ? gathered.timeless : gathered.software
    const { size } = list
    list.add(softwareOf(software))
    if (list.size > size) weigh(useWeight)
    if (list.size > 2 * titles) {
      gathered.isRefused = true
      list.clear()
    }
  }
  for await (const lines of readLines(createReadStream(partPath(folder, part), { encoding: 'utf8' })))
    for (const line of lines) if (line !== undefined) add(line)

  const reports: SpooledReport[] = []
  /** Those with more titles or versions than one may have. */
  const refused: Pick<SpooledReport, 'lines' | 'firstLine'>[] = []
  const inOrder = [...devices.values()].sort((one, other) => (one.key < other.key ? -1 : 1))
  for (const { software: latest, timeless, isRefused, ...device } of inOrder) {
    const software = new Set([...latest, ...timeless])
    const tooMany = isRefused || isTooLong(software) || (software.size > titles && countTitles(software) > titles)
    if (tooMany) refused.push(device)
    else reports.push({ ...device, software: [...software] })
  }
  return { reports, refused }
}
