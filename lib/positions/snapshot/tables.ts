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
    /** Of its family, on machines that count: units that its requirements take, and those that nothing meets. */
    familyId: 'text?',
    required: 'number',
    open: 'number',
    /** Some license that counts may run it. */
    mayRun: 'boolean',
    /** Machines on which nobody knows whether it needs a license. */
    needsData: 'integer',
    /** Machines that a plan of their user lets run it. */
    subscribed: 'integer',
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
  /** Products that look-ups and files report, in the order of their keys. */
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
  /** What look-ups and files report, row by row; by product, then source. */
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
    assignedQuantity: 'number?',
    expiredQuantity: 'number?',
    graceQuantity: 'number?',
    disabledQuantity: 'number?',
    endDate: 'text?',
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
  /** Products between which rights exist, in the order of their ids. */
  families: {
    id: 'text',
    publisher: 'text',
    name: 'text',
    metric: 'text',
    /** Units of the metric: licenses that count today, and what machines require of them. */
    owned: 'number',
    unlimited: 'boolean',
    required: 'number',
    covered: 'number',
    shortfall: 'number',
    surplus: 'number',
    status: 'text',
    /** Requirements by the rights that they rest on, as JSON. */
    byRight: 'text',
    /** Titles on machines, which the next five and their `required` ones add up to. */
    installs: 'integer',
    freeOrComponent: 'integer',
    sameMachine: 'integer',
    coveredBySubscription: 'integer',
    exempt: 'integer',
    needsData: 'integer',
    requiredInstalls: 'integer',
    /** Subscriptions on machines whose user has no plan for them, and those of which nobody knows it. */
    withoutPlan: 'integer',
    planUnknown: 'integer',
    /** Positions in other metrics, as JSON. */
    others: 'text',
    flags: 'text?',
    inCores: 'boolean',
    firstCombination: 'integer',
    combinationCount: 'integer',
    firstLicense: 'integer',
    licenseCount: 'integer',
    firstCoverage: 'integer',
    coverageCount: 'integer',
    /** Digest of what its coverage follows from. */
    coverageInputs: 'text',
  },
  /** Machines that need the same in a family, by family. */
  combinations: {
    id: 'text',
    family: 'integer',
    /** Ids of the titles that need a license there, as JSON. */
    titles: 'text',
    state: 'text',
    missing: 'text?',
    units: 'integer',
    machines: 'integer',
    /** Machines all of whose requirements are met: the first ones. */
    complete: 'integer',
    needless: 'integer',
    sameMachine: 'integer',
    /** Ids of the titles that a plan of its user lets each run, as JSON. */
    subscribed: 'text?',
    /** The row of its first machine, in `installs` or in `machines`. */
    firstMachine: 'integer',
    inInstalls: 'boolean',
  },
  /** Numbers of devices by combination; those that are covered first, each by the ids of devices. */
  machines: { device: 'integer' },
  /** Licenses of one product on the same terms, by family, in the order of their ids. */
  licenses: {
    id: 'text',
    family: 'integer',
    name: 'text',
    productFamily: 'text?',
    edition: 'text?',
    version: 'text?',
    metric: 'text',
    /** Units of the metric that count; absent for a site license. */
    quantity: 'number?',
    /** Of these, in use. */
    used: 'number',
    assigned: 'number?',
    counted: 'boolean',
    notCounted: 'text?',
    stepUp: 'boolean',
    softwareAssurance: 'boolean',
    softwareAssuranceEnd: 'text?',
    volume: 'boolean',
    restrictions: 'text?',
    source: 'text',
    productId: 'text?',
    agreementId: 'text?',
    agreementNumber: 'text?',
    licenseNumber: 'text?',
    startDate: 'text?',
    endDate: 'text?',
    /** By the id of a title, the right that a rule or a manager gives, as JSON; and titles that a manager forbids. */
    direct: 'text?',
    excluded: 'text?',
  },
  /** Which licenses meet which requirements: units. */
  coverage: {
    family: 'integer',
    license: 'text',
    combination: 'text',
    title: 'text',
    /** With commas between. */
    rights: 'text',
    quantity: 'number',
    endUnknown: 'boolean',
  },
  /** Days after which agreements, pairs, Software Assurance and subscriptions are over, by day. */
  ends: {
    subject: 'text',
    date: 'text',
    kind: 'text',
    name: 'text',
    publisher: 'text?',
    product: 'text?',
    quantity: 'number?',
    unlimited: 'boolean',
    familyId: 'text?',
    agreementId: 'text?',
    agreementName: 'text?',
    agreementNumber: 'text?',
    licenseNumber: 'text?',
  },
  due: { subject: 'text', kind: 'text', condition: 'text', title: 'text', message: 'text', about: 'text' },
  /** Positions at the end of earlier days, where they differ from the day before; by title, newest first. */
  history: { title: 'text', day: 'text', installed: 'integer', entitled: 'number', unlimited: 'boolean' },
  /** The same of families. */
  familyHistory: {
    family: 'text',
    day: 'text',
    owned: 'number',
    unlimited: 'boolean',
    required: 'number',
    covered: 'number',
    shortfall: 'number',
    surplus: 'number',
    needsData: 'integer',
    exempt: 'integer',
  },
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
export const tablesOfDevices: readonly TableName[] = ['devices', 'installs', 'machines']
export const daysOfDevices = 35

/** The id of the row or agreement that a license comes from: lib/positions/families/read-licenses.ts adds the rest. */
export const sourceIdOf = (license: string): string => license.split('-')[0] ?? license
