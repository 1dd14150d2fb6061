import { stringify } from 'csv-stringify/sync'
import { maximumFileBytes, maximumLines } from '../../agreements/files/pair-file.ts'
import { type AgreementNumberPair, byKey } from '../../agreements/records/pair.ts'
import { guardCell } from '../../foundation/files/cells.ts'
import { type FullFile, fillFiles } from './fill-files.ts'

/** A pair file as it is imported: spec "Agreements and catalog" has its form, "CSV import of pairs" its limits. */
export interface PairFile {
  content: string
  pairs: number
}

/** The byte order mark lets names have any character. */
const header = '\ufeffagreementNumber,licenseNumber,name\r\n'

/** Numbers hold nothing that would need quotes. */
const linesOf = (name: string, pairs: readonly AgreementNumberPair[]): string[] => {
  const cell = stringify([[guardCell(name)]], { record_delimiter: 'windows' })
  return [...pairs]
    .sort(byKey)
    .map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber},${cell}`)
}

const asPairFile = ({ content, lines }: FullFile): PairFile => ({ content, pairs: lines })

/**
 * Fills pair files, one after the other. An agreement stands in one file, unless it alone is larger than a file may be:
 * then its next lines are in the next file, and importing them in that order joins them again.
 */
export const fillPairFiles = () => {
  const files = fillFiles(header, { lines: maximumLines, bytes: maximumFileBytes })
  return {
    /** @returns the files that are full */
    add: (name: string, pairs: readonly AgreementNumberPair[]): PairFile[] =>
      files.add(linesOf(name, pairs)).map(asPairFile),
    /** @returns the file begun; none when it has no line */
    end: (): PairFile[] => files.end().map(asPairFile),
  }
}
