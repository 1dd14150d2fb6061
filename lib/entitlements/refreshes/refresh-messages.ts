import * as z from 'zod'
import type { Delivery } from '../../foundation/queue/delivery.ts'
import type { RefreshDesk } from './desk.ts'
import { beginScheduled } from './request-refresh.ts'
import { continueRefresh, failRefresh } from './run-refresh.ts'

/** What arrives on the refresh queue: our own word to go on with a run, or that the schedule asks for one. */
const RefreshMessage = z.union([
  z.object({ refreshId: z.string() }),
  z.object({ scheduledFor: z.iso.datetime({ offset: true }) }),
])

/** Goes on with the refresh that a message tells of. At its last delivery a run that fails is ended. */
export const takeRefreshMessage = async (desk: RefreshDesk, { body, isLast }: Delivery): Promise<void> => {
  const message = RefreshMessage.parse(body)
  const refreshId = 'refreshId' in message ? message.refreshId : await beginScheduled(desk.ledger, message.scheduledFor)
  if (refreshId === undefined) return
  try {
    await continueRefresh(desk, refreshId)
  } catch (error) {
    if (isLast) await failRefresh(desk, refreshId)
    // The log tells causes, so that a failed delivery is found by the run's id.
    throw new Error(`refresh ${refreshId}`, { cause: error })
  }
}
