import { type FileKind, mebibyte, workbookBytes } from '../../work/imports/file-kind.ts'

export const deviceFactsFiles: FileKind = {
  files: 'files of device facts',
  fileTypes: { csv: 5 * mebibyte, xlsx: workbookBytes },
  places: 'imports/device-facts/<file>.csv or .xlsx',
  hasGroups: false,
  options: {},
  audited: 'device-facts-imported',
}
