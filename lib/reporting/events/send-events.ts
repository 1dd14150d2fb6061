import * as z from 'zod'
import { workKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { commit, update } from '../../foundation/table/table.ts'
import { handOver, type Work } from '../../work/work.ts'
import type { PutEvents } from './event-bus.ts'
import { eventSource } from './events.ts'
import { StoredEvent } from './stored-event.ts'

const Waiting = z.object({ events: z.array(StoredEvent).default([]) })

export interface EventDesk extends Pick<Ledger, 'table' | 'now'> {
  putEvents: PutEvents
  /** Address of the API, without a slash at its end. */
  apiUrl: string
}

/** Sends the events of a piece of work. Those that were taken are not sent again. @throws Error when some were refused */
export const sendEvents = (desk: EventDesk, work: Work): Promise<void> =>
  handOver(desk, work, async () => {
    const { table, putEvents, apiUrl } = desk
    const { events } = Waiting.parse(work)
    const refused = await putEvents(
      events.map(({ type, at, path, detail }) => {
        const url = `${apiUrl}${path}`
        return { type, source: eventSource, at, detail: { ...detail, url } }
      }),
    )
    if (refused.size === 0) return
    const left = events.filter((_, index) => refused.has(index))
    if (left.length < events.length)
      await commit(table, [update(workKey(work.id), { set: { events: left } }, { exists: true }, raceLost)])
    throw new Error(
      `EventBridge refused ${refused.size} of ${events.length} events: ${[...new Set(refused.values())]}.`,
    )
  })
