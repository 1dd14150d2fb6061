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

const padded = (number: number): string => String(number).padStart(10, '0')

export const agreementKey = (id: string): Key => ({ pk: `AGREEMENT#${id}`, sk: 'AGREEMENT' })
/** The packed set of a large agreement's pairs; it sorts right behind the agreement, so that one query reads both. */
export const agreementPairsKey = (id: string): Key => ({ pk: `AGREEMENT#${id}`, sk: 'AGREEMENT#PAIRS' })
export const agreementNameKey = (nameKey: string): Key => ({ pk: `AGREEMENT-NAME#${digest(nameKey)}`, sk: 'NAME' })
const pairPartition = (shard: number): string => `PAIRS#${String(shard).padStart(2, '0')}`
/** All pairs of the ledger lie in these. */
export const pairPartitions = Array.from({ length: pairShards }, (_, shard) => pairPartition(shard))
/** @param pairKey `<agreementNumber>#<licenseNumber>`, upper case */
export const pairItemKey = (pairKey: string): Key => ({ pk: pairPartition(shardOf(pairKey, pairShards)), sk: pairKey })

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

/** A sort key of the indexes that orders by time. */
export const timeOrder = (at: string, id: string): string => `${at}#${id}`

const maximumSortBytes = 900

/**
 * A sort key of the indexes that orders by name: at most the first 900 bytes of the name key, then the id.
 * DynamoDB compares sort keys as UTF-8 bytes and takes 1,024 of them.
 */
export const nameOrder = (nameKey: string, id: string): string => {
  if (Buffer.byteLength(nameKey) <= maximumSortBytes) return `${nameKey}#${id}`
  let kept = ''
  let bytes = 0
  for (const character of nameKey) {
    bytes += Buffer.byteLength(character)
    if (bytes > maximumSortBytes) break
    kept += character
  }
  return `${kept}#${id}`
}
