import * as z from 'zod'
import { type Fault, faults } from './faults.ts'

/** Revokes every token issued so far, once; it is not kept as an order. */
const expiredToken = 'expired-token'

type FaultName = keyof typeof faults | typeof expiredToken

const names: readonly string[] = [...Object.keys(faults), expiredToken]

export const FaultOrder = z.strictObject({
  fault: z.custom<FaultName>(
    (name) => typeof name === 'string' && names.includes(name),
    `There is no such fault; there are ${names.join(', ')}.`,
  ),
  /** Calls that go wrong, from the next one on; all when absent. */
  count: z.int().positive().optional(),
  /** Only look-ups that ask about this agreement number go wrong, and only its results are spoiled. */
  agreementNumber: z.string().optional(),
  /** Seconds, of Retry-After. */
  retryAfter: z.int().min(0).default(2),
  /** Milliseconds between two bytes of slow-drip. */
  interval: z.int().positive().default(100),
})
export type FaultOrder = z.infer<typeof FaultOrder>

type OrderInput = z.input<typeof FaultOrder>

/** One order, or several: of those that fit a call the first is carried out. */
export const FaultOrders = z.preprocess((input) => [input].flat(), z.array(FaultOrder))

const AgreementNumber = z.looseObject({ agreementNumber: z.string() })

/** Whether a pair or a result is of the agreement that an order is about, if it is about one. */
const concernsOf =
  ({ agreementNumber }: FaultOrder) =>
  (pair: unknown): boolean =>
    agreementNumber === undefined ||
    AgreementNumber.safeParse(pair).data?.agreementNumber.toUpperCase() === agreementNumber.toUpperCase()

const faultOf = ({ fault }: FaultOrder): Fault | undefined => (fault === expiredToken ? undefined : faults[fault])

/** What is ordered to go wrong. */
export const faultOrders = (revokeTokens: () => void) => {
  let orders: FaultOrder[] = []

  return {
    /** Replaces all orders. Defaults are filled in. @throws ZodError */
    set: (input: OrderInput | OrderInput[]): void => {
      const asked = FaultOrders.parse(input)
      if (asked.some(({ fault }) => fault === expiredToken)) revokeTokens()
      orders = asked.filter(({ fault }) => fault !== expiredToken)
    },
    clear: (): void => {
      orders = []
    },
    /** What is still to go wrong, with the calls left. */
    list: (): readonly FaultOrder[] => orders,

    /** The fault for a call, counted off; undefined when the call is to go right. */
    take: (of: Fault['of'], pairs: readonly unknown[] = []) => {
      const order = orders.find((each) => faultOf(each)?.of === of && (of === 'token' || pairs.some(concernsOf(each))))
      const fault = order && faultOf(order)
      if (!order || !fault) return undefined
      if (order.count !== undefined) order.count -= 1
      orders = orders.filter(({ count }) => count !== 0)
      return { name: order.fault, respond: fault.respond, options: order, concerns: concernsOf(order) }
    },
  }
}
