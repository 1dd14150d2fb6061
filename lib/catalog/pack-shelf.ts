import type { AnnouncingLedger } from '../ledger.ts'
import { timeLeft } from '../table/deadline.ts'
import { catalogLeafKey, shelfKey } from '../table/keys.ts'
import { RaceLost, raceLost, settle } from '../table/race.ts'
import { commit, put, remove, TransactionRefused, transactionLimit, update, type Write } from '../table/table.ts'
import { endWork, type Work } from '../work/work.ts'
import { foldRows, type NewLeaf } from './fold-rows.ts'
import { noCache } from './leaf-cache.ts'
import { type LooseRow, readLeaves, readLooseRows } from './read-shelf.ts'
import { type LeafRef, looseRows, StoredShelf } from './shelf.ts'

/** Milliseconds after which a worker that says nothing is taken for dead. */
const patience = 60_000
/** Milliseconds that are left for what cannot be put off. */
const reserve = 20_000
/** Loose rows that are folded at once. */
const rowsAtOnce = 20_000
/** Bytes of leaves in one transaction: DynamoDB takes 4 MB. */
const bytesAtOnce = 3_000_000

/** Another worker packs this shelf, or it took the right to when this one was taken for dead. */
class HoldLost extends Error {
  override name = 'HoldLost'
}

const holdLost = () => new HoldLost()

/** More rows than may lie loose came meanwhile. */
class MoreToPack extends Error {
  override name = 'MoreToPack'
}

/** A worker that has the right to pack a shelf. */
interface Packer {
  ledger: AnnouncingLedger
  partition: string
  holder: string
}

const heldUntil = ({ ledger }: Packer): number => ledger.now().getTime() + patience

/** Two workers that pack one shelf are no harm, only a waste. @throws HoldLost */
const takeHold = async (packer: Packer): Promise<void> => {
  const { ledger, partition, holder } = packer
  const until = heldUntil(packer)
  const mine = { set: { holder, until } }
  await commit(ledger.table, [
    update(shelfKey(partition), mine, { exists: true, below: { until: ledger.now().getTime() } }, holdLost),
  ])
}

/** @throws HoldLost */
const readHeld = async ({ ledger, partition, holder }: Packer): Promise<StoredShelf> => {
  const shelf = StoredShelf.parse((await ledger.table.get(shelfKey(partition))) ?? {})
  if (shelf.holder !== holder) throw holdLost()
  return shelf
}

interface Change {
  old: LeafRef | undefined
  leaves: readonly NewLeaf[]
}

/** The writes that put leaves in the place of others, and how they are listed then. */
const replaceLeaves = (partition: string, listed: readonly LeafRef[], changes: readonly Change[], revision: number) => {
  const writes: Write[] = []
  let refs = [...listed]
  let next = Math.max(-1, ...listed.map(({ number }) => number)) + 1
  for (const { old, leaves } of changes) {
    const made = leaves.map(({ from, packed }, index) => {
      const isOld = old !== undefined && index === 0
      const number = isOld ? old.number : next++
      const condition = isOld ? { equals: { revision: old.revision } } : { exists: false }
      writes.push(put({ ...catalogLeafKey(partition, number), revision, packed }, condition, raceLost))
      return { number, from, revision }
    })
    if (old && leaves.length === 0)
      writes.push(remove(catalogLeafKey(partition, old.number), { equals: { revision: old.revision } }, raceLost))
    const position = old ? refs.findIndex(({ number }) => number === old.number) : refs.length
    refs = refs.toSpliced(position, old ? 1 : 0, ...made)
  }
  return { writes, refs }
}

