import { doWork } from '../../functions/wiring/follow-up.ts'
import { WorkMessage } from '../../functions/wiring/messages.ts'
import { sweep, tick } from '../../functions/wiring/sweep.ts'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { lambdaContext } from './events.ts'
import { sqsEvent } from './importer-on.ts'
import type { TestLedger } from './ledger-on.ts'

interface Listed {
  id: string
  kind: string
  title: string
  status: string
  endedBy?: string
  episode: number
}

/** The work worker as its queue calls it, and the sweep. */
export const workQueueOf = (ledger: TestLedger) => {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  const handler = consumer(5, ({ body }) => doWork(ledger.ledger, WorkMessage.parse(body).id), quiet)
  return {
    /** @returns whether it succeeded */
    deliver: async (workId: string, receiveCount = 1): Promise<boolean> => {
      const { batchItemFailures } = await handler(
        sqsEvent({ kind: 'work', id: workId } satisfies WorkMessage, receiveCount),
        lambdaContext(60_000),
      )
      return batchItemFailures.length === 0
    },
    /** Work that the sweep asks for, a while later. */
    swept: async (minutes = 2): Promise<string[]> => {
      const found: string[] = []
      const now = () => new Date(ledger.ledger.now().getTime() + minutes * 60_000)
      await sweep(
        { ...ledger.runs, now },
        {
          ask: async () => {},
          work: async (id) => void found.push(id),
          import: async () => {},
          report: async () => {},
          refresh: async () => {},
          graphRun: async () => {},
        },
      )
      return found
    },
  }
}

/** What tests do about alerts. */
export const alertsOf = (ledger: TestLedger) => {
  const list = async (query: Record<string, string> = {}): Promise<Listed[]> => {
    const items: Listed[] = []
    let cursor: string | undefined
    do {
      const { body } = await ledger.call('GET /alerts', {
        query: { limit: '100', ...query, ...(cursor && { cursor }) },
      })
      items.push(...body.items)
      cursor = body.cursor
    } while (cursor)
    return items
  }

  return {
    list,
    /** Does all work, settles alerts, and looks for those that the tick looks for. @param at sets the clock */
    find: async (at?: string): Promise<void> => {
      if (at !== undefined) ledger.setClock(new Date(at))
      await ledger.work()
      await tick(ledger.ledger)
      await ledger.workOff()
    },
    /** Titles of the alerts that are open. */
    open: async (kind?: string): Promise<string[]> =>
      (await list(kind ? { kind } : {})).map(({ title }) => title).sort(),
    /** Types of the events sent since this was last asked, with what they tell. */
    told: (): string[] =>
      ledger.sent.events.splice(0).map(({ type, detail }) => {
        const { title, reason } = detail as { title: string; reason?: string }
        return `${type}: ${title}${reason ? ` (${reason})` : ''}`
      }),
  }
}
