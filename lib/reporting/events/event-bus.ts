import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { pause } from '../../foundation/table/backoff.ts'

/** An event as EventBridge takes it. */
export interface BusEvent {
  type: string
  source: string
  /** ISO 8601 UTC. */
  at: string
  detail: unknown
}

/** Puts events onto a bus. @returns how each was refused that still is, after some attempts; by its place */
export type PutEvents = (events: readonly BusEvent[]) => Promise<Map<number, string>>

const attempts = 3

const newClient = () =>
  new EventBridgeClient({
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  })

/** The client of an event bus. EventBridge answers success though it refused some: those are put again. */
export const connectEventBus =
  (bus: string, client = newClient()): PutEvents =>
  async (events) => {
    const entries = events.map(({ type, source, at, detail }) => ({
      EventBusName: bus,
      Source: source,
      DetailType: type,
      Time: new Date(at),
      Detail: JSON.stringify(detail),
    }))
    let open = entries.map((_, index) => index)
    let refused = new Map<number, string>()
    for (let attempt = 0; open.length > 0 && attempt < attempts; attempt++) {
      if (attempt > 0) await pause(attempt)
      const sent = open
      const { Entries: answers = [] } = await client.send(
        new PutEventsCommand({ Entries: sent.flatMap((index) => entries[index] ?? []) }),
      )
      refused = new Map(
        sent.flatMap((index, place) => {
          const { EventId, ErrorCode = 'unknown' } = answers[place] ?? {}
          return EventId === undefined ? [[index, ErrorCode] as const] : []
        }),
      )
      open = [...refused.keys()]
    }
    return refused
  }
