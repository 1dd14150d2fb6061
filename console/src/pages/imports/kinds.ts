import type { components } from '../../api/schema.d.ts'

export type Import = components['schemas']['Import']
export type NewImport = components['schemas']['NewImport']
export type Kind = NewImport['kind']

const mebibyte = 1024 * 1024
/** Of every kind. */
const xlsx = 5 * mebibyte

interface FileKind {
  /** The most bytes of a file, by its ending. */
  endings: Readonly<Record<string, number>>
  takes: readonly ('group' | 'program' | 'device')[]
  /** `contracts`: of its layouts only that one. */
  undo: 'yes' | 'no' | 'contracts'
  /** Days for which a checked file can be imported. */
  daysToCommit: number
  samples: readonly string[]
}

/** Kinds of files, in the order in which somebody begins: docs/files.md. */
export const fileKinds: Readonly<Record<Kind, FileKind>> = {
  inventory: {
    endings: { csv: 5 * 1024 * mebibyte, zip: 5 * 1024 * mebibyte, xlsx },
    takes: ['device'],
    undo: 'no',
    daysToCommit: 7,
    samples: ['inventory.csv'],
  },
  agreements: {
    endings: { csv: 2 * mebibyte, xlsx },
    takes: ['group', 'program'],
    undo: 'yes',
    daysToCommit: 29,
    samples: ['agreements.csv'],
  },
  'other-agreements': {
    endings: { csv: 5 * mebibyte, xlsx },
    takes: ['group'],
    undo: 'yes',
    daysToCommit: 29,
    samples: ['other-agreements.csv'],
  },
  entitlements: {
    endings: { csv: 2 * mebibyte, xlsx },
    takes: [],
    undo: 'contracts',
    daysToCommit: 29,
    samples: ['license-summary.csv', 'contracts.csv', 'subscriptions.csv'],
  },
  'device-facts': {
    endings: { csv: 5 * mebibyte, xlsx },
    takes: [],
    undo: 'yes',
    daysToCommit: 29,
    samples: ['device-facts.csv'],
  },
  catalog: {
    endings: { csv: 5 * mebibyte, xlsx },
    takes: [],
    undo: 'no',
    daysToCommit: 29,
    samples: ['catalog.csv'],
  },
  recognition: {
    endings: { csv: 5 * mebibyte, xlsx },
    takes: [],
    undo: 'yes',
    daysToCommit: 29,
    samples: ['recognition.csv'],
  },
}

export const kindNames = Object.keys(fileKinds) as Kind[]

const isKind = (name: unknown): name is Kind => typeof name === 'string' && name in fileKinds
/** Undefined for a name that this version does not know. */
export const kindOf = (name: unknown): Kind | undefined => (isKind(name) ? name : undefined)

/** The largest allowed size in bytes of a file of this kind; undefined if the kind does not take files with this extension. */
export const maximumBytes = (kind: Kind, fileName: string): number | undefined =>
  fileKinds[kind].endings[fileName.toLowerCase().replace(/^.*\./u, '')]
