import { type FileKind, mebibyte } from '../../work/imports/file-kind.ts'
import { Program } from '../records/pair.ts'

/** What the API and the bucket need to know of these files, without the code that reads them. */
export const pairFiles: FileKind = {
  files: 'pair files',
  fileTypes: { csv: 2 * mebibyte },
  places: 'imports/agreements/<file>.csv or imports/agreements/<group>/<file>.csv',
  hasGroups: true,
  options: { program: Program.optional() },
  audited: 'agreements-imported',
}

export const otherAgreementFiles: FileKind = {
  files: 'files of other agreements',
  fileTypes: { csv: 5 * mebibyte },
  places: 'imports/other-agreements/<file>.csv or imports/other-agreements/<group>/<file>.csv',
  hasGroups: true,
  options: {},
  audited: 'agreements-imported',
}
