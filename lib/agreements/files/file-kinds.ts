import { type FileKind, mebibyte, workbookBytes } from '../../work/imports/file-kind.ts'
import { Program } from '../records/pair.ts'

/** What the API and the bucket need to know of these files, without the code that reads them. */
export const pairFiles: FileKind = {
  files: 'pair files',
  fileTypes: { csv: 2 * mebibyte, xlsx: workbookBytes },
  places: 'imports/agreements/<file> or imports/agreements/<group>/<file>, .csv or .xlsx',
  hasGroups: true,
  options: { program: Program.optional() },
  audited: 'agreements-imported',
}

export const otherAgreementFiles: FileKind = {
  files: 'files of other agreements',
  fileTypes: { csv: 5 * mebibyte, xlsx: workbookBytes },
  places: 'imports/other-agreements/<file> or imports/other-agreements/<group>/<file>, .csv or .xlsx',
  hasGroups: true,
  options: {},
  audited: 'agreements-imported',
}
