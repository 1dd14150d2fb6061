import type { Action } from '../../audit/trail.ts'
import type { FileType } from './file-name.ts'
import type { ImportKind } from './import-run.ts'

const mebibyte = 1024 * 1024

/** What tells kinds of imports apart from outside; what each does with its files is in `run-import.ts`. */
interface Kind {
  /** What its files are called in messages. */
  files: string
  /** The types that its files may have, and the most bytes that a file of the type may have. */
  fileTypes: Partial<Record<FileType, number>>
  /** Where its files are dropped, for messages. */
  places: string
  /** Its files can be put into folders below, which name groups. */
  hasGroups: boolean
  /** What an import that changed something is in the audit trail. */
  audited: Action
}

export const kinds: Record<ImportKind, Kind> = {
  agreements: {
    files: 'pair files',
    fileTypes: { csv: 2 * mebibyte },
    places: 'imports/agreements/<file>.csv or imports/agreements/<group>/<file>.csv',
    hasGroups: true,
    audited: 'agreements-imported',
  },
  'other-agreements': {
    files: 'files of other agreements',
    fileTypes: { csv: 5 * mebibyte },
    places: 'imports/other-agreements/<file>.csv or imports/other-agreements/<group>/<file>.csv',
    hasGroups: true,
    audited: 'agreements-imported',
  },
  inventory: {
    files: 'inventory files',
    fileTypes: { csv: 5 * 1024 * mebibyte, zip: 5 * 1024 * mebibyte },
    places: 'imports/inventory/<file>.csv or imports/inventory/<file>.zip',
    hasGroups: false,
    audited: 'inventory-imported',
  },
  catalog: {
    files: 'catalog files',
    fileTypes: { csv: 5 * mebibyte },
    places: 'imports/catalog/<file>.csv',
    hasGroups: false,
    audited: 'catalog-imported',
  },
  entitlements: {
    files: 'license statements',
    fileTypes: { csv: 2 * mebibyte, xlsx: 5 * mebibyte },
    places: 'imports/entitlements/<file>.csv or imports/entitlements/<file>.xlsx',
    hasGroups: false,
    audited: 'entitlements-imported',
  },
}

/** Where files of each kind are dropped. */
export const allPlaces = Object.values(kinds)
  .map(({ files, places }) => `${files} at ${places}`)
  .join(', ')
