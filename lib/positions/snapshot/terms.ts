import * as z from 'zod'

/** What conclusions follow from beside the facts. */
export const Terms = z.object({
  /** The ledger's day, YYYY-MM-DD. */
  day: z.string(),
  /** IANA name of the time zone in which days begin. */
  timeZone: z.string(),
  /** Version of the rules and data. */
  knowledge: z.string(),
  /** Days after which a device that was not seen leaves the counts. */
  staleDays: z.number(),
  /** Days before the end of an agreement at which it is told of. */
  alertDays: z.array(z.number()).readonly(),
  /** Titles that never had a license are told of as well. */
  alertNoEntitlement: z.boolean(),
})
export type Terms = z.infer<typeof Terms>
