import { type Columns, readRow } from '../../foundation/files/columns.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import { microsoft } from '../../recognition/data/recognition.ts'
import { titleNameFault } from '../../recognition/titles/title-name.ts'
import { type ImportFile, readLines } from '../../work/imports/import-file.ts'
import { DeviceId } from '../devices/device.ts'
import type { StoredFacts } from '../devices/device-facts.ts'
import { type FactsField, readHeadings } from './facts-columns.ts'

export const maximumRows = 20_000
const maximumCores = 10_000

/** What a row says of a product: `isGone` that the device does not have it. */
export type SaidProduct = Omit<StoredFacts['products'][number], 'hash'> & { isGone: boolean }
type MachineFacts = Pick<StoredFacts, 'cores' | 'processors' | 'isVirtual'>

/** All rows of one device. */
export interface FactsLine {
  line: number
  /** Its other rows. */
  added: number[]
  key: string
  deviceId: string
  machine: MachineFacts
  products: SaidProduct[]
}

export interface FactsFile extends ImportFile {
  lines: FactsLine[]
}

const truths = new Map([
  ...['YES', 'TRUE', '1', 'Y'].map((text) => [text, true] as const),
  ...['NO', 'FALSE', '0', 'N'].map((text) => [text, false] as const),
])

/** Stands in the place of an edition when the device has not the product. */
const none = /^none$/i

const readLine = (row: SheetRow, columns: Columns<FactsField>): FactsLine | { fault: Fault } =>
  readRow(row, columns, ({ textIn, countIn, wrong }) => {
    const nameIn = (field: FactsField): string => {
      const text = textIn(field).replaceAll(/\s+/g, ' ')
      const fault = text === '' ? undefined : titleNameFault(text)
      if (fault !== undefined) throw wrong(field, 'invalid-field', fault)
      return text
    }
    const id = DeviceId.safeParse(textIn('deviceId'))
    if (textIn('deviceId') === '') throw wrong('deviceId', 'missing-field', 'The device is missing.')
    if (!id.success) throw wrong('deviceId', 'invalid-field', 'This is no id of a device.')
    const countOf = (field: 'cores' | 'processors'): number | undefined =>
      textIn(field) === '' ? undefined : countIn(field, [1, maximumCores], `a whole number from 1 to ${maximumCores}`)
    const [cores, processors, said] = [countOf('cores'), countOf('processors'), textIn('virtual').toUpperCase()]
    const isVirtual = truths.get(said)
    if (said !== '' && isVirtual === undefined)
      throw wrong('virtual', 'invalid-field', 'This is neither yes nor no. Write yes or no.')
    if (cores !== undefined && processors !== undefined && cores < processors)
      throw wrong('cores', 'invalid-count', 'There are fewer cores than processors. Write the cores of all processors.')
    const [product, edition, publisher] = [nameIn('product'), nameIn('edition'), nameIn('publisher')]
    if (product === '' && edition !== '') throw wrong('product', 'missing-field', 'An edition needs its product.')
    const machine = {
      ...(cores !== undefined && { cores }),
      ...(processors !== undefined && { processors }),
      ...(isVirtual !== undefined && { isVirtual }),
    }
    if (product === '' && Object.keys(machine).length === 0)
      throw wrong('product', 'missing-field', 'The row says nothing of the device.')
    const isGone = none.test(edition)
    const one = { publisher: publisher || microsoft, product, edition: isGone ? '' : edition, isGone }
    return {
      line: row.line,
      added: [],
      key: packedDeviceKey(id.data),
      deviceId: id.data,
      machine,
      products: product === '' ? [] : [one],
    }
  })

const differs = (one: MachineFacts, other: MachineFacts): boolean =>
  (['cores', 'processors', 'isVirtual'] as const).some(
    (field) => (one[field] ?? other[field]) !== (other[field] ?? one[field]),
  )

/** Reads a file; the rows of a device are one line. */
export const readFactsFile = (rows: readonly SheetRow[]): FactsFile =>
  readLines(rows, {
    headings: readHeadings,
    maximumRows,
    tooManyRows: new WrongFile('file-too-large', `The file has more than ${maximumRows} rows of data. Split it.`),
    read: readLine,
    textOf: ({ text }) => text,
    keyOf: ({ key }) => key,
    repeats: (row, device) => {
      if (differs(row.machine, device.machine)) {
        const message = `Line ${device.line} or a later one says something else of the same device. Leave one of them.`
        return { code: 'duplicate-line', message }
      }
      device.added.push(row.line)
      Object.assign(device.machine, row.machine)
      device.products.push(...row.products)
      return undefined
    },
  })
