import { createHash } from 'node:crypto'
import { nameKey } from '../text/name.ts'

/** Every key of the table is spelled here and nowhere else. */
export interface Key {
  pk: string
  sk: string
}

const at = (pk: string, sk: string): Key => ({ pk, sk })
/** Keys of things that have a partition of their own. */
const alone =
  (kind: string) =>
  (id: string): Key =>
    at(`${kind}#${id}`, kind)

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
const digest = (text: string): string => hash(text).toString('base64url')

const twoDigits = (number: number): string => String(number).padStart(2, '0')
const padded = (number: number): string => String(number).padStart(10, '0')

/** A fixed number of partitions, in which things lie by the hash of their id. */
const partitionsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, bucket) => `${name}#${twoDigits(bucket)}`)
const oneOf = (partitions: readonly string[], text: string, bytes = hash(text)): string =>
  partitions[bytes.readUInt16BE() % partitions.length] ?? ''

/** Partitions with this beginning hold what managers only may read. */
export const detailsPrefix = 'DETAILS#'

export const agreementPartitions = partitionsOf('AGREEMENTS', 16)
export const agreementKey = (id: string): Key => at(oneOf(agreementPartitions, id), id)
/** The packed set of a large agreement's pairs, apart, so that renames and moves of it stay cheap. */
export const agreementPairsKey = (id: string): Key => at(`AGREEMENT#${id}`, 'PAIRS')
/** Registration keys and contacts of an other agreement: a partition apart, which IAM keeps from most functions. */
export const detailsKey = (id: string): Key => at(`${detailsPrefix}${id}`, 'DETAILS')
/** What an import's line found in an agreement that it changed, for the undo: it holds the former details too. */
export const formerKey = (importId: string, unit: number): Key =>
  at(`${detailsPrefix}${importId}`, `FORMER#${padded(unit)}`)
export const agreementNameKey = (nameKey: string): Key => at(`AGREEMENT-NAME#${digest(nameKey)}`, 'NAME')

/** All pairs of the ledger lie in these, those with one license number together. */
export const pairPartitions = partitionsOf('PAIRS', 64)
/** Where the pairs with a license number lie. @param licenseNumber upper case */
export const pairsByLicense = (licenseNumber: string): { partition: string; prefix: string } => ({
  partition: oneOf(pairPartitions, licenseNumber),
  prefix: `${licenseNumber}#`,
})
/** @param pairKey `<agreementNumber>#<licenseNumber>`, upper case */
export const pairItemKey = (pairKey: string): Key => {
  const [agreementNumber = '', licenseNumber = ''] = pairKey.split('#')
  const { partition, prefix } = pairsByLicense(licenseNumber)
  return at(partition, `${prefix}${agreementNumber}`)
}

/** Where an index lists the pairs with an agreement number, by the ids of their agreements. @param agreementNumber upper case */
export const pairsByAgreement = (agreementNumber: string): string => `PAIRS#OF#${agreementNumber}`

/** What is known of all pairs together: how fresh each partition of pairs is, and the last refresh. */
export const validationPartition = 'VALIDATION'
export const freshnessKey = (partition: string): Key => at(validationPartition, `FRESH#${partition}`)
export const lastRefreshKey = at(validationPartition, 'LAST')

export const refreshKey = alone('REFRESH')
export const refreshPairsKey = (id: string, list: string, piece: number): Key =>
  at(`REFRESH#${id}`, `PAIRS#${list}#${padded(piece)}`)
/** Guards that one refresh of a scope runs at a time. @param scope `all`, or the id of a group */
export const refreshScopeKey = (scope: string): Key => at(`REFRESH-SCOPE#${scope}`, 'SCOPE')

export const graphRunKey = alone('GRAPH-RUN')
/** Guards that one run of the connector to Microsoft Graph is under way. */
export const graphScopeKey = at('GRAPH-SCOPE', 'SCOPE')

export const statementEntitlements = (layout: string): string => `ENTITLEMENTS#${layout}`
/** How sort keys of rows for a License ID begin. @param licenseId upper case; '' for the whole organization */
export const statementPrefix = (licenseId: string): string => `${licenseId}#`
/** @param licenseId upper case */
export const contractKey = (licenseId: string): Key =>
  at(statementEntitlements('contracts'), statementPrefix(licenseId))
