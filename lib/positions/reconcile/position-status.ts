import * as z from 'zod'

/** Spec "Position"; `not-licensable` goes before the others. */
export const PositionStatus = z.enum(['short', 'no-entitlement', 'covered', 'unused', 'absent', 'not-licensable'])
export type PositionStatus = z.infer<typeof PositionStatus>

/** What decides the status of a title. */
export interface CountedTitle {
  licensable: boolean
  installed: number
  /** Licenses that count, without those of site licenses. */
  entitled: number
  /** It has a site license, which covers any need. */
  unlimited: boolean
}

export const statusOf = ({ licensable, installed, entitled, unlimited }: CountedTitle): PositionStatus => {
  if (!licensable) return 'not-licensable'
  if (installed === 0) return unlimited || entitled > 0 ? 'unused' : 'absent'
  if (unlimited) return 'covered'
  if (entitled === 0) return 'no-entitlement'
  return entitled < installed ? 'short' : 'covered'
}
