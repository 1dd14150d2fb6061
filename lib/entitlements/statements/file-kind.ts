import { type FileKind, mebibyte, workbookBytes } from '../../work/imports/file-kind.ts'

/** What is known without the code that reads files of Microsoft. */
export const statementFiles: FileKind = {
  files: 'files of Microsoft licensing',
  fileTypes: { csv: 2 * mebibyte, xlsx: workbookBytes },
  places: 'imports/entitlements/<file>.csv or .xlsx',
  hasGroups: false,
  options: {},
  audited: 'entitlements-imported',
  whyNoUndo: (layout) =>
    layout === 'contracts'
      ? undefined
      : 'A file of Microsoft licensing cannot be undone: it replaced what an earlier one said. Import the file before it again.',
}
