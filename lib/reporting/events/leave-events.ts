import { derivedId } from '../../foundation/table/ids.ts'
import type { Write } from '../../foundation/table/table.ts'
import { addWork, type Work } from '../../work/work.ts'
import type { StoredEvent } from './stored-event.ts'

/** Events that EventBridge takes at once. */
const eventsAtOnce = 10

/** Work that sends events, as many at once as EventBridge takes. @param events in the order in which they happened */
export const workOfEvents = (events: readonly StoredEvent[], createdAt: string): Work[] =>
  Array.from({ length: Math.ceil(events.length / eventsAtOnce) }, (_, index) => {
    const some = events.slice(index * eventsAtOnce, (index + 1) * eventsAtOnce)
    const id = derivedId('send-events', ...some.map(({ detail }) => String(detail.id)))
    return { id, kind: 'send-events', subjectId: some[0]?.path ?? '', events: some, actor: 'events', createdAt }
  })

/** Leaves events to be sent, in the transaction that causes them. */
export const leaveEvents = (events: readonly StoredEvent[], at: string): Write[] =>
  workOfEvents(events, at).map(addWork)
