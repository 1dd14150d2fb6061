import { unpackPair } from '../../agreements/records/pair.ts'
import { readPairs } from '../../agreements/records/stored-pair.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { currentKey, importKey, openImports, openRefreshes } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { check, commit, queryAll, type Table, update } from '../../foundation/table/table.ts'
import { dueOfFamily } from '../../positions/reconcile/due.ts'
import { Overtaken, overtaken, type SnapshotPointer } from '../../positions/snapshot/pointers.ts'
import type { Snapshot, SnapshotReader } from '../../positions/snapshot/snapshot-reader.ts'
import { StoredImport } from '../../work/imports/import-run.ts'
import { AlertAbout, type AlertEnd, AlertKind, type Verdict } from './alert.ts'
import { readOpenAlerts, settleAlerts } from './settle-alerts.ts'

const figures = ['metric', 'owned', 'unlimited', 'required', 'covered', 'shortfall', 'status'] as const
const familyColumns = ['id', 'publisher', 'name', ...figures] as const

/** Snapshots of earlier versions have no families. */
const readFamilies = async (snapshot: Snapshot | undefined) =>
  snapshot?.manifest.tables.families ? snapshot.some({ table: 'families', columns: familyColumns }) : []

type Family = Awaited<ReturnType<typeof readFamilies>>[number]

const isUnlicensed = ({ status }: Family): boolean => status === 'unlicensed'

/** Alerts about titles are those of earlier versions. */
const sorts = ['agreement', 'pair-end', 'subscription', 'family', 'title', 'pair'] as const

const whyOver = async (table: Table, snapshot: Snapshot, families: readonly Family[], subjects: readonly string[]) => {
  const { day } = snapshot.manifest
  const idsOf = (sort: (typeof sorts)[number]): string[] =>
    subjects.filter((subject) => subject.startsWith(`${sort}#`)).map((subject) => subject.slice(sort.length + 1))
  const isAny = idsOf('agreement').length > 0
  const agreements = isAny ? await snapshot.some({ table: 'agreements', columns: ['id'] }) : []
  const endings: readonly (typeof sorts)[number][] = ['agreement', 'pair-end', 'subscription']
  const isAnyEnding = endings.some((sort) => idsOf(sort).length > 0)
  const ends = isAnyEnding ? await snapshot.some({ table: 'ends', columns: ['subject', 'date'] }) : []
  const whyEnded = (sort: (typeof sorts)[number]) =>
    ends.flatMap(({ subject, date }): [string, AlertEnd][] => {
      const isOf = subject.startsWith(`${sort}#`)
      return isOf ? [[subject.slice(sort.length + 1), date < day ? 'agreement-ended' : 'resolved']] : []
    })
  // No table of snapshots lists pairs.
  const pairs = await readPairs(table, idsOf('pair').map(unpackPair))
  const reasons: Record<(typeof sorts)[number], Map<string, AlertEnd | undefined>> = {
    // One without an end is in no table of ends.
    agreement: new Map([...agreements.map(({ id }): [string, AlertEnd] => [id, 'resolved']), ...whyEnded('agreement')]),
    'pair-end': new Map(whyEnded('pair-end')),
    subscription: new Map(whyEnded('subscription')),
    // The alert of a family that has lost its last license stays open until nothing is lacking.
    family: new Map(families.map((family) => [family.id, isUnlicensed(family) ? undefined : 'resolved'])),
    title: new Map(idsOf('title').map((id) => [id, 'replaced'])),
    pair: new Map([...pairs.keys()].map((key) => [key, 'resolved'])),
  }
  return sorts.flatMap((sort) =>
    idsOf(sort).flatMap((id): [string, AlertEnd][] => {
      const reason = reasons[sort].has(id) ? reasons[sort].get(id) : 'gone'
      return reason === undefined ? [] : [[`${sort}#${id}`, reason]]
    }),
  )
}

/**
 * What a snapshot says about alerts, where that may differ from the open ones. A family that no license may
 * run counts when it has just lost the last one that might: of others nobody may know that they need some.
 * @param before settled last: the index may not show yet what was raised or ended then
 */
