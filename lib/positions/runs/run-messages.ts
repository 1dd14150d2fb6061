import * as z from 'zod'
import type { Delivery } from '../../foundation/queue/delivery.ts'
import { cleanUp } from './clean-up.ts'
import { collect } from './collect.ts'
import type { RunDesk } from './desk.ts'
import { reconcile } from './reconcile.ts'

/** What the queue of reconciliations asks for. */
export const RunMessage = z.object({ stage: z.enum(['collect', 'reconcile', 'clean-up']) })

const stages: Record<z.infer<typeof RunMessage>['stage'], (desk: RunDesk, isLast: boolean) => Promise<void>> = {
  collect,
  reconcile,
  'clean-up': cleanUp,
}

export const takeRunMessage = (desk: RunDesk, { body, isLast }: Delivery): Promise<void> =>
  stages[RunMessage.parse(body).stage](desk, isLast)
