import { count, number } from '../format.ts'
import { pageNames } from './common.ts'

export const text = {
  title: pageNames.subscriptions,
  lead: 'Licenses of users as Microsoft 365 counts them: a row for each plan and each day on which some of its licenses end or are renewed.',
  grid: 'Subscriptions',
  count: (value: number) => count(value, { one: 'row', other: 'rows' }),
  find: 'Plan',
  has: 'Has',
  hasWords: {
    'over-assigned': 'More assigned than bought',
    unassigned: 'Licenses nobody has',
    disabled: 'Licenses of disabled accounts',
    grace: 'Licenses in grace',
    expired: 'Suspended licenses',
  } as Record<string, string>,
  clear: 'Clear filters',
  columns: {
    plan: 'Plan',
    bought: 'Bought',
    assigned: 'Assigned',
    state: 'Position',
    disabled: 'Disabled',
    grace: 'Grace',
    suspended: 'Suspended',
    end: 'Ends or renews',
    family: 'Family',
  },
  over: (value: number) => `${number(value)} too many`,
  free: (value: number) => `${number(value)} free`,
  even: 'None free',
  endDate: 'Day',
  toConnector: pageNames.connector,
  none: {
    filtered: 'Nothing matches these filters.',
    title: 'No subscription is known yet',
    hint: 'The connector of Microsoft Graph reads them every night. Without it, export the list of licenses in the Microsoft 365 admin center (Billing, Licenses) and import it.',
    toConnector: 'Set up the connector',
    toImports: 'Import files',
    sample: 'Sample: subscriptions.csv',
  },
} as const
