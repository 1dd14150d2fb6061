import { type FileKind, mebibyte } from '../../work/imports/file-kind.ts'

export const deviceFactsFiles: FileKind = {
  files: 'files of device facts',
  fileTypes: { csv: 5 * mebibyte },
  places: 'imports/device-facts/<file>.csv',
  hasGroups: false,
  options: {},
  audited: 'device-facts-imported',
}
