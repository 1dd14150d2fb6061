/** Names and license names with labels given by hand: names.tsv and licenses.tsv explain their columns. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface LabelledName {
  publisher: string
  name: string
  language: string
  publisherLabel: string
  productLabel: string
  /** With `?` at its end where it is not counted. */
  kind: string
}

export interface LabelledLicense {
  name: string
  version: string
  label: string
  metric: string
  /** Cores of one license; empty where it is not sold by core. */
  pack: string
  /** Empty where no title of an inventory names the product. */
  title: string
}

const linesOf = (file: string): Map<string, string>[] => {
  const [head = '', ...lines] = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
  const columns = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    if (cells.length !== columns.length) throw new Error(`${file}: "${line}" has ${cells.length} cells.`)
    return new Map(columns.map((column, index) => [column, cells[index] ?? '']))
  })
}

const cell = (line: Map<string, string>, column: string): string => {
  const text = line.get(column)
  if (text === undefined) throw new Error(`There is no column ${column}.`)
  return text
}

export const labelledNames = (): LabelledName[] =>
  linesOf('names.tsv').map((line) => ({
    publisher: cell(line, 'publisher'),
    name: cell(line, 'name'),
    language: cell(line, 'language'),
    publisherLabel: cell(line, 'publisherLabel'),
    productLabel: cell(line, 'productLabel'),
    kind: cell(line, 'kind'),
  }))

export const labelledLicenses = (): LabelledLicense[] =>
  linesOf('licenses.tsv').map((line) => ({
    name: cell(line, 'name'),
    version: cell(line, 'version'),
    label: cell(line, 'label'),
    metric: cell(line, 'metric'),
    pack: cell(line, 'pack'),
    title: cell(line, 'title'),
  }))

/**
 * Half of the labels were looked at for what is not recognized while data were written; figures of the other half tell
 * how well names are recognized that nobody looked at.
 */
export const halfOf = (label: string): 'looked at' | 'held out' =>
  (createHash('sha256').update(label).digest()[0] ?? 0) % 2 === 0 ? 'looked at' : 'held out'

const maybe = /~[^/]*/gu

/** @returns undefined where the labels leave it open */
export const isOneProduct = (one: LabelledName, other: LabelledName): boolean | undefined => {
  if (one.productLabel === other.productLabel) return true
  if (!one.productLabel.includes('~') || !other.productLabel.includes('~')) return false
  return one.productLabel.replaceAll(maybe, '') === other.productLabel.replaceAll(maybe, '') ? undefined : false
}
