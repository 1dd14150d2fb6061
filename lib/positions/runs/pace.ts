import { wantedKey } from '../../foundation/table/keys.ts'
import { update, type Write } from '../../foundation/table/table.ts'
import type { Pace, Pointers } from '../snapshot/pointers.ts'
import type { Stage } from './reconciliation.ts'

/** Runs that may follow each other without a pause. */
const burst = 5
/** The part of the time that runs of a stage may take when changes never cease. */
export const share: Record<Stage, number> = { collect: 1 / 20, reconcile: 1 / 10 }
/** Milliseconds that a run is taken for before one was measured. */
const assumed = 1_000

const fields = { collect: 'collectPace', reconcile: 'reconcilePace' } as const

const pointerOf = (stage: Stage, { lists, current }: Pointers) => (stage === 'collect' ? lists : current)

/** Milliseconds after which a run that follows many others may begin. */
const intervalOf = (stage: Stage, pointers: Pointers): number =>
  Math.max(1, pointerOf(stage, pointers)?.took ?? assumed) / share[stage]

const paceOf = (stage: Stage, { wanted }: Pointers): Pace | undefined => wanted[fields[stage]]

const sinceOf = (stage: Stage, pointers: Pointers): string => pointerOf(stage, pointers)?.readFrom ?? ''

/** Of the runs that have begun since one moved the pointer, the number of the one that begins now. */
export const attemptOf = (stage: Stage, pointers: Pointers): number => {
  const { begun = 0, since = '' } = paceOf(stage, pointers) ?? {}
  return since === sinceOf(stage, pointers) ? begun + 1 : 1
}

/** A bucket of tokens: each run takes one, and one comes back with each interval. */
const tokensAt = (stage: Stage, pointers: Pointers, now: Date): number => {
  const pace = paceOf(stage, pointers)
  if (!pace) return burst
  return Math.min(burst, pace.tokens + Math.max(0, now.getTime() - pace.at) / intervalOf(stage, pointers))
}

/** Milliseconds until a run of a stage may begin; 0 when one may now. */
export const waitOf = (stage: Stage, pointers: Pointers, now: Date): number => {
  const tokens = tokensAt(stage, pointers, now)
  return tokens >= 1 ? 0 : Math.ceil((1 - tokens) * intervalOf(stage, pointers))
}

/** Milliseconds within which a message that was sent should have begun a run. */
const patience = 5_000

/** Whether a message that asks for a run is on its way. */
export const isSent = (stage: Stage, pointers: Pointers, now: Date): boolean =>
  (paceOf(stage, pointers)?.sentFor ?? 0) + patience > now.getTime()

/** Somebody else has changed the pace meanwhile. */
export class PaceMoved extends Error {
  override name = 'PaceMoved'
}

const setPace = (stage: Stage, pointers: Pointers, next: Pace): Write => {
  const field = fields[stage]
  const before = paceOf(stage, pointers)
  return update(
    wantedKey,
    { set: { [field]: next } },
    before === undefined ? { lacks: [field] } : { equals: { [field]: before } },
    () => new PaceMoved(),
  )
}

/** A run begins: it takes a token. One that a doubled message began owes its token, so that the next one begins later. */
export const takeToken = (stage: Stage, pointers: Pointers, now: Date): Write => {
  const tokens = Math.max(-burst, tokensAt(stage, pointers, now) - 1)
  const attempt = { begun: attemptOf(stage, pointers), since: sinceOf(stage, pointers) }
  return setPace(stage, pointers, { tokens, at: now.getTime(), sentFor: 0, ...attempt })
}

/** A message was sent that asks for a run. @param delay milliseconds until it is delivered */
export const noteSent = (stage: Stage, pointers: Pointers, now: Date, delay: number): Write => {
  const pace = paceOf(stage, pointers) ?? { tokens: burst, at: now.getTime(), sentFor: 0 }
  return setPace(stage, pointers, { ...pace, sentFor: now.getTime() + delay })
}

/** Milliseconds by which clocks may differ without harm to the pace. */
const skew = 1_000

/** Whether a message is noted that should have come by now: one that is held back is still to come. */
export const isNoted = (stage: Stage, pointers: Pointers, now: Date): boolean => {
  const { sentFor = 0 } = paceOf(stage, pointers) ?? {}
  return sentFor > 0 && sentFor <= now.getTime() + skew
}

/** The message that asked for a run has come: the next change asks again. */
export const noteArrived = (stage: Stage, pointers: Pointers, now: Date): Write => {
  const pace = paceOf(stage, pointers) ?? { tokens: burst, at: now.getTime() }
  return setPace(stage, pointers, { ...pace, sentFor: 0 })
}
