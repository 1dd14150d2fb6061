import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { addDays } from '../../../lib/foundation/calendar/day.ts'
import { newIds } from '../../../lib/foundation/table/ids.ts'
import { commit, connectTable } from '../../../lib/foundation/table/table.ts'
import { readLists } from '../../../lib/positions/lists/read-lists.ts'
import { nothingEarlier } from '../../../lib/positions/reconcile/earlier.ts'
import { type Facts, readFacts } from '../../../lib/positions/reconcile/read-facts.ts'
import { reconcile } from '../../../lib/positions/reconcile/reconcile.ts'
import { publish, readPast } from '../../../lib/positions/runs/publish.ts'
import { bucketFiles } from '../../../lib/positions/snapshot/files.ts'
import { Terms } from '../../../lib/positions/snapshot/manifest.ts'
import { moveCurrent, readFirstDay, readPointers } from '../../../lib/positions/snapshot/pointers.ts'
import { readManifest } from '../../../lib/positions/snapshot/stored-snapshot.ts'
import { localClient, type Stack } from '../stack-file.ts'
import { draw } from './devices.ts'

/** How many days ago, oldest first. */
const pastDays = [56, 49, 42, 35, 28, 21, 14, 7, 1]
/** The days in which the organization would have grown from nothing. */
const growth = 280

const wasThere = (about: string, daysAgo: number): boolean =>
  Number.parseInt(draw(`past ${about}`).slice(0, 8), 16) / 2 ** 32 > daysAgo / growth

/** Fewer PCs, agreements and answers than there are now. PCs that came later count as not seen for years. */
const factsOf = ({ lists, agreements, pairs, ...facts }: Facts, day: string, daysAgo: number): Facts => ({
  ...facts,
  lists: {
    ...lists,
    seenAt: Float64Array.from(lists.devices.ids, (id) => (wasThere(id, daysAgo) ? Date.parse(day) : 0)),
  },
  agreements: agreements.filter(({ name, product }) => !product || wasThere(name, daysAgo)),
  pairs: pairs.filter(({ licenseNumber }) => wasThere(licenseNumber, daysAgo)),
})

/**
 * Publishes snapshots of days before the ledger began, so that trends and comparisons have something to show.
 * @returns the first of these days; undefined when the ledger has earlier days already
 */
export const makeUpPast = async (stack: Stack): Promise<string | undefined> => {
  const dynamodb = new DynamoDBClient({ ...localClient, endpoint: stack.dynamodbEndpoint })
  const s3 = new S3Client({ ...localClient, endpoint: stack.s3Endpoint, forcePathStyle: true })
  const table = connectTable(stack.tableName, dynamodb)
  const files = bucketFiles(stack.bucket, s3)
  try {
    const { current } = await readPointers(table)
    const manifest = current && (await readManifest(files, current.id))
    if (!manifest || (await readFirstDay(table)) !== manifest.day) return undefined
    const facts = { ...(await readFacts(table)), lists: await readLists(table) }
    const newId = newIds()
    const { knowledge, lists } = manifest
    for (const daysAgo of pastDays) {
      const day = addDays(manifest.day, -daysAgo)
      const terms = { ...Terms.parse(manifest), day }
      const past = await readPast(table, files, day, {})
      const conclusions = await reconcile(factsOf(facts, day, daysAgo), terms, nothingEarlier, past)
      const at = `${day}T20:00:00.000Z`
      const id = newId()
      await publish(files, conclusions, { id, ...terms, readFrom: at, devicesReadFrom: at, lists }, undefined)
      const seen = { seen: 0, readFrom: at, lists, listsSeen: 0, listsReadFrom: at }
      const [, ofDay] = moveCurrent({ id, day, knowledge, ...seen, took: 0, titles: current.titles })
      if (ofDay) await commit(table, [ofDay])
    }
    return await readFirstDay(table)
  } finally {
    dynamodb.destroy()
    s3.destroy()
  }
}
