import { stringify } from 'csv-stringify/sync'
import { type AgreementNumberPair, pairKey } from '../agreements/pair.ts'
import { guardCell } from '../csv/cells.ts'
import { maximumFileBytes, maximumLines } from '../imports/pair-file.ts'

/** A pair file as it is imported: spec "Agreements and catalog" has its form, "CSV import of pairs" its limits. */
export interface PairFile {
  content: string
  pairs: number
}

/** The byte order mark lets names have any character. */
const header = '\ufeffagreementNumber,licenseNumber,name\r\n'
const headerBytes = Buffer.byteLength(header)

const byKey = (one: AgreementNumberPair, other: AgreementNumberPair): number => (pairKey(one) < pairKey(other) ? -1 : 1)

/** Numbers hold nothing that would need quotes. */
const linesOf = (name: string, pairs: readonly AgreementNumberPair[]): string[] => {
  const cell = stringify([[guardCell(name)]], { record_delimiter: 'windows' })
  return [...pairs]
    .sort(byKey)
    .map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber},${cell}`)
}

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)

/**
 * Fills pair files, one after the other. An agreement stands in one file, unless it alone is larger than a file may be:
 * then its next lines are in the next file, and importing them in that order joins them again.
 */
export const fillPairFiles = () => {
  let lines: string[] = []
  let bytes = headerBytes

  const fits = (count: number, size: number): boolean =>
    lines.length + count <= maximumLines && bytes + size <= maximumFileBytes

  /** @returns the file begun; none when it has no line */
  const end = (): PairFile[] => {
    if (lines.length === 0) return []
    const file = { content: header + lines.join(''), pairs: lines.length }
    lines = []
    bytes = headerBytes
    return [file]
  }

  return {
    /** @returns the files that are full */
    add: (name: string, pairs: readonly AgreementNumberPair[]): PairFile[] => {
      const added = linesOf(name, pairs)
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
