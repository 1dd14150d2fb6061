import { strToU8, zipSync } from 'fflate'
import type { SheetRow } from '../../lib/foundation/files/sheet.ts'
import type { WorkbookSheet } from '../../lib/foundation/files/workbook.ts'
import { collect } from './inventory-files.ts'

type CellValue = string | number | undefined

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const columnName = (index: number): string =>
  (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

const relation = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`

export interface TestSheet {
  name: string
  /** From row 1 on; an empty row is not written. */
  rows: readonly (readonly CellValue[])[]
}

/** The files of a workbook as Excel writes them: texts are shared, numbers stand in their cells. */
export const workbookFiles = (sheets: readonly TestSheet[]): Record<string, string> => {
  const shared: string[] = []
  const cell = (value: CellValue, column: number, row: number): string => {
    if (value === undefined || value === '') return ''
    const reference = `${columnName(column)}${row}`
    if (typeof value === 'number') return `<c r="${reference}" s="1"><v>${value}</v></c>`
    return `<c r="${reference}" t="s"><v>${shared.push(value) - 1}</v></c>`
  }
  const sheetXml = ({ rows }: TestSheet): string => {
    const written = rows.map((cells, index) => {
      const xml = cells.map((value, column) => cell(value, column, index + 1)).join('')
      return xml === '' ? '' : `<row r="${index + 1}" spans="1:9">${xml}</row>`
    })
    return `<?xml version="1.0"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${written.join('')}</sheetData></worksheet>`
  }
  const sheetFiles = Object.fromEntries(
    sheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet)]),
  )
  return {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheets
      .map(({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`))
      .join('')}${relation('rIdS', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    ...sheetFiles,
    'xl/sharedStrings.xml': `<sst>${shared.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
  }
}

export const zipped = (files: Record<string, string | Uint8Array>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]),
    ),
  )

export const workbook = (...sheets: readonly TestSheet[]): Uint8Array => zipped(workbookFiles(sheets))

/** The rows that a reader finds in a sheet. */
export const readRows = async (sheet: WorkbookSheet | undefined): Promise<SheetRow[]> =>
  sheet ? collect(sheet.rows()) : []
