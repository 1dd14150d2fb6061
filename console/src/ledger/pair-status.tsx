import type { components } from '../api/schema.d.ts'
import { words } from '../texts/en/words.ts'
import { type Meaning, Status } from '../ui/status.tsx'

export type PairStatusName = components['schemas']['PairValidation']['status']

const meanings: Record<PairStatusName, Meaning> = {
  pending: 'decide',
  valid: 'covered',
  expired: 'ends',
  'not-found': 'short',
}

/** What Microsoft says of an agreement number pair. */
export const PairStatus = ({ status }: { status: PairStatusName }) => (
  <Status means={meanings[status]}>{words.pairStatus[status]}</Status>
)
