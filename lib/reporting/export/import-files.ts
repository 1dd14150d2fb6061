import { stringify } from 'csv-stringify/sync'
import { maximumAgreements } from '../../agreements/files/agreement-file.ts'
import { maximumFileBytes, maximumLines } from '../../agreements/files/pair-file.ts'
import { type AgreementNumberPair, byKey } from '../../agreements/records/pair.ts'
import type { StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { guardCell } from '../../foundation/files/cells.ts'

const twoMebibytes = 2 * 1024 * 1024

/** What files of a kind may have, so that they can be imported. The byte order mark lets names have any character. */
const formats = {
  agreements: { header: 'agreementNumber,licenseNumber,name', lines: maximumLines, bytes: maximumFileBytes },
  'other-agreements': {
    header: 'name,publisher,productTitle,licenseCount,startDate,endDate,details',
    lines: maximumAgreements,
    bytes: twoMebibytes,
  },
  catalog: { header: 'publisher,title,licensable', lines: 5_000, bytes: twoMebibytes },
}
export type FileKind = keyof typeof formats

/** A cell that holds ends of lines is quoted, whichever they are. */
const lineOf = (cells: readonly unknown[]): string =>
  stringify([[...cells]], { record_delimiter: 'windows', quoted_match: /[\r\n]/ })

/** Numbers of pairs hold nothing that would need quotes. */
export const pairLines = (name: string, pairs: readonly AgreementNumberPair[]): string[] => {
  const cell = lineOf([guardCell(name)])
  return pairs
    .toSorted(byKey)
    .map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber},${cell}`)
}

export const otherAgreementLine = (agreement: StoredOtherAgreement, details = ''): string => {
  const { name, publisher, productTitle, licenseCount, startDate = '', endDate = '' } = agreement
  const texts = [name, publisher, productTitle].map(guardCell)
  return lineOf([...texts, licenseCount, startDate, endDate, guardCell(details)])
}

export const catalogLine = (publisher: string, title: string, licensable: boolean): string =>
  lineOf([guardCell(publisher), guardCell(title), String(licensable)])

/** A file, and how many lines it has below its heading. */
export interface FullFile {
  content: string
  lines: number
}

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)

/**
 * Fills files of a kind with lines, one after the other. Lines that are added together stand in one file, unless they
 * alone are more than a file may have; then importing the files in their order joins them again.
 */
export const fillFiles = (kind: FileKind) => {
  const { header, ...most } = formats[kind]
  const heading = `\ufeff${header}\r\n`
  let lines: string[] = []
  let bytes = Buffer.byteLength(heading)

  const fits = (count: number, size: number): boolean =>
    lines.length + count <= most.lines && bytes + size <= most.bytes

  /** @returns the file that was begun; none when it has no line */
  const end = (): FullFile[] => {
    if (lines.length === 0) return []
    const file = { content: heading + lines.join(''), lines: lines.length }
    lines = []
    bytes = Buffer.byteLength(heading)
    return [file]
  }

  return {
    add: (added: readonly string[]): FullFile[] => {
      const full = fits(added.length, bytesOf(added)) ? [] : end()
      for (const line of added) {
        const size = Buffer.byteLength(line)
        if (!fits(1, size)) full.push(...end())
        lines.push(line)
        bytes += size
      }
      return full
    },
    end,
  }
}
