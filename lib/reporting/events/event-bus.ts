import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { pause } from '../../foundation/table/attempts.ts'

export interface BusEvent {
  type: string
  source: string
  /** ISO 8601 UTC. */
  at: string
  detail: unknown
}

/** Puts events onto a bus. @returns error codes of those that are still refused after some attempts, by their places */
export type PutEvents = (events: readonly BusEvent[]) => Promise<Map<number, string>>

const attempts = 3

const requestHandler = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true }
const newClient = () => new EventBridgeClient({ maxAttempts: attempts, requestHandler })

/** The client of an event bus. EventBridge answers success even when it refused some events: those are put again. */
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
    let open = [...entries.entries()]
    let refused = new Map<number, string>()
    for (let attempt = 0; open.length > 0 && attempt < attempts; attempt++) {
      if (attempt > 0) await pause(attempt)
      const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries: open.map(([, one]) => one) }))
      const codes = open.map(([index], place) => [index, answers[place]?.ErrorCode ?? 'unknown'] as const)
      refused = new Map(codes.filter((_, place) => answers[place]?.EventId === undefined))
      open = open.filter(([index]) => refused.has(index))
    }
    return refused
  }
