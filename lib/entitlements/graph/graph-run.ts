import * as z from 'zod'
import { raceLost } from '../../foundation/table/attempts.ts'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { allGraphRuns, graphRunKey, graphScopeKey, openGraphRuns } from '../../foundation/table/keys.ts'
import { type Item, put, remove, type Write } from '../../foundation/table/table.ts'
import { expiryOf, newRun, runMoved, runsOf } from '../../work/run.ts'

const Status = z.enum(['queued', 'running', 'completed', 'partial', 'failed', 'cancelled'])
type Status = z.infer<typeof Status>

/** What a run reads, in this order; each is a file that is imported. */
export const GraphPart = z.enum(['subscriptions', 'software'])
export type GraphPart = z.infer<typeof GraphPart>

/** Reports of Intune that are exported. */
export const ExportedReport = z.enum(['Devices', 'AppInvRawData'])
export type ExportedReport = z.infer<typeof ExportedReport>

/** A job of Intune that exports a report. */
const Job = z.object({ id: z.string(), at: z.string(), tries: z.number() })

const Part = z.strictObject({
  part: GraphPart,
  status: z.enum(['waiting', 'imported', 'failed', 'skipped']),
  importId: Ulid.optional().meta({ description: 'The import of what was read: `GET /imports/{importId}`.' }),
})
type Part = z.infer<typeof Part>

const RunError = z.strictObject({
  part: GraphPart.optional(),
  code: z.string(),
  message: z.string(),
})
export type RunError = z.infer<typeof RunError>

const countsShape = {
  plans: z.int().meta({ description: 'Plans that the tenant has.' }),
  plansLeftOut: z.int().meta({ description: 'Of these, free ones and those that are not for users.' }),
  users: z.int().meta({ description: 'Users whose licenses were counted.' }),
  devices: z.int().meta({ description: 'PCs with Windows that Intune heard of lately.' }),
  devicesWithoutSoftware: z.int().meta({ description: 'Of these, PCs whose software nobody knows.' }),
}

const Shared = z.object({
  id: Ulid,
  trigger: z.enum(['manual', 'scheduled']),
  status: Status,
  errors: z.array(RunError).meta({ description: 'Why something was not read, or not in full.' }),
  finishedAt: z.iso.datetime().optional(),
  ...versioned,
})

export const GraphRun = z
  .strictObject({
    ...Shared.shape,
    counts: z.strictObject(countsShape),
    parts: z.array(Part),
    withoutSoftwareUrl: z.url().optional().meta({
      description: 'PCs whose software nobody knows, as CSV; the link is good for 15 minutes, the file for 30 days.',
    }),
    progress: z.strictObject({ done: z.int(), total: z.int() }).meta({ description: 'In parts.' }),
    waitsUntil: z.iso.datetime().optional().meta({ description: 'Graph asked to be left alone until then.' }),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'GraphRun' })
export type GraphRun = z.infer<typeof GraphRun>

/** Its own checkpoint. */
export const StoredGraphRun = Shared.extend({
  ...countsShape,
  parts: z.array(z.object(Part.shape)),
  jobs: z.partialRecord(ExportedReport, Job).default({}),
  actor: z.string(),
  attempts: z.number(),
  /** Failures since the last thing that was read. */
  failuresInRow: z.number(),
  /** Looks at imports that have not ended. */
  looks: z.number(),
  waitUntil: z.string().optional(),
  /** Seconds since 1970, when the table forgets it. */
  expiresAt: z.number(),
})
export type StoredGraphRun = z.infer<typeof StoredGraphRun>

export const isOpen = ({ status }: Pick<StoredGraphRun, 'status'>): boolean =>
  status === 'queued' || status === 'running'

/** @param withoutSoftwareUrl where the list of PCs without software is */
export const showGraphRun = (run: StoredGraphRun, withoutSoftwareUrl?: string): GraphRun => {
  const { plans, plansLeftOut, users, devices, devicesWithoutSoftware, parts } = run
  const done = isOpen(run) ? parts.filter(({ status }) => status !== 'waiting').length : parts.length
  return {
    ...Shared.parse(run),
    counts: { plans, plansLeftOut, users, devices, devicesWithoutSoftware },
    withoutSoftwareUrl,
    parts,
    progress: { done, total: parts.length },
    waitsUntil: isOpen(run) ? run.waitUntil : undefined,
    startedAt: run.createdAt,
  }
}

const daysKept = 90

export const graphRuns = runsOf<StoredGraphRun>({
  name: 'graph-run',
  parse: (item) => StoredGraphRun.parse(item),
  key: graphRunKey,
  listedIn: () => allGraphRuns,
  openIn: openGraphRuns,
})

type Beginning = Pick<StoredGraphRun, 'id' | 'trigger' | 'actor'>

export const newGraphRun = (beginning: Beginning, at: string): StoredGraphRun => ({
  ...newRun(beginning.id, at),
  status: 'queued',
  errors: [],
  parts: GraphPart.options.map((part) => ({ part, status: 'waiting' as const })),
  ...{
    plans: 0,
    plansLeftOut: 0,
    users: 0,
    devices: 0,
    devicesWithoutSoftware: 0,
    failuresInRow: 0,
    looks: 0,
    jobs: {},
  },
  expiresAt: expiryOf(at, daysKept),
  ...beginning,
})

/** Another run is under way. */
export class GraphBusy extends Error {
  override name = 'GraphBusy'
  readonly runId: string

  constructor(runId: string) {
    super(`The run ${runId} of the connector is under way.`)
    this.runId = runId
  }
}

const StoredScope = z.object({ runId: z.string() })

/** Records a run. @throws GraphBusy, RunMoved */
export const addGraphRun = (run: StoredGraphRun): Write[] => {
  const held = (guard?: Item) => (guard ? new GraphBusy(StoredScope.parse(guard).runId) : raceLost())
  return [put({ ...graphScopeKey, runId: run.id }, { exists: false }, held), graphRuns.add(run)]
}

/** Ends a run, so that another one may begin. */
export const endGraphRun = (run: StoredGraphRun, result: Partial<StoredGraphRun>, at: string) => {
  const changes = { ...result, waitUntil: undefined, finishedAt: at }
  return {
    ended: graphRuns.changed(run, changes, at),
    writes: [graphRuns.change(run, changes, at), remove(graphScopeKey, { equals: { runId: run.id } }, runMoved)],
  }
}

export const importIdOf = ({ parts }: StoredGraphRun, part: GraphPart): string | undefined =>
  parts.find((one) => one.part === part)?.importId

/** Notes how a part is. */
export const partsWith = ({ parts }: StoredGraphRun, part: GraphPart, changes: Partial<Part>): Part[] =>
  parts.map((each) => (each.part === part ? { ...each, ...changes } : each))

/** How a run went, by its parts. */
export const statusOf = ({ parts, errors }: Pick<StoredGraphRun, 'parts' | 'errors'>): Status => {
  if (!parts.some(({ status }) => status === 'imported')) return 'failed'
  return parts.some(({ status }) => status === 'failed') || errors.length > 0 ? 'partial' : 'completed'
}
