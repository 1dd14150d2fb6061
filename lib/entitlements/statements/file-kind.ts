import { type FileKind, mebibyte } from '../../work/imports/file-kind.ts'

/** What is known without the code that reads license statements. */
export const statementFiles: FileKind = {
  files: 'license statements',
  fileTypes: { csv: 2 * mebibyte, xlsx: 5 * mebibyte },
  places: 'imports/entitlements/<file>.csv or imports/entitlements/<file>.xlsx',
  hasGroups: false,
  options: {},
  audited: 'entitlements-imported',
  whyNoUndo:
    'A license statement cannot be undone: it replaced what an earlier one said. Import the statement before it again.',
}
