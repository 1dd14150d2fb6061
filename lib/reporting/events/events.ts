import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import * as z from 'zod'
import { chunksOf } from '../../foundation/collections.ts'
import { pause } from '../../foundation/table/attempts.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { workKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit, update, type Write } from '../../foundation/table/table.ts'
import { commitFollowed, followUpOf, handOver, type Work } from '../../work/work.ts'

const detail = z.record(z.string(), z.unknown())
export const StoredEvent = z.object({ type: z.string(), at: z.string(), path: z.string(), detail })
export type StoredEvent = z.infer<typeof StoredEvent>

export const eventSource = 'license-ledger'

const head = {
  schemaVersion: z.literal(1),
  id: z
    .string()
    .meta({ description: 'Of the event. It follows from what is told: an event that comes twice has one id.' }),
  title: z.string().meta({ description: 'For people, in a few words.' }),
  message: z.string().meta({ description: 'For people, in a sentence.' }),
  url: z.url().meta({ description: 'Of the API, where more can be read with a token.' }),
}

/**
 * Declares a type of event with the fields of its detail: docs/events.md. Fields may be added under one version. The id of
 * an event follows from its type and `about`; `path` leads to more in the API.
 */
export const eventType = <S extends z.ZodRawShape>(type: string, shape: S) => {
  const detail = z.strictObject({ ...head, ...shape })
  const stored = detail.omit({ url: true })
  return {
    type,
    detail,
    of: (
      about: readonly string[],
      { at, path, ...told }: z.input<z.ZodObject<S>> & Record<'at' | 'path' | 'title' | 'message', string>,
    ): StoredEvent => {
      const id = derivedId('event', type, ...about)
      return { type, at, path, detail: stored.parse({ schemaVersion: 1, id, ...told }) }
    },
  }
}

/** EventBridge takes no more in one request. */
const eventsPerRequest = 10

/** A request each. @param events in the order in which they happened */
export const workOfEvents = (events: readonly StoredEvent[], createdAt: string): Work[] =>
  chunksOf(events, eventsPerRequest).map((some) => {
    const id = derivedId('send-events', ...some.map(({ detail }) => String(detail.id)))
    return { id, kind: 'send-events', subjectId: some[0]?.path ?? '', events: some, actor: 'events', createdAt }
  })

export const commitWithEvents = (
  ledger: Parameters<typeof commitFollowed>[0],
  writes: readonly Write[],
  events: readonly StoredEvent[],
  at: string,
): Promise<void> => commitFollowed(ledger, writes, followUpOf(workOfEvents(events, at)))

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

export interface EventDesk extends Pick<Ledger, 'table' | 'now'> {
  putEvents: PutEvents
  /** Address of the API, without a slash at its end. */
  apiUrl: string
}

const Waiting = z.object({ events: z.array(StoredEvent).default([]) })

/** Sends the events of a piece of work. Those that were taken are not sent again. @throws Error when some were refused */
export const sendEvents = (desk: EventDesk, work: Work): Promise<void> =>
  handOver(desk, work, async () => {
    const { table, putEvents, apiUrl } = desk
    const { events } = Waiting.parse(work)
    const refused = await putEvents(
      events.map(({ path, detail, ...event }) => {
        const url = `${apiUrl}${path}`
        return { ...event, source: eventSource, detail: { ...detail, url } }
      }),
    )
    if (refused.size === 0) return
    const left = events.filter((_, index) => refused.has(index))
    if (left.length < events.length)
      await commit(table, [update(workKey(work.id), { set: { events: left } }, { exists: true })])
    const codes = [...new Set(refused.values())]
    throw new Error(`EventBridge refused ${refused.size} of ${events.length} events: ${codes}.`)
  })
