import { type FileKind, mebibyte } from '../../work/imports/file-kind.ts'

/** What is known without the code that reads files of Microsoft. */
export const statementFiles: FileKind = {
  files: 'files of Microsoft licensing',
  fileTypes: { csv: 2 * mebibyte, xlsx: 5 * mebibyte },
  places: 'imports/entitlements/<file>.csv or imports/entitlements/<file>.xlsx',
  hasGroups: false,
  options: {},
  audited: 'entitlements-imported',
  whyNoUndo: (layout) =>
    layout === 'contracts'
      ? undefined
      : 'A file of Microsoft licensing cannot be undone: it replaced what an earlier one said. Import the file before it again.',
}