/** Changes whose leaves fit into one transaction. */
function* batchesOf(changes: readonly Change[]): Generator<Change[]> {
  let batch: Change[] = []
  let bytes = 0
  for (const change of changes) {
    const size = change.leaves.reduce((sum, { packed }) => sum + packed.length, 0)
    if (batch.length > 0 && bytes + size > bytesAtOnce) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(change)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** Writes what some rows make of the leaves. Leaves are read before the rows, so that no row is older than its leaf. */
const writeLeaves = async (packer: Packer): Promise<LooseRow[]> => {
  const { ledger, partition, holder } = packer
  const shelf = await readHeld(packer)
  const leaves = await readLeaves(ledger.table, partition, shelf.leaves, noCache)
  const rows = await readLooseRows(ledger.table, partition, rowsAtOnce)
  const held = shelf.leaves.flatMap((ref, index) => {
    const leaf = leaves[index]
    return leaf ? [{ ...ref, leaf }] : []
  })
  let { leaves: refs, revision } = shelf
  for (const batch of batchesOf(foldRows(held, rows))) {
    const replaced = replaceLeaves(partition, refs, batch, revision + 1)
    const asRead = revision === 0 ? { equals: { holder }, lacks: ['revision'] } : { equals: { holder, revision } }
    const listed = { leaves: replaced.refs, revision: revision + 1, until: heldUntil(packer) }
    await commit(ledger.table, [update(shelfKey(partition), { set: listed }, asRead, raceLost), ...replaced.writes])
    refs = replaced.refs
    revision += 1
  }
  return rows
}

const removeRow = (partition: string, { sk, revision, writes }: LooseRow): Write =>
  remove({ pk: partition, sk }, { equals: { revision, writes } }, raceLost)

/** Takes rows away that leaves hold; those that say something else by now stay. @throws HoldLost */
const removeRows = async (packer: Packer, rows: readonly LooseRow[]): Promise<void> => {
  const { ledger, partition, holder } = packer
  let left = rows.map((row) => ({ row, write: removeRow(partition, row) }))
  while (left.length > 0) {
    const times = left.reduce((sum, { row }) => sum + row.writes, 0)
    const until = heldUntil(packer)
    const count = update(
      shelfKey(partition),
      { set: { until }, add: { loose: -times } },
      { equals: { holder } },
      holdLost,
    )
    try {
      return await ledger.table.transact([count, ...left.map(({ write }) => write)])
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error
      const refused = new Set(error.failures.map(({ write }) => write))
      if (refused.has(count)) throw holdLost()
      left = left.filter(({ write }) => !refused.has(write))
    }
  }
}

/** Ends the work, unless more rows than may lie loose came meanwhile. @throws MoreToPack, HoldLost */
const end = async ({ ledger, partition, holder }: Packer, workId: string): Promise<void> => {
  const refused = (shelf?: object) => (StoredShelf.parse(shelf ?? {}).holder === holder ? new MoreToPack() : holdLost())
  const free = { set: { holder: undefined, until: undefined } }
  const few = { equals: { holder }, below: { loose: looseRows } }
  await commit(ledger.table, [update(shelfKey(partition), free, few, refused), endWork(workId)])
}

const release = ({ ledger, partition, holder }: Packer): Promise<void> =>
  commit(ledger.table, [
    update(shelfKey(partition), { set: { holder: undefined, until: undefined } }, { equals: { holder } }, holdLost),
  ])

/** Folds what lies loose into leaves. @returns whether it is done, in the time that there is */
const packSome = async (packer: Packer, workId: string): Promise<boolean> => {
  const rows = await settle(() => writeLeaves(packer))
  for (let first = 0; first < rows.length; first += transactionLimit - 1) {
    if (timeLeft() < reserve) return false
    await removeRows(packer, rows.slice(first, first + transactionLimit - 1))
  }
  try {
    await end(packer, workId)
    return true
  } catch (error) {
    if (error instanceof RaceLost) {
      // The work was ended by another worker, and few rows are loose.
      await release(packer)
      return true
    }
    if (!(error instanceof MoreToPack)) throw error
    if (rows.length === 0) throw new Error(`${packer.partition} counts loose rows and has none.`)
    return false
  }
}

/**
 * Packs a shelf: loose rows become part of its leaves. First leaves are written that hold them, then the rows go which
 * are as they were read, so that at any moment all is there; what crashed between is done again. One worker packs a
 * shelf at a time, and does not end before few rows are loose; others leave it to that.
 */
export const packCatalog = async (ledger: AnnouncingLedger, { id, subjectId: partition }: Work): Promise<void> => {
  const packer = { ledger, partition, holder: ledger.newId() }
  try {
    await takeHold(packer)
    while (!(await packSome(packer, id)))
      if (timeLeft() < reserve) {
        await release(packer)
        return await ledger.announceWork(id)
      }
  } catch (error) {
    if (!(error instanceof HoldLost)) throw error
  }
}
