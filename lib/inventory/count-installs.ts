import type { AnnouncingLedger } from '../ledger.ts'
import { readRaws } from '../software/know-software.ts'
import { readTitles } from '../software/title-store.ts'
import { timeLeft } from '../table/deadline.ts'
import { settle } from '../table/race.ts'
import { commit, type Table, transactionLimit, type Write } from '../table/table.ts'
import { type InstallMark, readMarks, removeMark } from './install-marks.ts'
import { countTitles, installParts, readInstallsOf, type TitleCount } from './install-sets.ts'
import { type HeldLock, keepLock, LockMoved, readLock, releaseLock, takeLock } from './installs-lock.ts'
import { type Machines, readMachines } from './machines.ts'

/** The name of this work: what is to be done lies in marks, not in an item of work. */
export const countInstallsWork = 'count-installs'

/** Marks that are taken at once: all that lie in some buckets, so that each title is written once for many devices. */
const marksAtOnce = 2_500
/** Titles whose devices are read at once. */
const titlesAtOnce = 40
/** Bytes of one transaction: DynamoDB takes 4 MB. */
const bytesAtOnce = 3_000_000
/** Milliseconds that are left for what cannot be put off. */
const reserve = 20_000

/** Which devices are to be looked at, by title. */
type Question = Map<string, Set<string>>

const ask = (question: Question, titleId: string, device: string): void => {
  const devices = question.get(titleId)
  if (devices) devices.add(device)
  else question.set(titleId, new Set([device]))
}

/** The titles that the marks of devices may change. A linked device is looked at under both keys. */
const questionOfDevices = async (
  table: Table,
  marks: readonly InstallMark[],
  machines: Machines,
): Promise<Question> => {
  const raws = await readRaws(table, new Set(marks.flatMap((mark) => mark.raws)))
  const question: Question = new Map()
  for (const { device, raws: names } of marks)
    for (const name of device === undefined ? [] : names) {
      // Also a title that was merged into another one, as long as the name has not moved.
      const { titleId } = raws.get(name) ?? {}
      if (titleId === undefined || device === undefined) continue
      ask(question, titleId, device)
      ask(question, titleId, machines.countedAs(device))
    }
  return question
}

/** Titles whose names have changed: all devices that are counted for any of them are looked at, part by part. */
const questionOfTitles = async (
  table: Table,
  titleIds: readonly string[],
  part: number | undefined,
): Promise<Question> => {
  const devices = await readInstallsOf(table, titleIds, part)
  return new Map(titleIds.map((id) => [id, new Set(devices)]))
}

/** A worker that has the right to count. */
interface Counter {
  ledger: AnnouncingLedger
  lock: HeldLock
}

/** Commits what belongs together and moves the lock. @throws LockMoved */
const commitUnder = async (counter: Counter, writes: readonly Write[]): Promise<void> => {
  const { ledger, lock } = counter
  await commit(ledger.table, [keepLock(lock, ledger.now()), ...writes])
  counter.lock = { ...lock, revision: lock.revision + 1 }
}

/** As many titles as fit into one transaction, from `first` on. */
const fitting = (counts: readonly TitleCount[], first: number): number => {
  let [items, bytes, count] = [1, 0, 0]
  for (const next of counts.slice(first)) {
    items += next.writes.length
    bytes += next.bytes
    if (count > 0 && (items > transactionLimit || bytes > bytesAtOnce)) break
    count += 1
  }
  return count
}

/** @throws LockMoved */
const answer = async (counter: Counter, question: Question, machines: Machines): Promise<void> => {
  const { table } = counter.ledger
  const ids = [...question.keys()]
  for (let from = 0; from < ids.length; from += titlesAtOnce)
    await settle(async () => {
      const some = ids.slice(from, from + titlesAtOnce)
      const titles = await readTitles(table, some)
      const candidates = [...titles.values()].map((title) => ({ title, devices: question.get(title.id) ?? new Set() }))
      const counts = await countTitles(table, candidates, (device, { raws }) => machines.has(device, raws))
      for (let first = 0; first < counts.length; ) {
        const count = fitting(counts, first)
        await commitUnder(
          counter,
          counts.slice(first, first + count).flatMap(({ writes }) => writes),
        )
        first += count
      }
    })
}

const forget = async (counter: Counter, marks: readonly InstallMark[]): Promise<void> => {
  for (let first = 0; first < marks.length; first += transactionLimit - 1)
    await commitUnder(counter, marks.slice(first, first + transactionLimit - 1).map(removeMark))
}

/** The marks of whole buckets, unless one bucket alone has more than are taken at once. */
const wholeBuckets = (marks: readonly InstallMark[]): InstallMark[] => {
  if (marks.length < marksAtOnce) return [...marks]
  const bucketOf = ({ sk }: InstallMark) => sk.slice(0, 2)
  const last = marks.at(-1)
  const whole = marks.filter((mark) => last === undefined || bucketOf(mark) !== bucketOf(last))
  return whole.length > 0 ? whole : [...marks]
}

/** Where devices of some titles lie. */
const partsOfTitles = async (table: Table, titleIds: readonly string[]): Promise<typeof installParts> => {
  if (titleIds.length === 0) return []
  const titles = await readTitles(table, titleIds)
  return [...titles.values()].some(({ isSpread }) => isSpread) ? installParts : [undefined]
}

/** @returns false when nothing is marked any more. @throws LockMoved */
const countSome = async (counter: Counter): Promise<boolean> => {
  const { table } = counter.ledger
  const marks = wholeBuckets(await readMarks(table, marksAtOnce))
  if (marks.length === 0) return false
  const devices = new Set(marks.flatMap(({ device }) => device ?? []))
  const machines = await readMachines(table, devices)
  await answer(counter, await questionOfDevices(table, marks, machines), machines)
  const titleIds = [...new Set(marks.flatMap(({ titles }) => titles))]
  for (const part of await partsOfTitles(table, titleIds)) {
    const question = await questionOfTitles(table, titleIds, part)
    const candidates = new Set([...question.values()].flatMap((keys) => [...keys]))
    if (candidates.size === 0) continue
    await answer(counter, question, await readMachines(table, candidates))
  }
  await forget(counter, marks)
  return true
}

/** Counts until nothing is marked or time is short. @returns whether nothing is left. @throws LockMoved when it lost the right */
const countAll = async (counter: Counter): Promise<boolean> => {
  while (timeLeft() > reserve) {
    try {
      if (!(await countSome(counter))) return true
    } catch (error) {
      if (!(error instanceof LockMoved)) throw error
      const lock = await readLock(counter.ledger.table, counter.lock.holder)
      if (!lock) throw error
      counter.lock = lock
    }
  }
  return false
}

/**
 * Counts what is marked. One worker counts at a time; another one leaves it to that. Safe to run at any time, twice, or
 * after a crash: what is counted follows from the devices as they are, and a mark stays until it has been counted.
 */
export const countInstalls = async (ledger: AnnouncingLedger): Promise<void> => {
  do {
    const lock = await takeLock(ledger.table, ledger.newId(), ledger.now())
    if (!lock) return
    const counter = { ledger, lock }
    try {
      const isDone = await countAll(counter)
      await commit(ledger.table, [releaseLock(counter.lock)])
      if (!isDone) return await ledger.announceWork(countInstallsWork)
    } catch (error) {
      if (error instanceof LockMoved) return
      throw error
    }
    // Who came meanwhile and left it to this worker may have marked something after it last looked.
  } while ((await readMarks(ledger.table, 1)).length > 0)
}
