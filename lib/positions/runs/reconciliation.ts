import * as z from 'zod'
import { LedgerError } from '../../foundation/errors.ts'
import { allReconciliations, reconciliationKey, timeOrder } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { put, type Table, update, type Write } from '../../foundation/table/table.ts'

export const ReconciliationId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'A reconciliation id is a ULID.')

/** `collect` copies what devices report into one file, `reconcile` concludes everything and publishes a snapshot. */
export const Stage = z.enum(['collect', 'reconcile'])
export type Stage = z.infer<typeof Stage>

const Status = z.enum(['queued', 'running', 'completed', 'overtaken', 'failed'])

/** Why a run was made. */
export const RunTrigger = z.enum(['change', 'day', 'knowledge', 'sweep', 'manual'])
export type RunTrigger = z.infer<typeof RunTrigger>

const Counts = z
  .strictObject({ devices: z.int(), names: z.int(), agreements: z.int(), pairs: z.int() })
  .partial()
  .meta({ id: 'ReconciliationCounts', description: 'What it has read.' })
export type RunCounts = z.infer<typeof Counts>

const RunError = z.strictObject({ code: z.string(), message: z.string() })

/** A run on the wire. */
export const Reconciliation = z
  .strictObject({
    id: ReconciliationId,
    stage: Stage,
    status: Status.meta({
      description:
        '`overtaken`: a newer run has published what it would have, and more; `failed`: the last snapshot stays.',
    }),
    trigger: RunTrigger,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    counts: Counts,
    snapshotId: z.string().optional().meta({ description: 'The snapshot that it has published.' }),
    error: RunError.optional(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Reconciliation' })
export type Reconciliation = z.infer<typeof Reconciliation>

const StoredRun = z.object({ ...Reconciliation.shape, expiresAt: z.number() })
export type StoredRun = z.infer<typeof StoredRun>

const daysKept = 30
/** Milliseconds after which a run that says nothing is dead: more than any may take. */
const patience = 16 * 60_000

export const newRun = (
  id: string,
  stage: Stage,
  trigger: RunTrigger,
  status: 'queued' | 'running',
  at: string,
): StoredRun => ({
  id,
  stage,
  status,
  trigger,
  startedAt: at,
  counts: {},
  version: 1,
  createdAt: at,
  updatedAt: at,
  expiresAt: Math.floor(Date.parse(at) / 1_000) + daysKept * 86_400,
})

/** A run is recorded when it begins, or is asked for. */
export const putRun = (run: StoredRun): Write =>
  put(
    { ...reconciliationKey(run.id), ...run, gsi1pk: allReconciliations, gsiSk: timeOrder(run.createdAt, run.id) },
    {},
    raceLost,
  )

/** A run has ended already: another delivery, or this one, whose answer got lost. */
export class RunEnded extends Error {
  override name = 'RunEnded'
}

/** A run that was asked for begins, or a run ends: once. */
export const changeRun = (
  { id, version }: Pick<StoredRun, 'id' | 'version'>,
  changes: Partial<Pick<StoredRun, 'status' | 'startedAt' | 'finishedAt' | 'counts' | 'snapshotId' | 'error'>>,
  at: string,
): Write =>
  update(
    reconciliationKey(id),
    { set: { ...changes, version: version + 1, updatedAt: at } },
    { equals: { version } },
    () => new RunEnded(),
  )

/** Of a run whose worker died nothing more is heard. */
const showRun = ({ expiresAt: _, ...run }: StoredRun, now: Date): Reconciliation => {
  const isLost = run.status === 'running' && Date.parse(run.updatedAt) < now.getTime() - patience
  if (!isLost) return run
  return { ...run, status: 'failed', error: { code: 'lost', message: 'Its worker has ended without a word.' } }
}

/** What reading runs needs. */
export interface RunShelf {
  table: Table
  now: () => Date
}

export const readRun = async (table: Table, id: string): Promise<StoredRun | undefined> => {
  const item = await table.get(reconciliationKey(id))
  return item && StoredRun.parse(item)
}

/** @throws LedgerError `reconciliation-not-found` */
export const getRun = async ({ table, now }: RunShelf, id: string): Promise<Reconciliation> => {
  const run = await readRun(table, id)
  if (!run) throw new LedgerError('not-found', 'reconciliation-not-found', `There is no reconciliation ${id}.`)
  return showRun(run, now())
}

/** Runs of the last 30 days, newest first. @param page.after order of the last one shown */
export const listRuns = async (
  { table, now }: RunShelf,
  { limit, after }: PageRequest,
): Promise<ListPage<Reconciliation>> => {
  const { items } = await table.query({
    index: 'gsi1',
    partition: allReconciliations,
    ...(after !== undefined && { before: after }),
    newestFirst: true,
    limit: limit + 1,
  })
  const page = items.slice(0, limit)
  const stored = (await table.getMany(page.map(({ id }) => reconciliationKey(String(id))))).map((item) =>
    StoredRun.parse(item),
  )
  const runs = new Map(stored.map((run) => [run.id, run]))
  const next = items.length > limit ? page.at(-1)?.gsiSk : undefined
  return {
    items: page.flatMap(({ id }) => runs.get(String(id)) ?? []).map((run) => showRun(run, now())),
    ...(next !== undefined && { next: String(next) }),
  }
}
