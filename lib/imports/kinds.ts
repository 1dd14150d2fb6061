import type { Action } from '../audit/trail.ts'
import type { FileType } from './file-name.ts'
import type { ImportKind } from './import-run.ts'

/** What tells kinds of imports apart from outside; what each does with its files is in `run-import.ts`. */
interface Kind {
  /** What its files are called in messages. */
  files: string
  fileTypes: readonly FileType[]
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
    fileTypes: ['csv'],
    places: 'imports/agreements/<file>.csv or imports/agreements/<group>/<file>.csv',
    hasGroups: true,
    audited: 'agreements-imported',
  },
  entitlements: {
    files: 'license statements',
    fileTypes: ['csv', 'xlsx'],
    places: 'imports/entitlements/<file>.csv or imports/entitlements/<file>.xlsx',
    hasGroups: false,
    audited: 'entitlements-imported',
  },
}

/** Where files of each kind are dropped. */
export const allPlaces = Object.values(kinds)
  .map(({ files, places }) => `${files} at ${places}`)
  .join(', ')
