import { WorkMessage } from '../../functions/wiring/messages.ts'
import { startSimulator } from '../../infra/local/vlsc/simulator.ts'
import { type RefreshDesk, takeRefresh, takeScheduledRefresh } from '../../lib/entitlements/refreshes/run-refresh.ts'
import { connectVlsc, type VlscSettings } from '../../lib/entitlements/vlsc/http-vlsc.ts'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { lambdaContext } from './events.ts'
import { sqsEvent } from './importer-on.ts'
import type { TestLedger } from './ledger-on.ts'

const maxReceiveCount = 5

/** A simulator of VLSC for a test file, and refresh workers that ask it. */
export const startRefresher = async (settings: Partial<VlscSettings> = {}) => {
  const simulator = await startSimulator({ port: 0 })
  const { url, tokenUrl, clientId, secret } = simulator
  const token = { url: tokenUrl, clientId, readSecret: async () => secret }
  const vlsc = connectVlsc({ baseUrl: url, token, ...settings })

  /** The refresh worker over a test ledger. It does not really wait. */
  const refresherOf = (ledger: TestLedger) => {
    const delayed: { refreshId: string; delay: number }[] = []
    const slept: number[] = []
    const desk: RefreshDesk = {
      ...ledger.ledger,
      vlsc,
      announceRefresh: async (refreshId, delay = 0) => void delayed.push({ refreshId, delay }),
      sleep: async (milliseconds) => void slept.push(milliseconds),
    }
    const handler = consumer(maxReceiveCount, ({ body, isLast }) => {
      const { kind, id } = WorkMessage.parse(body)
      return kind === 'scheduled-refresh' ? takeScheduledRefresh(desk, id, isLast) : takeRefresh(desk, id, isLast)
    })
    const deliver = (
      { refreshId = '', scheduledFor }: { refreshId?: string; scheduledFor?: string },
      receiveCount = 1,
      milliseconds = 60_000,
    ) => {
      const message: WorkMessage =
        scheduledFor === undefined
          ? { kind: 'refresh', id: refreshId }
          : { kind: 'scheduled-refresh', id: scheduledFor }
      return handler(sqsEvent(message, receiveCount), lambdaContext(milliseconds))
    }

    /** Delivers all messages about refreshes, and those that follow from them. */
    const drain = async (): Promise<void> => {
      while (ledger.announcedRefreshes.length + delayed.length > 0) {
        const ids = [...ledger.announcedRefreshes.splice(0), ...delayed.splice(0).map(({ refreshId }) => refreshId)]
        for (const refreshId of ids) {
          const { batchItemFailures } = await deliver({ refreshId })
          if (batchItemFailures.length > 0) throw new Error(`The refresh ${refreshId} failed.`)
        }
      }
      await ledger.work()
    }

    const show = async (refreshId: string) =>
      (await ledger.call('GET /refreshes/{refreshId}', { params: { refreshId } })).body

    /** Refreshes as Refresh Now does. @returns the run as the API shows it at its end */
    const refresh = async (body: object = {}) => {
      const { body: run } = await ledger.call('POST /refreshes', { body })
      await drain()
      return show(run.id)
    }

    return { desk, deliver, delayed, slept, drain, show, refresh }
  }

  return { simulator, refresherOf, stop: simulator.stop }
}

export type Refresher = Awaited<ReturnType<typeof startRefresher>>
