import { dayOf } from '../calendar/day.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markPositions } from '../positions/position-marks.ts'
import { readRaws } from '../software/know-software.ts'
import { readTitles } from '../software/title-store.ts'
import { installsLockKey } from '../table/keys.ts'
import { settle } from '../table/race.ts'
import { type Table, transactionLimit } from '../table/table.ts'
import { type CountingLedger, commitInTurn, type Turn, workInTurn } from '../work/turn.ts'
import { type InstallMark, readMarks, removeMark } from './install-marks.ts'
import { countTitles, installParts, readInstallsOf, type TitleCount } from './install-sets.ts'
import { type Machines, readMachines } from './machines.ts'

/** The name of this work: what is to be done lies in marks, not in an item of work. */
export const countInstallsWork = 'count-installs'

/** Marks that are taken at once: all that lie in some buckets, so that each title is written once for many devices. */
const marksAtOnce = 2_500
/** Titles whose devices are read at once. */
const titlesAtOnce = 40
/** Bytes of one transaction: DynamoDB takes 4 MB. */
const bytesAtOnce = 3_000_000

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

/** As many titles as fit into one transaction, from `first` on. */
const fitting = (counts: readonly TitleCount[], first: number): number => {
  let [items, bytes, count] = [2, 0, 0]
  for (const next of counts.slice(first)) {
    items += next.writes.length
    bytes += next.bytes
    if (count > 0 && (items > transactionLimit || bytes > bytesAtOnce)) break
    count += 1
  }
  return count
}

/** @param onlyJoining titles lose no devices yet. @throws TurnMoved */
const answer = async (turn: Turn, question: Question, machines: Machines, onlyJoining = false): Promise<void> => {
  const { table, newId, now, timeZone, announceWork } = turn.ledger
  const ids = [...question.keys()]
  let sharesChange = false
  for (let from = 0; from < ids.length; from += titlesAtOnce)
    await settle(async () => {
      const some = ids.slice(from, from + titlesAtOnce)
      const titles = await readTitles(table, some)
      const candidates = [...titles.values()].map((title) => {
        const devices = question.get(title.id) ?? new Set<string>()
        const isMeant = (device: string): boolean => !onlyJoining || machines.has(device, title.raws)
        return { title, devices: new Set([...devices].filter(isMeant)) }
      })
      const today = dayOf(now(), timeZone)
      const counts = await countTitles(table, candidates, (device, { raws }) => machines.has(device, raws), today)
      for (let first = 0; first < counts.length; ) {
        const some = counts.slice(first, first + fitting(counts, first))
        // Titles that share a product take from it by how often they are installed.
        const sharing = some.flatMap(({ sharing: titleId }) => titleId ?? [])
        const mark = sharing.length > 0 ? [markPositions(newId(), { sums: sharing }, now().toISOString())] : []
        await commitInTurn(turn, [...some.flatMap(({ writes }) => writes), ...mark])
        sharesChange ||= sharing.length > 0
        first += some.length
      }
    })
  if (sharesChange) await announceWork(countPositionsWork)
}

const forget = async (turn: Turn, marks: readonly InstallMark[]): Promise<void> => {
  for (let first = 0; first < marks.length; first += transactionLimit - 1)
    await commitInTurn(turn, marks.slice(first, first + transactionLimit - 1).map(removeMark))
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

/** A title from which names went, and the one that has them now, are written together. */
const movedTogether = 2

/**
 * Titles whose names have changed find their devices at each other. Whoever dies in between must find them still: where
 * several transactions are needed, no title loses a device before others have got it.
 */
const countMoved = async (turn: Turn, marks: readonly InstallMark[]): Promise<void> => {
  const { table } = turn.ledger
  const titleIds = [...new Set(marks.flatMap(({ titles }) => titles))]
  for (const part of await partsOfTitles(table, titleIds)) {
    const question = await questionOfTitles(table, titleIds, part)
    const candidates = new Set([...question.values()].flatMap((keys) => [...keys]))
    if (candidates.size === 0) continue
    const machines = await readMachines(table, candidates)
    if (titleIds.length > movedTogether) await answer(turn, question, machines, true)
    await answer(turn, question, machines)
  }
}

/**
 * Titles whose names have changed come first: a device that lost a name of one of them would not be found there any more.
 * @returns false when nothing is marked any more. @throws TurnMoved
 */
const countSome = async (turn: Turn): Promise<boolean> => {
  const { table } = turn.ledger
  const marks = wholeBuckets(await readMarks(table, marksAtOnce))
  if (marks.length === 0) return false
  await countMoved(turn, marks)
  const devices = new Set(marks.flatMap(({ device }) => device ?? []))
  const machines = await readMachines(table, devices)
  await answer(turn, await questionOfDevices(table, marks, machines), machines)
  await forget(turn, marks)
  return true
}

/**
 * Counts what is marked. Safe to run at any time, twice, or after a crash: what is counted follows from the devices as
 * they are, and a mark stays until it has been counted.
 */
export const countInstalls = (ledger: CountingLedger): Promise<void> =>
  workInTurn(ledger, {
    name: countInstallsWork,
    key: installsLockKey,
    doSome: countSome,
    hasMore: async (table) => (await readMarks(table, 1)).length > 0,
  })
