import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { PositionFlag } from '../../positions/answers/title.ts'
import { PositionStatus } from '../../positions/reconcile/position-status.ts'
import { type Stack, words } from './column.ts'
import { licensesShown } from './titles.ts'

/** Whether a title has enough licenses. */
export const InstallationRow = z
  .strictObject({
    titleId: z.string(),
    publisher: z.string(),
    title: z.string(),
    ...licensesShown,
    entitled: licensesShown.entitled.meta({
      description: 'Licenses that count today, of the chosen agreements, without those of site licenses.',
    }),
    status: PositionStatus.extract(['short', 'no-entitlement', 'covered', 'unused']),
    flags: z.array(PositionFlag),
  })
  .meta({ id: 'InstallationRow' })
export type InstallationRow = z.infer<typeof InstallationRow>

export const installationColumns: readonly Stack<InstallationRow>[] = [
  [
    { heading: 'Title', kind: 'text', width: 50, of: ({ title }) => title },
    { heading: 'Publisher', kind: 'text', width: 28, of: ({ publisher }) => publisher },
  ],
  [{ heading: 'Entitled', kind: 'number', width: 12, of: (row) => (row.unlimited ? unlimited : row.entitled) }],
  [{ heading: 'Installed', kind: 'number', width: 12, of: ({ installed }) => installed }],
  [
    {
      heading: 'Difference',
      kind: 'number',
      width: 14,
      of: ({ difference }) => difference ?? undefined,
      isDifference: true,
    },
  ],
  [
    { heading: 'Status', kind: 'text', width: 18, of: ({ status }) => words(status) },
    {
      heading: 'Flags',
      kind: 'text',
      width: 28,
      of: ({ flags }) => (flags.length > 0 ? flags.map(words).join(', ') : undefined),
    },
  ],
]
