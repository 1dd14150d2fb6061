import { createHash } from 'node:crypto'

/** Every key of the table is spelled here and nowhere else. */
export interface Key {
  pk: string
  sk: string
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

const pairShards = 64
export const workShards = [0, 1, 2, 3]

const shardOf = (text: string, shards: number): number =>
  createHash('sha256').update(text).digest().readUInt16BE() % shards

const twoDigits = (number: number): string => String(number).padStart(2, '0')
const padded = (number: number): string => String(number).padStart(10, '0')

/** Partitions with this beginning hold what managers only may read. */
export const detailsPrefix = 'DETAILS#'

/** Agreements, in a fixed number of partitions. */
const agreementBuckets = 16
export const agreementPartitions = Array.from(
  { length: agreementBuckets },
  (_, bucket) => `AGREEMENTS#${twoDigits(bucket)}`,
)
export const agreementKey = (id: string): Key => ({
  pk: agreementPartitions[shardOf(id, agreementBuckets)] ?? '',
  sk: id,
})
/** The packed set of a large agreement's pairs, apart, so that renames and moves of it stay cheap. */
export const agreementPairsKey = (id: string): Key => ({ pk: `AGREEMENT#${id}`, sk: 'PAIRS' })
/** Registration keys and contacts of an other agreement: a partition of its own, which IAM keeps from most functions. */
export const detailsKey = (id: string): Key => ({ pk: `${detailsPrefix}${id}`, sk: 'DETAILS' })
/** What an import's line found in an agreement that it changed, for the undo: it holds the former details too. */
export const formerKey = (importId: string, unit: number): Key => ({
  pk: `${detailsPrefix}${importId}`,
  sk: `FORMER#${padded(unit)}`,
})
export const agreementNameKey = (nameKey: string): Key => ({ pk: `AGREEMENT-NAME#${digest(nameKey)}`, sk: 'NAME' })
const pairPartition = (shard: number): string => `PAIRS#${twoDigits(shard)}`
/** All pairs of the ledger lie in these. */
export const pairPartitions = Array.from({ length: pairShards }, (_, shard) => pairPartition(shard))
/** Which of {@link pairPartitions} a pair lies in. @param licenseNumber upper case */
const pairShard = (licenseNumber: string): number => shardOf(licenseNumber, pairShards)
/** Pairs with one license number lie together. @param pairKey `<agreementNumber>#<licenseNumber>`, upper case */
export const pairItemKey = (pairKey: string): Key => {
  const [agreementNumber = '', licenseNumber = ''] = pairKey.split('#')
  return { pk: pairPartition(pairShard(licenseNumber)), sk: `${licenseNumber}#${agreementNumber}` }
}
/** Where the pairs with a license number lie. @param licenseNumber upper case */
export const pairsByLicense = (licenseNumber: string): { partition: string; prefix: string } => ({
  partition: pairPartition(pairShard(licenseNumber)),
  prefix: `${licenseNumber}#`,
})

/** What is known of all pairs together: how fresh each partition of pairs is, and the last refresh. */
export const validationPartition = 'VALIDATION'
/** @param partition of {@link pairPartitions} */
export const freshnessKey = (partition: string): Key => ({ pk: validationPartition, sk: `FRESH#${partition}` })
export const lastRefreshKey: Key = { pk: validationPartition, sk: 'LAST' }

export const refreshKey = (id: string): Key => ({ pk: `REFRESH#${id}`, sk: 'REFRESH' })
/** A piece of the list of pairs that a refresh asks about. @param list which attempt to list them */
export const refreshPairsKey = (id: string, list: string, piece: number): Key => ({
  pk: `REFRESH#${id}`,
  sk: `PAIRS#${list}#${padded(piece)}`,
})
/** Guards that one refresh of a scope runs at a time. @param scope `all`, or the id of a group */
export const refreshScopeKey = (scope: string): Key => ({ pk: `REFRESH-SCOPE#${scope}`, sk: 'SCOPE' })

/** Rows of license statements, by layout. */
export const statementEntitlements = (layout: string): string => `ENTITLEMENTS#${layout}`
/** The beginning of the sort keys of rows that speak for a License ID. @param licenseId upper case; '' for the whole organization */
export const statementPrefix = (licenseId: string): string => `${licenseId}#`
/** Who writes rows of a layout of license statements. */
export const statementKey = (layout: string): Key => ({ pk: `STATEMENT#${layout}`, sk: 'STATEMENT' })

export const groupsPartition = 'GROUPS'
export const groupKey = (id: string): Key => ({ pk: groupsPartition, sk: `GROUP#${id}` })
export const groupCountKey = (id: string, writer: 'api' | 'import'): Key => ({
  pk: groupsPartition,
  sk: `GROUP#${id}#COUNT#${writer}`,
})
export const groupTotalKey: Key = { pk: groupsPartition, sk: 'TOTAL' }
export const groupNameKey = (nameKey: string): Key => ({ pk: `GROUP-NAME#${digest(nameKey)}`, sk: 'NAME' })

export const historyPrefix = 'H#'
export const agreementHistoryKey = (id: string, version: number): Key => ({
  pk: `AGREEMENT#${id}`,
  sk: `${historyPrefix}${padded(version)}`,
})
export const groupHistoryKey = (id: string, version: number): Key => ({
  pk: `GROUP#${id}`,
  sk: `${historyPrefix}${padded(version)}`,
})

export const auditPartition = 'AUDIT'
/** @param at ISO 8601 UTC; times sort as text */
export const auditKey = (at: string, id: string): Key => ({ pk: auditPartition, sk: `${at}#${id}` })

export const importKey = (id: string): Key => ({ pk: `IMPORT#${id}`, sk: 'IMPORT' })
/** Lines that an import rejected late, or that its undo left. */
export const importErrorsPrefix = (undoing: boolean): string => (undoing ? 'LEFT#' : 'ERRORS#')
/** @param version of the run at the step that found them */
export const importErrorsKey = (id: string, undoing: boolean, version: number): Key => ({
  pk: `IMPORT#${id}`,
  sk: `${importErrorsPrefix(undoing)}${padded(version)}`,
})
/** What is known of one object key in the bucket: its newest put, and the import that writes from it. */
export const dropKey = (bucket: string, key: string): Key => ({ pk: `DROP#${digest(`${bucket}/${key}`)}`, sk: 'DROP' })

export const reportKey = (id: string): Key => ({ pk: `REPORT#${id}`, sk: 'REPORT' })
export const reportSchedulesPartition = 'REPORT-SCHEDULES'
export const reportSchedulePrefix = 'SCHEDULE#'
export const reportScheduleKey = (id: string): Key => ({
  pk: reportSchedulesPartition,
  sk: `${reportSchedulePrefix}${id}`,
})
export const reportScheduleTotalKey: Key = { pk: reportSchedulesPartition, sk: 'TOTAL' }
export const reportScheduleNameKey = (nameKey: string): Key => ({
  pk: `REPORT-SCHEDULE-NAME#${digest(nameKey)}`,
  sk: 'NAME',
})

export const alertKey = (id: string): Key => ({ pk: `ALERT#${id}`, sk: 'ALERT' })
/** Which alert of a subject is open, and how many it has had. @param subject `<what it is>#<id>` */
export const alertSubjectKey = (subject: string): Key => ({ pk: `ALERT-SUBJECT#${subject}`, sk: 'SUBJECT' })

export const workPartition = (shard: number): string => `WORK#${shard}`
export const workKey = (id: string): Key => ({ pk: workPartition(shardOf(id, workShards.length)), sk: id })

export const idempotencyKey = (subject: string, route: string, key: string): Key => ({
  pk: `IDEM#${digest(JSON.stringify([subject, route, key]))}`,
  sk: 'IDEM',
})

/** What is known of the inventory as a whole: is there once a device has reported. */
export const readinessKey: Key = { pk: 'INVENTORY', sk: 'READY' }

const packedCharacters = 12
/** Twelve characters that stand for a text; few enough to be packed by the thousand. */
const packedKey = (...parts: readonly string[]): string => digest(JSON.stringify(parts)).slice(0, packedCharacters)
/** Which part of a whole a packed key lies in. @param key as {@link packedKey} gives it */
const partOf = (key: string, parts: number): number => Buffer.from(key, 'base64url').readUInt16BE() % parts

/** What stands for a device. @param id as reported, in any case */
export const packedDeviceKey = (id: string): string => packedKey('device', id.normalize('NFC').toUpperCase())

export const deviceBuckets = Array.from({ length: 16 }, (_, bucket) => bucket)
/** @param key packed */
export const deviceBucket = (key: string): number => partOf(key, deviceBuckets.length)
export const devicePartition = (bucket: number): string => `DEVICES#${twoDigits(bucket)}`
/** @param key packed */
export const deviceKey = (key: string): Key => ({ pk: devicePartition(deviceBucket(key)), sk: key })

/** Facts of the inventory: what devices report. */
const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest().subarray(0, 6).toString('base64url')
/**
 * What stands for a name of software as it was reported: six bytes, as eight characters.
 * @param attempt raised when another name has the same hash
 */
export const softwareNameHash = (publisher: string, title: string, attempt = 0): string =>
  shortHash(JSON.stringify(attempt === 0 ? [publisher, title] : [publisher, title, attempt]))
const nameBuckets = 16
export const namePartitions = Array.from({ length: nameBuckets }, (_, bucket) => `NAMES#${twoDigits(bucket)}`)
/** @param hash of {@link softwareNameHash} */
export const softwareNameKey = (hash: string): Key => ({
  pk: namePartitions[Buffer.from(hash, 'base64url').readUInt16BE() % nameBuckets] ?? '',
  sk: hash,
})
/** How many names a bucket has; it sorts before the names. @param partition of {@link namePartitions} */
export const nameCountKey = (partition: string): Key => ({ pk: partition, sk: '#COUNT' })
export const devicePartitions = deviceBuckets.map(devicePartition)
/** The versions of a device's software, which no reconciliation needs. @param key packed */
export const deviceVersionsKey = (key: string): Key => ({
  pk: `DEVICE-VERSIONS#${twoDigits(deviceBucket(key))}`,
  sk: key,
})
const seenPartition = (bucket: number): string => `SEEN#${twoDigits(bucket)}`
export const seenPartitions = deviceBuckets.map(seenPartition)
/** Time and digest of a device's last report. @param key packed */
export const seenKey = (key: string): Key => ({ pk: seenPartition(deviceBucket(key)), sk: key })

/** Guards that a title exists: titles of one publisher lie together. @param publisherKey, @param titleKey of lib/recognition/names/software-key.ts */
export const titleGuardKey = (publisherKey: string, titleKey: string): Key => ({
  pk: `TITLE#${digest(publisherKey)}`,
  sk: digest(titleKey),
})

/** Decisions of managers, in buckets by subject. */
const decisionBuckets = 4
export const decisionPartitions = Array.from({ length: decisionBuckets }, (_, bucket) => `DECISIONS#${bucket}`)
/** @param kind without `#` @param subject any text without control characters */
export const decisionKey = (kind: string, subject: string): Key => ({
  pk: decisionPartitions[shardOf(subject, decisionBuckets)] ?? '',
  sk: `${kind}#${subject}`,
})

/** What is wanted of reconciliations, and what they have made. */
export const snapshotPartition = 'SNAPSHOT'
export const wantedKey: Key = { pk: snapshotPartition, sk: 'WANTED' }
export const listsKey: Key = { pk: snapshotPartition, sk: 'LISTS' }
export const currentKey: Key = { pk: snapshotPartition, sk: 'CURRENT' }
export const dayPrefix = 'DAY#'
/** The last snapshot of a day. @param day YYYY-MM-DD */
export const dayKey = (day: string): Key => ({ pk: snapshotPartition, sk: `${dayPrefix}${day}` })
export const reconciliationKey = (id: string): Key => ({ pk: `RECONCILIATION#${id}`, sk: 'RECONCILIATION' })

/** Partitions of the indexes. */
export const allReconciliations = 'RECONCILIATIONS'
export const allDevices = 'DEVICES'
export const agreementsByType = (type: string): string => `AGREEMENTS#${type}`
export const agreementsByGroup = (groupId: string, type: string): string => `GROUP#${groupId}#${type}`
export const auditByActor = (actor: string): string => `AUDIT#${actor}`
export const allImports = 'IMPORTS'
export const openImports = 'IMPORTS#OPEN'
export const reportsByType = (type: string): string => `REPORTS#${type}`
export const openReports = 'REPORTS#OPEN'
export const allRefreshes = 'REFRESHES'
export const openRefreshes = 'REFRESHES#OPEN'
/** Alerts by when they were raised. */
export const alertsByKind = (kind: string): string => `ALERTS#${kind}`
export const alertsByStatus = (kind: string, status: 'open' | 'ended'): string =>
  `ALERTS#${kind}#${status.toUpperCase()}`
/** Open alerts by what they are about, in `gsi3`. @param about which sort of subjects */
export const openAlerts = (about: string): string => `ALERTS#OPEN#${about}`

/** The beginning of a text, as far as it has at most so many bytes of UTF-8. */
const cutTo = (maximumBytes: number, text: string): string => {
  if (Buffer.byteLength(text) <= maximumBytes) return text
  let kept = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > maximumBytes) break
    kept += character
  }
  return kept
}

/** A sort key of the indexes that orders by time. */
export const timeOrder = (at: string, id: string): string => `${at}#${id}`

const maximumSortBytes = 900

/**
 * A sort key of the indexes that orders by name: at most the first 900 bytes of the name key, then the id.
 * DynamoDB compares sort keys as UTF-8 bytes and takes 1,024 of them.
 */
export const nameOrder = (nameKey: string, id: string): string => `${cutTo(maximumSortBytes, nameKey)}#${id}`
