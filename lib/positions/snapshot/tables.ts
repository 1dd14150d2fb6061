/**
 * The tables of a snapshot, as columns: docs/snapshots.md. Columns are only ever added: one that a file does not have
 * reads as absent, so that snapshots of earlier versions can be read. Numbers of rows begin with 0.
 */
type Column = 'text' | 'text?' | 'integer' | 'integer?' | 'number' | 'number?' | 'boolean'

export const snapshotTables = {
  /** Names of software as devices report them, and titles that were added to the catalog; by title, then by hash. */
  names: {
    id: 'text',
    hash: 'text',
    publisher: 'text',
    name: 'text',
    /** False for a title that was added to the catalog. */
    reported: 'boolean',
    seenAt: 'text',
    /** Number of the row of its title in `titles`. */
    title: 'integer',
    /** What the rules make of it: the title that it is by itself. */
    ownPublisher: 'text',
    ownTitle: 'text',
    /** The rule by which it needs no license. */
    reason: 'text?',
  },
  /** Software titles, by publisher and title. */
  titles: {
    id: 'text',
    publisher: 'text',
    title: 'text',
    licensable: 'boolean',
    /** `rule` or `manager`. */
    licensableBy: 'text',
    reason: 'text?',
    /** Machines that have it. */
    installed: 'integer',
    /** Licenses that count today; without those of site licenses. */
    entitled: 'number',
    /** It has a site license. */
    unlimited: 'boolean',
    status: 'text',
    /** Some of its licenses are what expired pairs still have. */
    expiredPairs: 'boolean',
    /** Other titles take from the same quantity. */
    sharedQuantity: 'boolean',
    /** Partitions of the pairs that its licenses come from, with commas between. */
    partitions: 'text?',
    /** Its own and those of titles that were merged into it: rows of `names`. */
    firstName: 'integer',
    nameCount: 'integer',
    /** Rows of `installs`; `installed` many. */
    firstInstall: 'integer',
    /** Rows of `agreements`. */
    firstAgreement: 'integer',
    agreementCount: 'integer',
    version: 'integer',
    createdAt: 'text',
    updatedAt: 'text',
  },
  /** Which machine has which title: numbers of rows; by title, then by device. */
  installs: { title: 'integer', device: 'integer' },
  /** Devices by their packed key. */
  devices: {
    id: 'text',
    name: 'text',
    /** When it last reported. */
    seenAt: 'text',
    /** Seen lately enough to count. */
    counted: 'boolean',
    /** Number of the row of the device with which it counts once; its own, unless it was linked. */
    machine: 'integer',
  },
  /** Products that VLSC and license statements report, in the order of their keys. */
  products: {
    id: 'text',
    key: 'text',
    productFamily: 'text',
    version: 'text',
    /** What counts of it. */
    owned: 'number',
    /** Who found its titles: `manager` or `rule`. */
    by: 'text?',
    score: 'number?',
    matchReason: 'text?',
    /** JSON: `[{"title": <row of titles>, "quantity": <its share>}]`, in the order in which they share. */
    shares: 'text',
    /** JSON: sums of rows and quantities by kind of source, and rows by partition of pairs. */
    sums: 'text',
    /** Rows of `entitlements`. */
    firstRow: 'integer',
    rowCount: 'integer',
  },
  /** What VLSC and license statements report, row by row; by product, then source. */
  entitlements: {
    id: 'text',
    /** Row of `products`. */
    product: 'integer',
    productFamily: 'text',
    version: 'text',
    productPool: 'text',
    type: 'text',
    quantity: 'number',
    activeSoftwareAssuranceQuantity: 'number',
    upgradeQuantity: 'number?',
    /** `vlsc`, or the layout of the statement. */
    source: 'text',
    agreementNumber: 'text?',
    licenseNumber: 'text?',
    pairStatus: 'text?',
    agreementId: 'text?',
    licenseId: 'text?',
    importId: 'text?',
    /** Why it does not count. */
    notCounted: 'text?',
    reportedAt: 'text',
  },
  /** Other agreements, by the title that they are for, then by id. */
  agreements: {
    id: 'text',
    name: 'text',
    /** Row of `titles`; absent when no title has the names that it gives. */
    title: 'integer?',
    /** Absent for a site license. */
    licenseCount: 'number?',
    startDate: 'text?',
    endDate: 'text?',
    /** The day lies in its term. */
    counted: 'boolean',
  },
  /** The catalog: titles that agreements can be written against, by publisher and title. */
  catalog: { id: 'text', publisher: 'text', title: 'text', licensable: 'boolean' },
  /** What is to be told by alerts; by subject. */
  due: {
    subject: 'text',
    kind: 'text',
    /** Tells what may be told of one subject apart. */
    condition: 'text',
    title: 'text',
    message: 'text',
    /** JSON: lib/reporting/alerts/alert.ts. */
    about: 'text',
  },
  /** Positions of titles at the end of earlier days, where they differ from those of the day before; by title, newest first. */
  history: { title: 'text', day: 'text', installed: 'integer', entitled: 'number', unlimited: 'boolean' },
} as const satisfies Record<string, Record<string, Column>>

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

type ColumnsOf<T extends TableName> = (typeof snapshotTables)[T]

/** A row of a table. */
export type Row<T extends TableName> = {
  -readonly [C in keyof ColumnsOf<T>]: ColumnsOf<T>[C] extends Column ? Values[ColumnsOf<T>[C]] : never
}

/** A table as columns, each as long as the others. */
export type Columns<T extends TableName> = { [C in keyof Row<T>]: ArrayLike<Row<T>[C]> }

/** Columns of any table. */
export type AnyColumns = Readonly<Record<string, ArrayLike<unknown>>>

/** Tables that days older than this do without: names of devices may be names of persons. */
export const tablesOfDevices: readonly TableName[] = ['devices', 'installs']
export const daysOfDevices = 35
