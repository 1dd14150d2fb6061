import { bare } from '../../foundation/files/columns.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import { detailsFault, type LicenseCount, maximumLicenses, unlimited } from '../records/other-agreement.ts'
import type { Restrictions } from '../records/restrictions.ts'

interface Product {
  publisher: string
  productTitle: string
  /** Its edition and version, as far as the file has them and the title does not say the same year. */
  variant: string
}

export interface AgreementRow extends Product {
  line: number
  name: string
  nameKey: string
  licenseCount: LicenseCount
  startDate: string | undefined
  endDate: string | undefined
  details: string | undefined
  restrictions: Restrictions | undefined
  /** Which license it is, in files of other tools: its id and key; empty if it has none. */
  identity?: string
}

interface TitledRow extends AgreementRow {
  /** What its product may be called in the catalog; the first one that is there counts. */
  productTitles: readonly string[]
}

/** What a file says of an agreement: a row, or several that are licenses of one product and purchase order. */
export interface AgreementLine extends TitledRow {
  /** Numbers of the lines that add to it, and of those that say the same again. */
  added: number[]
  repeats: number[]
}

const majorOf = (variant: string): string => variant.split('.')[0] ?? ''

/** A year, but not within a build such as 19.2020. */
export const marketingYear = /(?<![\d.])(?:19|20)\d\d(?!\d)/

/**
 * The titles that a product may mean. Its name alone is not one if it would be another product: when the version is a
 * year, or the file has other versions of the same name.
 */
const titlesOf = ({ productTitle, variant }: Product, hasOthers: boolean): readonly string[] => {
  const year = marketingYear.exec(variant)?.[0]
  if (variant === '') return [productTitle]
  if (year !== undefined || hasOthers) return [`${productTitle} ${year ?? majorOf(variant)}`]
  return [`${productTitle} ${variant}`, productTitle]
}

/** Lines with the titles that their products may mean. */
export const withTitles = (lines: readonly AgreementRow[]): TitledRow[] => {
  const nameOf = ({ publisher, productTitle }: Product): string => titleKey({ publisher, title: productTitle })
  const named = Map.groupBy(lines, nameOf)
  const majors = new Map(
    [...named].map(([name, some]) => [name, new Set(some.flatMap(({ variant }) => bare(majorOf(variant)) || []))]),
  )
  return lines.map((line) => ({
    ...line,
    productTitles: titlesOf(line, (majors.get(nameOf(line))?.size ?? 0) > 1),
  }))
}

const add = (one: LicenseCount, other: LicenseCount): LicenseCount =>
  one === unlimited || other === unlimited ? unlimited : one + other

/** Adds up the rows of one agreement: those of other ids or keys are other licenses. */
const join = (first: TitledRow, rows: readonly TitledRow[]): AgreementLine | Omit<ImportError, 'line'> => {
  if (rows.length === 1) return { ...first, added: [], repeats: [] }
  const licenses = [...Map.groupBy(rows, ({ identity }) => identity).values()]
  const areOne = (some: readonly TitledRow[], tell: (row: TitledRow) => unknown): boolean =>
    new Set(some.map((row) => JSON.stringify(tell(row)))).size === 1
  const areAlike = areOne(rows, ({ publisher, productTitles: [title = ''], startDate, endDate }) => [
    titleKey({ publisher, title }),
    startDate,
    endDate,
  ])
  const areClear = licenses.every((some) => some[0]?.identity && areOne(some, ({ licenseCount }) => licenseCount))
  if (!areAlike || !areClear) {
    const message = `Line ${first.line} begins several of one product and purchase order, which cannot be added up: they differ in product or dates, or no id or key tells them apart. Give each a purchase order number of its own.`
    return { code: 'duplicate-line', message }
  }
  const ofEach = licenses.flatMap(([one]) => one ?? [])
  const licenseCount = ofEach.slice(1).reduce((sum, row) => add(sum, row.licenseCount), first.licenseCount)
  if (licenseCount !== unlimited && licenseCount > maximumLicenses)
    return { code: 'invalid-count', message: `The lines from ${first.line} on add up to more than ${maximumLicenses}.` }
  const details = [...new Set(ofEach.flatMap((row) => row.details ?? []))].join('\n')
  const fault = detailsFault(details)
  if (fault !== undefined)
    return { code: 'invalid-field', message: `The lines from ${first.line} on are one agreement. ${fault}` }
  const numbersOf = (some: readonly TitledRow[]): number[] => some.slice(1).map(({ line }) => line)
  const repeats = licenses.flatMap(numbersOf)
  return { ...first, licenseCount, details: details || undefined, added: numbersOf(ofEach), repeats }
}

/** Agreements of a file. If rows cannot be joined, none of them counts: the others would be lost. */
export const joinRows = (rows: readonly TitledRow[]) => {
  const lines: AgreementLine[] = []
  const errors: ImportError[] = []
  for (const same of Map.groupBy(rows, ({ nameKey }) => nameKey).values()) {
    const [first] = same
    if (!first) continue
    const joined = join(first, same)
    if ('code' in joined) errors.push(...same.map(({ line }) => ({ line, ...joined })))
    else lines.push(joined)
  }
  return { lines, errors }
}
