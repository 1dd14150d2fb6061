import { sumOf } from '../../foundation/collections.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import type { OpenedPage, Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { FamilyCombination, FamilyDevice, MachineStatus } from './family.ts'
import { pageOf } from './list-rows.ts'
import { type FamilyShelf, findFamily, readPart } from './read-family.ts'
import { showCombination } from './show-family.ts'
import { titlesById } from './title-rows.ts'

/** Machines that lie together in a table: those of a combination that have one status. */
interface Stretch {
  combination: Row<'combinations'>
  status: MachineStatus
  table: 'installs' | 'machines'
  from: number
  to: number
}

const stretchesOf = (combination: Row<'combinations'>): Stretch[] => {
  const { state, machines, complete, firstMachine: from, inInstalls } = combination
  const table = inInstalls ? 'installs' : 'machines'
  if (state === 'nothing') return []
  const stretch = (status: MachineStatus, start: number, end: number): Stretch[] =>
    start === end ? [] : [{ ...{ combination, status, table }, from: from + start, to: from + end }]
  if (state === 'required') return [...stretch('covered', 0, complete), ...stretch('open', complete, machines)]
  return stretch(state === 'exempt' ? state : 'needs-data', 0, machines)
}

/** What of these stretches is on a page. */
const onPage = (stretches: readonly Stretch[], offset: number, limit: number): Stretch[] => {
  let before = 0
  return stretches.flatMap((stretch) => {
    const from = Math.min(stretch.to, stretch.from + Math.max(0, offset - before))
    const to = Math.min(stretch.to, stretch.from + Math.max(0, offset + limit - before))
    before += stretch.to - stretch.from
    return from < to ? [{ ...stretch, from, to }] : []
  })
}

/** Rows between two stretches that are read with them, rather than with another request. */
const gap = 4_096

/** Reads machines of stretches of a table with few requests: those that lie near each other together. */
const machineReader = async (snapshot: Snapshot, table: Stretch['table'], stretches: readonly Stretch[]) => {
  const runs: { from: number; to: number }[] = []
  for (const { from, to } of stretches
    .filter((one) => one.table === table)
    .sort((one, other) => one.from - other.from)) {
    const last = runs.at(-1)
    if (last && from - last.to <= gap) last.to = Math.max(last.to, to)
    else runs.push({ from, to })
  }
  const read = await Promise.all(
    runs.map(async ({ from, to }) => ({ from, rows: await snapshot.some({ table, from, to, columns: ['device'] }) })),
  )
  return (row: number): number | undefined => {
    const run = read.findLast(({ from }) => from <= row)
    return run?.rows[row - run.from]?.device
  }
}

const readMachines = async ({ snapshot }: { snapshot: Snapshot }, stretches: readonly Stretch[]) => {
  const [installs, machines] = await Promise.all([
    machineReader(snapshot, 'installs', stretches),
    machineReader(snapshot, 'machines', stretches),
  ])
  return stretches.flatMap(({ combination, status, table, from, to }) =>
    Array.from({ length: to - from }, (_, index) => ({
      combination,
      status,
      number: (table === 'installs' ? installs : machines)(from + index) ?? -1,
    })),
  )
}

/**
 * The machines of a family with what they need, combination by combination; of one, those that are covered first.
 * @throws LedgerError `family-not-found`, `no-snapshot`, `cursor-expired`
 */
export const listDevicesOfFamily = async (
  { snapshots }: FamilyShelf,
  id: string,
  { status, asOf, page }: { status: MachineStatus | undefined; asOf: string | undefined; page: PageRequest },
) => {
  const opened = await findFamily<OpenedPage>(await snapshots.openPage(page, asOf), id)
  const { snapshot, offset, limit } = opened
  const [devices, titles, combinations] = await Promise.all([
    snapshot.all('devices'),
    snapshot.all('titles'),
    readPart(opened, 'combinations'),
  ])
  const stretches = combinations.flatMap(stretchesOf).filter((one) => status === undefined || one.status === status)
  const count = sumOf(stretches, ({ from, to }) => to - from)
  const machines = await readMachines(opened, onPage(stretches, offset, limit))
  const shown = new Map<Row<'combinations'>, FamilyCombination>()
  const items = machines.flatMap(({ combination, status: own, number }): FamilyDevice[] => {
    const device = devices[number]
    const need = shown.get(combination) ?? showCombination(combination, titlesById(titles))
    shown.set(combination, need)
    if (!device) return []
    const { id: combinationId, titles: required, missing } = need
    const { id: deviceId, name, seenAt } = device
    return [{ id: deviceId, name, seenAt, status: own, combinationId, titles: required, missing }]
  })
  return pageOf(opened, items, { totals: { count } })
}
