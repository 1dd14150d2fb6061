import type { components } from '../api/schema.d.ts'
import { words } from '../texts/en/words.ts'
import { type Meaning, Status } from '../ui/status.tsx'

type Import = components['schemas']['Import']

const meanings: Record<Import['status'], Meaning> = {
  'awaiting-upload': 'plain',
  queued: 'plain',
  processing: 'plain',
  completed: 'covered',
  rejected: 'short',
  failed: 'short',
  cancelled: 'plain',
  superseded: 'plain',
  undone: 'plain',
}

/** How far an import is. A checked file still needs somebody to commit it. */
export const ImportStatus = ({ of: { status, dryRun } }: { of: Pick<Import, 'status' | 'dryRun'> }) =>
  dryRun && status === 'completed' ? (
    <Status means="decide">{words.importChecked}</Status>
  ) : (
    <Status means={meanings[status]}>{words.importStatus[status]}</Status>
  )