export const statementKey = alone('STATEMENT')

export const groupsPartition = 'GROUPS'
export const groupKey = (id: string): Key => at(groupsPartition, `GROUP#${id}`)
export const groupCountKey = (id: string, writer: 'api' | 'import'): Key =>
  at(groupsPartition, `GROUP#${id}#COUNT#${writer}`)
export const groupTotalKey = at(groupsPartition, 'TOTAL')
export const groupNameKey = (nameKey: string): Key => at(`GROUP-NAME#${digest(nameKey)}`, 'NAME')

export const historyPrefix = 'H#'
const historyKey =
  (kind: string) =>
  (id: string, version: number): Key =>
    at(`${kind}#${id}`, `${historyPrefix}${padded(version)}`)
export const agreementHistoryKey = historyKey('AGREEMENT')
export const groupHistoryKey = historyKey('GROUP')

/** Changes of what was decided, by when it was. @param subject as told: an id */
export const decisionHistory = (subject: string): string => `DECISION#${subject}`
export const decisionHistoryKey = (subject: string, time: string, id: string): Key =>
  at(decisionHistory(subject), `${historyPrefix}${timeOrder(time, id)}`)

export const auditPartition = 'AUDIT'
export const auditKey = (time: string, id: string): Key => at(auditPartition, timeOrder(time, id))

export const peoplePartition = 'PEOPLE'
/** The name of a person. @param id the `sub` claim of their tokens, which may be any text */
export const personKey = (id: string): Key => at(peoplePartition, digest(id))

export const importKey = alone('IMPORT')
export const importErrorsPrefix = (undoing: boolean): string => (undoing ? 'LEFT#' : 'ERRORS#')
/** @param version of the run at the step that found them */
export const importErrorsKey = (id: string, undoing: boolean, version: number): Key =>
  at(`IMPORT#${id}`, `${importErrorsPrefix(undoing)}${padded(version)}`)
export const dropKey = (bucket: string, key: string): Key => alone('DROP')(digest(`${bucket}/${key}`))

/** A move of many agreements. */
export const moveKey = alone('MOVE')
export const reportKey = alone('REPORT')
export const reportSchedulesPartition = 'REPORT-SCHEDULES'
export const reportSchedulePrefix = 'SCHEDULE#'
export const reportScheduleKey = (id: string): Key => at(reportSchedulesPartition, `${reportSchedulePrefix}${id}`)
export const reportScheduleTotalKey = at(reportSchedulesPartition, 'TOTAL')
export const reportScheduleNameKey = (nameKey: string): Key => at(`REPORT-SCHEDULE-NAME#${digest(nameKey)}`, 'NAME')

export const alertKey = alone('ALERT')
/** Which alert of a subject is open, and how many it has had. @param subject `<what it is>#<id>` */
export const alertSubjectKey = (subject: string): Key => at(`ALERT-SUBJECT#${subject}`, 'SUBJECT')

export const workPartitions = ['WORK#0', 'WORK#1', 'WORK#2', 'WORK#3'] as const
export const workKey = (id: string): Key => at(oneOf(workPartitions, id), id)

export const idempotencyKey = (subject: string, route: string, key: string): Key =>
  alone('IDEM')(digest(JSON.stringify([subject, route, key])))

export const readinessKey = at('INVENTORY', 'READY')
/** How many of the PCs that a management service knows have sent their software. */
export const completenessKey = at('INVENTORY', 'COMPLETENESS')

const packedCharacters = 12
/** Stands for a device: few characters, to be packed by the thousand. @param id as reported */
export const packedDeviceKey = (id: string): string =>
  digest(JSON.stringify(['device', nameKey(id)])).slice(0, packedCharacters)

/** Something of devices, in the partitions of a name. @param key packed */
const devicesIn = (name: string) => {
  const partitions = partitionsOf(name, 16)
  return { partitions, keyOf: (key: string): Key => at(oneOf(partitions, key, Buffer.from(key, 'base64url')), key) }
}
export const { partitions: devicePartitions, keyOf: deviceKey } = devicesIn('DEVICES')
/** The versions of a device's software, which no reconciliation needs. */
export const { keyOf: deviceVersionsKey } = devicesIn('DEVICE-VERSIONS')
/** What files say of devices, also of some that have not reported yet. */
export const { partitions: deviceFactsPartitions, keyOf: deviceFactsKey } = devicesIn('DEVICE-FACTS')
export const { partitions: seenPartitions, keyOf: seenKey } = devicesIn('SEEN')

