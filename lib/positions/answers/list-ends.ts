import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { expectDaysInOrder } from '../../foundation/errors.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { EndKind } from '../snapshot/manifest.ts'
import type { Row } from '../snapshot/tables.ts'
import { fieldsOf, type ListKind, listRows, pageOf } from './list-rows.ts'
import type { AnswerShelf } from './title-rows.ts'

/** What ends, as clients see it. */
export const CalendarItem = z
  .strictObject({
    date: z.iso.date().meta({ description: 'Its last day.' }),
    kind: EndKind.meta({
      description:
        '`agreement`: an other agreement; `pair`: an agreement number pair; `software-assurance`: of licenses, which ends with their pair; `subscription`: is renewed then, or ends.',
    }),
    name: z.string().meta({ description: 'Of the agreement or product, or the numbers of the pair.' }),
    publisher: z.string().optional(),
    product: z.string().optional(),
    quantity: z
      .union([z.int(), z.literal(unlimited)])
      .optional()
      .meta({ description: 'Licenses, in units of their metric; `unlimited`: a site license. A pair has none.' }),
    familyId: z.string().optional(),
    agreementId: z.string().optional(),
    agreementName: z.string().optional(),
    agreementNumber: z.string().optional(),
    licenseNumber: z.string().optional(),
  })
  .meta({ id: 'CalendarItem' })

const showEnd = ({ subject: _, kind, quantity, unlimited: isSite, ...end }: Row<'ends'>) => ({
  ...end,
  kind: EndKind.parse(kind),
  quantity: isSite ? unlimited : quantity,
})

const endList = {
  id: ({ subject }) => subject,
  sorts: {
    date: ({ date }) => date,
    kind: ({ kind }) => kind,
    name: ({ name }) => nameKey(name),
    quantity: ({ quantity, unlimited: isSite }) => (isSite ? Number.POSITIVE_INFINITY : quantity),
  },
  sums: {},
  facets: { kind: ({ kind }) => kind },
} satisfies ListKind<Row<'ends'>>

export const calendarFields = fieldsOf(endList)

interface CalendarQuery {
  /** Days, YYYY-MM-DD, both inclusive. */
  from?: string | undefined
  to?: string | undefined
  kind?: readonly z.infer<typeof EndKind>[] | undefined
  sort?: string | undefined
}

/** What ends from a day on, by default the ledger's, soonest first. @throws LedgerError `not-before-to` */
export const listEnds = async (
  { snapshots }: Pick<AnswerShelf, 'snapshots'>,
  { from, to, kind, sort }: CalendarQuery,
  page: PageRequest,
) => {
  const opened = await snapshots.openPage(page)
  const { snapshot } = opened
  const first = from ?? snapshot?.manifest.day ?? ''
  if (to !== undefined) expectDaysInOrder(first, to)
  const kinds: ReadonlySet<string> | undefined = kind && new Set(kind)
  const filters = {
    days: ({ date }: Row<'ends'>) => first <= date && (to === undefined || date <= to),
    kind: kinds && ((end: Row<'ends'>) => kinds.has(end.kind)),
  }
  const rows = snapshot?.manifest.tables.ends ? await snapshot.all('ends') : []
  const { rows: listed, ...list } = listRows(rows, endList, { filters, sort, ...opened })
  return pageOf(opened, listed.map(showEnd), list)
}
