import { text } from '../texts/en/runs.ts'
import { type Meaning, Status } from '../ui/status.tsx'

type RunStatusName = keyof typeof text.statuses

const means: Record<RunStatusName, Meaning> = {
  queued: 'plain',
  running: 'plain',
  completed: 'covered',
  overtaken: 'plain',
  failed: 'short',
  partial: 'decide',
  cancelled: 'plain',
}

/** How a run is, or ended. */
export const RunStatus = ({ of: { status } }: { of: { status: RunStatusName } }) => (
  <Status means={means[status]}>{text.statuses[status]}</Status>
)

interface Timed {
  startedAt: string
  finishedAt?: string | undefined
}

/** How long a run took; empty while it is under way. */
export const took = ({ startedAt, finishedAt }: Timed): string =>
  finishedAt === undefined
    ? ''
    : text.seconds(Math.max(1, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000)))

export const isUnderWay = ({ status }: { status: RunStatusName }): boolean =>
  status === 'queued' || status === 'running'
