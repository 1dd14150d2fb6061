import * as z from 'zod'
import { PositionFlag } from '../positions/flags.ts'
import { PositionStatus } from '../software/title-store.ts'
import { type Stack, words } from './column.ts'

/** Whether a title has enough licenses. */
export const InstallationRow = z
  .strictObject({
    titleId: z.string(),
    publisher: z.string(),
    title: z.string(),
    entitled: z.int().meta({ description: 'Licenses that count today, of the chosen agreements.' }),
    installed: z.int().meta({ description: 'Devices that have it, of all that count.' }),
    difference: z.int(),
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
  [{ heading: 'Entitled', kind: 'number', width: 12, of: ({ entitled }) => entitled }],
  [{ heading: 'Installed', kind: 'number', width: 12, of: ({ installed }) => installed }],
  [{ heading: 'Difference', kind: 'number', width: 14, of: ({ difference }) => difference, isDifference: true }],
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
