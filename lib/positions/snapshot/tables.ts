import type { RecognizedProduct } from '../../recognition/data/recognition.ts'

/**
 * Described in docs/snapshots.md. Columns are only ever added: one that a file does not have reads as absent, so that
 * snapshots of earlier versions can be read.
 */
export const snapshotTables = {
  /** Names of software as devices report them, and titles that were added to the catalog; by title, then hash. */
  names: {
    id: 'text',
    hash: 'text',
    publisher: 'text',
    name: 'text',
    reported: 'boolean',
    seenAt: 'text',
    title: 'integer',
    ownPublisher: 'text',
    ownTitle: 'text',
    shownPublisher: 'text',
    key: 'text',
    kind: 'text',
    family: 'text?',
    edition: 'text?',
    productVersion: 'text?',
    recognizedBy: 'text?',
  },
  titles: {
    id: 'text',
    publisher: 'text',
    title: 'text',
    /** Names under which facts know it, as JSON; absent when the name shown is the only one. */
    knownAs: 'text?',
    kind: 'text',
    kindByRule: 'text',
    family: 'text?',
    edition: 'text?',
    productVersion: 'text?',
    recognizedBy: 'text?',
    /** Where the name does not tell the edition: those that it may be, one a line. */
    editions: 'text?',
    /** What must be known of its machines before its licenses can be counted: `edition` or `cores`. */
    lacks: 'text?',
    licensable: 'boolean',
    licensableBy: 'text',
    installed: 'integer',
    entitled: 'number',
    unlimited: 'boolean',
    status: 'text',
    expiredPairs: 'boolean',
    sharedQuantity: 'boolean',
    partitions: 'text?',
    firstName: 'integer',
    nameCount: 'integer',
    firstInstall: 'integer',
    firstAgreement: 'integer',
    agreementCount: 'integer',
    version: 'integer',
    createdAt: 'text',
    updatedAt: 'text',
  },
  /** Which machine has which title: numbers of rows; by title, then by device. */
  installs: { title: 'integer', device: 'integer' },
  devices: { id: 'text', name: 'text', seenAt: 'text', counted: 'boolean', machine: 'integer', otherName: 'text?' },
  /** Products that VLSC and license statements report, in the order of their keys. */
  products: {
    id: 'text',
    key: 'text',
    productFamily: 'text',
    version: 'text',
    owned: 'number',
    score: 'number?',
    matchReason: 'text?',
    unmatched: 'text?',
    shares: 'text',
    sums: 'text',
    firstRow: 'integer',
    rowCount: 'integer',
  },
  /** What VLSC and license statements report, row by row; by product, then source. */
  entitlements: {
    id: 'text',
    product: 'integer',
    productFamily: 'text',
    version: 'text',
    productPool: 'text',
    type: 'text',
    quantity: 'number',
    activeSoftwareAssuranceQuantity: 'number',
    upgradeQuantity: 'number?',
    source: 'text',
    agreementNumber: 'text?',
    licenseNumber: 'text?',
    pairStatus: 'text?',
    agreementId: 'text?',
    licenseId: 'text?',
    importId: 'text?',
    notCounted: 'text?',
    reportedAt: 'text',
  },
  /** Other agreements, by the title that they are for, then by id. */
  agreements: {
    id: 'text',
    name: 'text',
    title: 'integer?',
    licenseCount: 'number?',
    startDate: 'text?',
    endDate: 'text?',
    counted: 'boolean',
  },
  /** The catalog: titles that agreements can be written against, by publisher and title. */
  catalog: { id: 'text', publisher: 'text', title: 'text', licensable: 'boolean' },
  due: { subject: 'text', kind: 'text', condition: 'text', title: 'text', message: 'text', about: 'text' },
  /** Positions at the end of earlier days, where they differ from the day before; by title, newest first. */
  history: { title: 'text', day: 'text', installed: 'integer', entitled: 'number', unlimited: 'boolean' },
} as const satisfies Record<string, Record<string, keyof Values>>

export type TableName = keyof typeof snapshotTables
export const tableNames = Object.keys(snapshotTables) as TableName[]

interface Values {
  text: string
  'text?': string | undefined
  integer: number
  'integer?': number | undefined
  number: number
  'number?': number | undefined
  boolean: boolean
}

type RowOf<C extends Record<string, keyof Values>> = { -readonly [N in keyof C]: Values[C[N]] }
export type Row<T extends TableName> = RowOf<(typeof snapshotTables)[T]>

export type Columns<T extends TableName> = { [C in keyof Row<T>]: ArrayLike<Row<T>[C]> }
export type AnyColumns = Readonly<Record<string, ArrayLike<unknown>>>

/** The product that a row of `names` or `titles` is recognized as. */
export const productOfRow = ({
  family,
  edition,
  productVersion: version,
}: Pick<Row<'names'>, 'family' | 'edition' | 'productVersion'>): RecognizedProduct | undefined =>
  family === undefined ? undefined : { family, edition, version }

/** Older days do without these tables: names of devices may be names of persons. */
export const tablesOfDevices: readonly TableName[] = ['devices', 'installs']
export const daysOfDevices = 35
