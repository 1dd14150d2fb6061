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

export const agreementKey = (id: string): Key => ({ pk: `AGREEMENT#${id}`, sk: 'AGREEMENT' })
/** The packed set of a large agreement's pairs; it sorts right behind the agreement, so that one query reads both. */
export const agreementPairsKey = (id: string): Key => ({ pk: `AGREEMENT#${id}`, sk: 'AGREEMENT#PAIRS' })
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

/** What is known of all pairs together: how fresh each partition of pairs is, counts by status, the last refresh. */
export const validationPartition = 'VALIDATION'
/** @param partition of {@link pairPartitions} */
export const freshnessKey = (partition: string): Key => ({ pk: validationPartition, sk: `FRESH#${partition}` })
export const pairCountKey = (writer: string): Key => ({ pk: validationPartition, sk: `COUNT#${writer}` })
export const lastRefreshKey: Key = { pk: validationPartition, sk: 'LAST' }

export const refreshKey = (id: string): Key => ({ pk: `REFRESH#${id}`, sk: 'REFRESH' })
/** A piece of the list of pairs that a refresh asks about. @param list which attempt to list them */
export const refreshPairsKey = (id: string, list: string, piece: number): Key => ({
  pk: `REFRESH#${id}`,
  sk: `PAIRS#${list}#${padded(piece)}`,
})
/** Guards that one refresh of a scope runs at a time. @param scope `all`, or the id of a group */
export const refreshScopeKey = (scope: string): Key => ({ pk: `REFRESH-SCOPE#${scope}`, sk: 'SCOPE' })

/** What a pair's own answer entitles to, a row a product. @param pairKey `<agreementNumber>#<licenseNumber>`, upper case */
export const pairEntitlements = (pairKey: string): string => `ENTITLEMENTS#PAIR#${pairKey}`
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

export const workPartition = (shard: number): string => `WORK#${shard}`
export const workKey = (id: string): Key => ({ pk: workPartition(shardOf(id, workShards.length)), sk: id })

export const idempotencyKey = (subject: string, route: string, key: string): Key => ({
  pk: `IDEM#${digest(JSON.stringify([subject, route, key]))}`,
  sk: 'IDEM',
})

/** Partitions of the indexes. */
export const agreementsByType = (type: string): string => `AGREEMENTS#${type}`
export const agreementsByGroup = (groupId: string, type: string): string => `GROUP#${groupId}#${type}`
export const auditByActor = (actor: string): string => `AUDIT#${actor}`
export const allImports = 'IMPORTS'
export const openImports = 'IMPORTS#OPEN'
export const reportsByType = (type: string): string => `REPORTS#${type}`
export const openReports = 'REPORTS#OPEN'
export const allRefreshes = 'REFRESHES'
export const openRefreshes = 'REFRESHES#OPEN'
/** By product. @param matched they have found their title */
export const entitlementsByProduct = (matched: boolean): string => `ENTITLEMENTS#${matched ? '' : 'UN'}MATCHED`
export const entitlementsByAgreement = (agreementId: string): string => `ENTITLEMENTS#AGREEMENT#${agreementId}`

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

const maximumProductBytes = 600

/** The beginning of the sort keys, in the index, of all entitlements for one product. */
export const productPrefix = (productKey: string): string => `${cutTo(maximumProductBytes, productKey)}#`

/**
 * A sort key of the indexes that orders entitlements by product; within a product first those of pairs' own answers,
 * then rows of statements with a License ID, then those that speak for the whole organization.
 */
export const productOrder = (productKey: string, rank: 0 | 1 | 2, owner: string, row: string): string =>
  `${productPrefix(productKey)}${rank}#${owner}#${row}`
