import { text } from '../texts/en/as-of.ts'
import { time } from '../texts/format.ts'

interface Snapshot {
  asOf: string | null
  pending: boolean
}

/** Of when the numbers of a page are, and whether a change is still being counted. */
export const AsOf = ({ of }: { of: Snapshot | undefined }) => (
  <p role="status">
    {of === undefined ? ' ' : of.pending ? text.counting : of.asOf === null ? text.never : text.asOf(time(of.asOf))}
  </p>
)
