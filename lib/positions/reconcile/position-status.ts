import * as z from 'zod'
import type { Row } from '../snapshot/tables.ts'

/** Spec "Position"; `not-licensable` goes before the others. */
export const PositionStatus = z.enum(['short', 'no-entitlement', 'covered', 'unused', 'absent', 'not-licensable'])
export type PositionStatus = z.infer<typeof PositionStatus>

type Counted = Pick<Row<'titles'>, 'licensable' | 'installed' | 'entitled' | 'unlimited'>

export const statusOf = ({ licensable, installed, entitled, unlimited }: Counted): PositionStatus => {
  if (!licensable) return 'not-licensable'
  if (installed === 0) return unlimited || entitled > 0 ? 'unused' : 'absent'
  if (unlimited) return 'covered'
  if (entitled === 0) return 'no-entitlement'
  return entitled < installed ? 'short' : 'covered'
}
