import { wantedKey } from '../../foundation/table/keys.ts'
import { update, type Write } from '../../foundation/table/table.ts'
import type { Pace, Pointers } from '../snapshot/pointers.ts'
import type { Stage } from './reconciliation.ts'

/** Runs that may follow each other without a pause. */
const burst = 5
/** The part of the time that runs of a stage may take when changes never cease. */
export const share: Record<Stage, number> = { collect: 1 / 20, reconcile: 1 / 10 }
/** Milliseconds that a run is assumed to take until one was measured. */
const assumed = 1_000
/** Milliseconds within which a message that was sent should have begun a run. */
const patience = 5_000
/** Milliseconds by which clocks may differ without harm to the pace. */
const skew = 1_000

const fields = { collect: 'collectPace', reconcile: 'reconcilePace' } as const

/** The pace of a stage as a token bucket: each run takes a token, and one comes back with each interval. */
export const paceOf = (stage: Stage, { wanted, lists, current }: Pointers, now: Date) => {
  const field = fields[stage]
  const before: Pace | undefined = wanted[field]
  const made = stage === 'collect' ? lists : current
  const at = now.getTime()
  /** Milliseconds between runs when the burst is used up. */
  const interval = Math.max(1, made?.took ?? assumed) / share[stage]
  const tokens = before ? Math.min(burst, before.tokens + Math.max(0, at - before.at) / interval) : burst
  const since = made?.readFrom ?? ''
  const attempt = (before?.since ?? '') === since ? (before?.begun ?? 0) + 1 : 1
  const { sentFor = 0 } = before ?? {}
  const set = (next: Pace): Write =>
    update(wantedKey, { set: { [field]: next } }, before ? { equals: { [field]: before } } : { lacks: [field] })
  return {
    /** Which run since the pointer moved this would be, from 1. */
    attempt,
    /** Milliseconds until a run may begin; 0 when one may now. */
    wait: tokens >= 1 ? 0 : Math.ceil((1 - tokens) * interval),
    isSent: sentFor + patience > at,
    /** A message should have come by now. */
    isNoted: sentFor > 0 && sentFor <= at + skew,
    /** A run begins. When a doubled message begins one too many, the next one begins later. */
    takeToken: () => set({ tokens: Math.max(-burst, tokens - 1), at, sentFor: 0, begun: attempt, since }),
    /** @param delay milliseconds until the message is delivered */
    noteSent: (delay: number) => set({ ...(before ?? { tokens: burst, at }), sentFor: at + delay }),
    /** The message that asked for a run has come: the next change asks again. */
    noteArrived: () => set({ ...(before ?? { tokens: burst, at }), sentFor: 0 }),
  }
}
