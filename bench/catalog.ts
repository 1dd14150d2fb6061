import { catalogRoutes } from '../functions/catalog.routes.ts'
import { foldRows } from '../lib/catalog/fold-rows.ts'
import { leafCache } from '../lib/catalog/leaf-cache.ts'
import type { LooseRow } from '../lib/catalog/read-shelf.ts'
import { packWork, readShelves, shelve } from '../lib/catalog/shelf.ts'
import { api } from '../lib/http/api.ts'
import { nameKey } from '../lib/names/name.ts'
import { publisherKey } from '../lib/normalization/software-key.ts'
import { titleIdOf } from '../lib/software/title-store.ts'
import {
  catalogLeafKey,
  catalogPartition,
  packedPublisherKey,
  publishersPartition,
  shelfKey,
} from '../lib/table/keys.ts'
import { raceLost } from '../lib/table/race.ts'
import { commit, put, transactionLimit } from '../lib/table/table.ts'
import { doWork } from '../lib/work/do-work.ts'
import { httpEvent, lambdaContext } from '../test/support/events.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'
import { metered, sumOf } from './meter.ts'
import { figure, median, type Row } from './report.ts'
import type { Stage } from './stage.ts'

const publishers = 20_000
/** Titles of the largest publisher; the others have fewer, as their rank is higher: 314,000 in all. */
const largest = 30_000
/** Publishers that have more titles than these are packed. */
const looseTitles = 100
/** Of the publishers whose titles lie loose, so many are written: what the others hold no search here reads. */
const smallPublishers = 200
const rounds = 200
const at = '2026-01-01T12:00:00.000Z'

const words =
  'Office Studio Suite Server Client Manager Professional Design Draw Photo Video Audio Data Cloud Secure Backup Mail Project Visual Code Report Print Scan Remote Desktop Network Monitor System Control Engine Player Editor Reader Writer Viewer Converter Toolkit Analyzer Builder Planner Portal Agent Bridge Sync Vault'.split(
    ' ',
  )
const word = (index: number): string => words[index % words.length] ?? ''
/** Twelve titles of these words, year by year. */
const titleOf = (index: number): string =>
  `${word(index * 7)} ${word(Math.floor(index / 12))} ${word(index * 13 + Math.floor(index / 600))} ${2000 + (index % 26)} ${index % 3 === 0 ? 'Standard' : 'Enterprise'} ${index}`
const publisherOf = (rank: number): string =>
  `${word(rank * 11)}${word(rank * 5 + 3)} ${word(Math.floor(rank / 48))} ${rank}`
const titlesOf = (rank: number): number => Math.ceil(largest / rank)

const rowOf = (id: string, name: string): LooseRow => ({
  sk: '',
  id,
  name,
  key: nameKey(name),
  licensable: true,
  revision: 1,
  removed: false,
  writes: 1,
})

/** Writes a shelf as packing leaves it. @returns bytes of its leaves */
const writeShelf = async ({ table }: TestLedger, partition: string, head: object, rows: readonly LooseRow[]) => {
  const leaves = foldRows<never>([], rows).flatMap((folded) => folded.leaves)
  const refs = leaves.map(({ from }, number) => ({ number, from, revision: 1 }))
  await commit(table, [
    put({ ...shelfKey(partition), ...head, loose: 0, leaves: refs, revision: 1 }, {}, raceLost),
    ...leaves.map(({ packed }, number) =>
      put({ ...catalogLeafKey(partition, number), revision: 1, packed }, {}, raceLost),
    ),
  ])
  return leaves.reduce((sum, { packed }) => sum + packed.length, 0)
}

/** Puts titles loose on the shelf of a publisher. */
const putLoose = async ({ table }: TestLedger, rank: number, from: number, count: number): Promise<void> => {
  const name = publisherOf(rank)
  const key = publisherKey(name)
  const rows = Array.from({ length: count }, (_, index) => {
    const title = titleOf(from + index)
    return { id: titleIdOf(name, title), name: title, licensable: true, revision: 1 }
  })
  for (let first = 0; first < rows.length; first += transactionLimit - 10) {
    const shelved = shelve(
      await readShelves(table, [key]),
      [{ publisherKey: key, name, rows: rows.slice(first, first + transactionLimit - 10) }],
      at,
    )
    await commit(table, shelved.writes)
  }
}

