import type { TextOptions } from '../../foundation/files/delimited.ts'
import { type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { readSheet } from '../../foundation/files/sheets.ts'
import { fileTypeOf, type ReadHeadings } from './import-file.ts'

/**
 * The rows of an import's file that has its headings in the first one, and at most one row more than such a file may have.
 * @throws WrongFile `bad-archive`, `encoding`, `file-name`, `file-too-large`
 */
export const rowsOfFile = (
  bytes: Uint8Array,
  fileName: string,
  { headings, maximumRows, text }: { headings: ReadHeadings<unknown>; maximumRows: number; text?: TextOptions },
): Promise<SheetRow[]> => {
  const isHeading = (row: SheetRow): boolean => {
    try {
      headings(row)
      return true
    } catch (error) {
      if (error instanceof WrongFile) return false
      throw error
    }
  }
  return readSheet(bytes, fileTypeOf(fileName) === 'xlsx', { isHeading, most: maximumRows + 2, ...(text && { text }) })
}
