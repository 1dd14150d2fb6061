import { readDelimited } from '../../foundation/files/delimited.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { isZip } from '../../foundation/files/zip.ts'
import type { ImportError, ImportFile } from '../../work/imports/import-file.ts'
import { type AgreementColumns, readHeadings } from './agreement-columns.ts'
import { type AgreementLine, readAgreementLine, tellableText } from './agreement-line.ts'

/** Agreements that a file may have. */
export const maximumAgreements = 5_000

/** Details of 4,000 characters may have as many lines. */
const longestRow = 4_001

/** Which optional columns a file has: what it has no column for stays as it is. */
export interface Says {
  startDate: boolean
  endDate: boolean
  details: boolean
}

/** What a file of other agreements says. */
export interface AgreementFile extends ImportFile {
  lines: AgreementLine[]
  says: Says
}

const readRows = (rows: Iterable<SheetRow>): AgreementFile => {
  const lines = new Map<string, AgreementLine>()
  const errors: ImportError[] = []
  const texts = new Map<number, string | undefined>()
  let columns: AgreementColumns | undefined
  let count = 0
  for (const row of rows) {
    if (!columns) {
      columns = readHeadings(row)
      continue
    }
    count += 1
    if (count > maximumAgreements)
      throw new WrongFile('too-many-rows', `The file has more than ${maximumAgreements} agreements. Split it.`)
    texts.set(row.line, tellableText(row, columns))
    const refuse = (fault: Fault): void => void errors.push({ line: row.line, ...fault })
    const result = readAgreementLine(row, columns)
    if ('fault' in result) {
      refuse(result.fault)
      continue
    }
    const { read } = result
    const earlier = lines.get(read.nameKey)
    if (!earlier) lines.set(read.nameKey, read)
    else
      refuse({
        code: 'duplicate-line',
        message: `Line ${earlier.line} has an agreement of the name ${earlier.name} already.`,
      })
  }
  if (!columns) throw new WrongFile('file-empty', 'The file holds no rows.')
  if (count === 0) throw new WrongFile('file-empty', 'The file has headings and no agreements below them.')
  const has = columns.positions
  return {
    rows: count,
    rejected: errors.length,
    lines: [...lines.values()],
    says: {
      startDate: has.has('startDate'),
      endDate: has.has('endDate') || has.has('terminationDate'),
      details: has.has('details'),
    },
    errors,
    textOf: (line) => texts.get(line),
  }
}

/**
 * Reads a file of other agreements: our columns, a statement of Configuration Manager or an export of Snipe-IT.
 * @throws WrongFile `file-empty`, `file-name`, `encoding`, `unknown-columns`, `too-many-rows`
 */
export const readAgreementFile = (bytes: Uint8Array): AgreementFile => {
  if (isZip(bytes))
    throw new WrongFile('file-name', 'The file is a workbook or an archive, and its name ends in .csv. Save it as CSV.')
  return readRows(readDelimited(bytes, { isHeaded: true, longestRow }))
}