const judgeSnapshot = async (table: Table, snapshot: Snapshot, before: Snapshot | undefined) => {
  const [openBySort, due, families, dueBefore, familiesBefore] = await Promise.all([
    Promise.all(sorts.map((sort) => readOpenAlerts(table, sort))),
    snapshot.some({ table: 'due' }),
    readFamilies(snapshot),
    before ? before.some({ table: 'due', columns: ['subject', 'condition'] }) : [],
    readFamilies(before),
  ])
  const licensed = new Set(
    familiesBefore
      .filter((family) => (family.owned > 0 || family.unlimited) && !isUnlicensed(family))
      .map(({ id }) => id),
  )
  const lost = families.filter((family) => isUnlicensed(family) && licensed.has(family.id))
  const open = new Map(openBySort.flatMap((alerts) => [...alerts]))
  const formerDue = new Map(dueBefore.map(({ subject, condition }) => [subject, condition]))
  const told = new Map([...lost.map(dueOfFamily), ...due].map((row) => [row.subject, row]))
  const unlicensed = familiesBefore.filter(isUnlicensed).map(({ id }) => `family#${id}`)
  const formerly = new Set([...open.keys(), ...formerDue.keys(), ...unlicensed])
  const untold = [...formerly].filter((subject) => !told.has(subject))
  const verdicts = new Map<string, Verdict>(await whyOver(table, snapshot, families, untold))
  for (const { subject, kind, about, ...row } of told.values())
    if (open.get(subject)?.condition !== row.condition || formerDue.get(subject) !== row.condition)
      verdicts.set(subject, { ...row, kind: AlertKind.parse(kind), about: AlertAbout.parse(JSON.parse(about)) })
  return verdicts
}

export type SnapshotAlertLedger = LedgerWith<'announceWork'> & { snapshots: SnapshotReader }

/** Milliseconds for which alerts wait for changes to end: some never do. */
const longestWait = 3_600_000

const ImportStage = StoredImport.pick({ stage: true })

/** An upload that awaits its file writes nothing, and may wait for ever. */
const isWriting = async (table: Table): Promise<boolean> => {
  const [refreshes, imports] = await Promise.all([
    table.query({ index: 'gsi2', partition: openRefreshes, limit: 1 }),
    queryAll(table, { index: 'gsi2', partition: openImports }),
  ])
  if (refreshes.items.length > 0) return true
  const runs = await table.getMany(imports.map(({ id }) => importKey(String(id))))
  return runs.some((run) => ImportStage.parse(run).stage !== 'awaiting')
}

const judge = async ({ table, snapshots }: SnapshotAlertLedger, snapshot: Snapshot, settled: string | undefined) => {
  try {
    return await judgeSnapshot(table, snapshot, settled === undefined ? undefined : await snapshots.byId(settled))
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'cursor-expired') throw error
    return judgeSnapshot(table, snapshot, undefined)
  }
}

const hasWaited = async ({ table, now }: SnapshotAlertLedger, current: SnapshotPointer): Promise<boolean> => {
  const { id, unsettledSince } = current
  if (unsettledSince !== undefined) return now().getTime() - Date.parse(unsettledSince) >= longestWait
  const begins = { set: { unsettledSince: now().toISOString() } }
  await commit(table, [update(currentKey, begins, { equals: { id }, lacks: ['unsettledSince'] }, overtaken)])
  return false
}

/**
 * Raises and ends alerts once for each snapshot. While it lacks known changes, or an import or a refresh is writing, it
 * waits for up to an hour: the sweep asks again. Safe to run at any time, twice, or after a crash.
 */
export const settleSnapshot = async (ledger: SnapshotAlertLedger): Promise<void> => {
  const { table, now, snapshots } = ledger
  const { snapshot, pointers, basis } = await snapshots.present()
  const { current } = pointers
  if (!snapshot || !current || current.settled === current.id) return
  const isBusy = basis.pending || (await isWriting(table))
  const isCurrent = { equals: { id: current.id } }
  try {
    if (isBusy && !(await hasWaited(ledger, current))) return
    const verdicts = await judge(ledger, snapshot, current.settled)
    await settleAlerts(ledger, verdicts, [check(currentKey, isCurrent, overtaken)])
    const settled = { settled: current.id, settledAt: now().toISOString(), unsettledSince: undefined }
    await commit(table, [update(currentKey, { set: settled }, isCurrent, overtaken)])
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  }
}
