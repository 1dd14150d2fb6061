import * as z from 'zod'
import { AgreementId } from '../agreements/agreement.ts'
import { addDays } from '../calendar/day.ts'
import { endingAgreements } from '../table/keys.ts'
import type { Table } from '../table/table.ts'

/** Days that are looked ahead: spec "Routes", overview. */
const daysAhead = 90
const atMost = 10

export const ExpiringAgreement = z.strictObject({ id: AgreementId, name: z.string(), endDate: z.iso.date() })
type ExpiringAgreement = z.infer<typeof ExpiringAgreement>

const Listed = z.object(ExpiringAgreement.shape)

/**
 * The other agreements that end next, those that end on one day by name: one query.
 * @param today YYYY-MM-DD; agreements that end on it still count
 */
export const readExpiring = async (table: Table, today: string): Promise<ExpiringAgreement[]> => {
  const { items } = await table.query({
    index: 'gsi3',
    partition: endingAgreements,
    // A sort key is longer than its day: those of the day after the last one come behind it.
    between: [today, addDays(today, daysAhead + 1)],
    limit: atMost,
  })
  return items.map((item) => Listed.parse(item))
}
