import * as z from 'zod'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { allReconciliations, reconciliationKey } from '../../foundation/table/keys.ts'
import type { Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import type { Table } from '../../foundation/table/table.ts'
import { expiryOf, newRun, runsOf } from '../../work/run.ts'
import type { FollowUp } from '../../work/work.ts'
import type { SnapshotFiles } from '../snapshot/files.ts'
import type { Terms } from '../snapshot/manifest.ts'

/** `collect` copies what devices report into one file, `reconcile` concludes everything and publishes a snapshot. */
export const Stage = z.enum(['collect', 'reconcile'])
export type Stage = z.infer<typeof Stage>

const Counts = z
  .strictObject({ devices: z.int(), names: z.int(), agreements: z.int(), pairs: z.int() })
  .partial()
  .meta({ id: 'ReconciliationCounts', description: 'What it has read.' })

export const Reconciliation = z
  .strictObject({
    id: Ulid,
    stage: Stage,
    status: z.enum(['queued', 'running', 'completed', 'overtaken', 'failed']).meta({
      description:
        '`overtaken`: a newer run has published what it would have, and more; `failed`: the last snapshot stays.',
    }),
    trigger: z.enum(['change', 'day', 'knowledge', 'sweep', 'manual']),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    counts: Counts,
    snapshotId: z.string().optional().meta({ description: 'The snapshot that it has published.' }),
    error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
    ...versioned,
  })
  .meta({ id: 'Reconciliation' })
export type Reconciliation = z.infer<typeof Reconciliation>

const StoredRun = z.object({ ...Reconciliation.shape, attempts: z.int().optional(), expiresAt: z.number() })
export type StoredRun = z.infer<typeof StoredRun>

const daysKept = 30
/** Milliseconds after which a run without a sign of life is dead. No run may take as long. */
const patience = 16 * 60_000

export const reconciliations = runsOf({
  name: 'reconciliation',
  parse: (item) => StoredRun.parse(item),
  key: reconciliationKey,
  listedIn: () => allReconciliations,
})

export const newReconciliation = (
  id: string,
  at: string,
  about: Pick<StoredRun, 'stage' | 'trigger' | 'status'>,
): StoredRun => ({ ...newRun(id, at), ...about, startedAt: at, counts: {}, expiresAt: expiryOf(at, daysKept) })

export const showRun = ({ expiresAt: _, attempts: __, ...run }: StoredRun, now: Date): Reconciliation => {
  const isLost = run.status === 'running' && Date.parse(run.updatedAt) < now.getTime() - patience
  if (!isLost) return run
  return { ...run, status: 'failed', error: { code: 'lost', message: 'Its worker has ended without a word.' } }
}

export const getRun = async ({ table, now }: Pick<Ledger, 'table' | 'now'>, id: string): Promise<Reconciliation> =>
  showRun(await reconciliations.get(table, id), now())

export const listRuns = async (
  { table, now }: Pick<Ledger, 'table' | 'now'>,
  page: PageRequest,
): Promise<ListPage<Reconciliation>> => {
  const { items, ...more } = await reconciliations.list(table, [allReconciliations], page)
  return { items: items.map((run) => showRun(run, now())), ...more }
}

/** How alerts follow runs. Alerts are a room above this one, so they are passed in. */
export interface RunAlerts {
  failed: (
    table: Table,
    run: Pick<StoredRun, 'id' | 'stage'> & { error: { message: string } },
    at: string,
  ) => Promise<FollowUp>
  completed: (table: Table, run: Pick<StoredRun, 'stage'>, at: string) => Promise<FollowUp>
}

export interface RunDesk extends LedgerWith<'announceWork'>, Omit<Terms, 'day' | 'knowledge'> {
  files: SnapshotFiles
  alerts: RunAlerts
  /** Ids of the work that follows once a snapshot has become the current one: rooms above this one do it. */
  workAfter: (hasNewTitles: boolean) => readonly string[]
  /** Asks the queue for a run. @param delay seconds */
  ask: (stage: Stage, delay?: number) => Promise<void>
}