const build = async (ledger: TestLedger): Promise<number> => {
  const ranks = Array.from({ length: publishers }, (_, index) => index + 1)
  const named = ranks.map((rank) => rowOf(packedPublisherKey(publisherKey(publisherOf(rank))), publisherOf(rank)))
  await writeShelf(ledger, publishersPartition, {}, named)
  let bytes = 0
  for (const rank of ranks.filter((each) => titlesOf(each) > looseTitles)) {
    const name = publisherOf(rank)
    const titles = Array.from({ length: titlesOf(rank) }, (_, index) => titleOf(index))
    const rows = titles.map((title) => rowOf(titleIdOf(name, title), title))
    const head = { publisherKey: publisherKey(name), name }
    const written = await writeShelf(ledger, catalogPartition(head.publisherKey), head, rows)
    if (rank === 1) bytes = written
  }
  for (let count = 0; count < smallPublishers; count++) {
    const rank = 400 + 97 * count
    const key = publisherKey(publisherOf(rank))
    const head = { ...shelfKey(catalogPartition(key)), publisherKey: key, name: publisherOf(rank), loose: 0 }
    await commit(ledger.table, [put(head, {}, raceLost)])
    await putLoose(ledger, rank, 0, titlesOf(rank))
  }
  // The most that lies loose before it is packed.
  await putLoose(ledger, 1, largest, 99)
  return bytes
}

/** What somebody types, letter by letter; the last finds nothing, so that all names are looked at. */
const typed = ['', 'o', 'of', 'off', 'offi', 'office', 'suite', 'enterprise 29', '2024', 'zz', 'not there']

const cpuOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}

/** Searches of a catalog of 300,000 titles and 20,000 publishers, and its packing. */
export const measureCatalog = async (stage: Stage): Promise<Row[]> => {
  const ledger = await stage.newLedger()
  const bytes = await build(ledger)
  const functionOf = () => {
    const handler = api(
      catalogRoutes,
      { ...ledger.ledger, leaves: leafCache() },
      { rolesClaim: 'cognito:groups', now: () => new Date(), log: { info: () => {}, warn: () => {}, error: () => {} } },
    )
    const get = (path: string) => async (query: Record<string, string>) => {
      const event = httpEvent(`GET /catalog/${path}`, { query, roles: ['license-reader'] })
      const { statusCode, body = '' } = await handler(event, lambdaContext())
      if (statusCode !== 200) throw new Error(body)
      return body
    }
    return { findPublishers: get('publishers'), findTitles: get('titles') }
  }
  type Function = ReturnType<typeof functionOf>
  const searches: [string, (served: Function, contains: string, round: number) => Promise<string>][] = [
    ['publishers', ({ findPublishers }, contains) => findPublishers({ contains })],
    [
      'titles of the largest publisher',
      ({ findTitles }, contains) => findTitles({ publisher: publisherOf(1), contains }),
    ],
    [
      'titles of any publisher',
      ({ findTitles }, contains, round) =>
        findTitles({
          publisher: publisherOf(round % 2 ? 1 + (round % 290) : 400 + 97 * (round % smallPublishers)),
          contains,
        }),
    ],
  ]

  const rows: Row[] = []
  for (const [what, search] of searches) {
    const cold = await metered(stage, () => search(functionOf(), 'off', 0))
    const coldTimes: number[] = []
    for (let round = 0; round < 5; round++) {
      const served = functionOf()
      coldTimes.push(await cpuOf(() => search(served, 'off', 1)))
    }
    const served = functionOf()
    for (let round = 0; round < rounds; round++) await search(served, 'off', round)
    const warm = await metered(stage, () => search(served, 'off', 1))
    const times: number[] = []
    for (let round = 0; round < rounds; round++)
      times.push(await cpuOf(() => search(served, typed[round % typed.length] ?? '', round)))
    rows.push(
      figure(`${what}, cold: requests`, sumOf(cold.usage.requests), '', 2),
      figure(`${what}, cold: read`, cold.usage.readUnits, 'RCU', 300),
      figure(`${what}, cold: CPU`, median(coldTimes), 'ms'),
      figure(`${what}, warm: requests`, sumOf(warm.usage.requests), '', 1),
      figure(`${what}, warm: read`, warm.usage.readUnits, 'RCU', 6),
      figure(`${what}, warm: CPU, median of ${rounds}`, median(times), 'ms', 30),
      figure(`${what}, warm: CPU, the most`, Math.max(...times), 'ms'),
    )
  }
  rows.push(figure('leaves of the largest publisher, packed', bytes / 1_024, 'KiB'))

  await putLoose(ledger, 1, largest + 99, 1)
  let cpu = 0
  const { usage } = await metered(stage, async () => {
    cpu = await cpuOf(() => doWork(ledger.ledger, packWork(catalogPartition(publisherKey(publisherOf(1))))))
  })
  rows.push(
    figure('packing 100 titles more of the largest publisher: requests', sumOf(usage.requests), ''),
    figure('packing 100 titles more of the largest publisher: written', usage.writeUnits, 'WCU'),
    figure('packing 100 titles more of the largest publisher: CPU', cpu, 'ms, with that of the meter'),
  )
  return rows
}