/** Stands for a reported name: six bytes, eight characters. @param attempt raised when another has the same hash */
export const softwareNameHash = (publisher: string, title: string, attempt = 0): string =>
  hash(JSON.stringify(attempt === 0 ? [publisher, title] : [publisher, title, attempt]))
    .subarray(0, 6)
    .toString('base64url')
export const namePartitions = partitionsOf('NAMES', 16)
export const softwareNameKey = (name: string): Key =>
  at(oneOf(namePartitions, name, Buffer.from(name, 'base64url')), name)
/** How many names a bucket has; it sorts before the names. @param partition of {@link namePartitions} */
export const nameCountKey = (partition: string): Key => at(partition, '#COUNT')

/** Guards that a title exists: titles of one publisher lie together. Keys are those of software-key.ts. */
export const titleGuardKey = (publisherKey: string, titleKey: string): Key =>
  at(`TITLE#${digest(publisherKey)}`, digest(titleKey))

export const decisionPartitions = ['DECISIONS#0', 'DECISIONS#1', 'DECISIONS#2', 'DECISIONS#3']
/** @param kind without `#` @param subject any text without control characters */
export const decisionKey = (kind: string, subject: string): Key =>
  at(oneOf(decisionPartitions, subject), `${kind}#${subject}`)

/** How many recognition lines there are. */
export const lineTotalKey = at('RECOGNITION', 'TOTAL')

/** What is wanted of reconciliations, and what they have made. */
export const snapshotPartition = 'SNAPSHOT'
export const wantedKey = at(snapshotPartition, 'WANTED')
export const listsKey = at(snapshotPartition, 'LISTS')
export const currentKey = at(snapshotPartition, 'CURRENT')
export const dayPrefix = 'DAY#'
export const dayKey = (day: string): Key => at(snapshotPartition, `${dayPrefix}${day}`)
export const reconciliationKey = alone('RECONCILIATION')

export const allReconciliations = 'RECONCILIATIONS'
export const allDevices = 'DEVICES'
export const agreementsByType = (type: string): string => `AGREEMENTS#${type}`
export const agreementsByGroup = (groupId: string, type: string): string => `GROUP#${groupId}#${type}`
export const auditByActor = (actor: string): string => `AUDIT#${actor}`
/** Entries about one thing, in `gsi2` and `gsi3`. */
export const auditByObject = (id: string): string => `AUDIT#OF#${id}`
export const allMoves = 'MOVES'
export const allImports = 'IMPORTS'
export const openImports = 'IMPORTS#OPEN'
export const reportsByType = (type: string): string => `REPORTS#${type}`
export const openReports = 'REPORTS#OPEN'
export const allRefreshes = 'REFRESHES'
export const openRefreshes = 'REFRESHES#OPEN'
export const allGraphRuns = 'GRAPH-RUNS'
export const openGraphRuns = 'GRAPH-RUNS#OPEN'
export const alertsByKind = (kind: string): string => `ALERTS#${kind}`
export const alertsByStatus = (kind: string, status: 'open' | 'ended'): string =>
  `ALERTS#${kind}#${status.toUpperCase()}`
/** Open alerts by what they are about, in `gsi3`. @param about which sort of subjects */
export const openAlerts = (about: string): string => `ALERTS#OPEN#${about}`

export const timeOrder = (time: string, id: string): string => `${time}#${id}`

const maximumSortBytes = 900

/** As much of a name as sort keys hold. */
export const nameInOrder = (nameKey: string): string => {
  let [kept, bytes] = ['', 0]
  for (const character of nameKey) {
    bytes += Buffer.byteLength(character)
    if (bytes > maximumSortBytes) break
    kept += character
  }
  return kept
}

/** A sort key of the indexes that orders by name, then id. DynamoDB compares UTF-8 bytes and takes 1,024 of them. */
export const nameOrder = (nameKey: string, id: string): string => `${nameInOrder(nameKey)}#${id}`
