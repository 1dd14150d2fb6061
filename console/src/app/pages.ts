import { pageNames } from '../texts/en/common.ts'

/** Pages of the main navigation, in its order. */
export const pages = [
  { to: '/', name: pageNames.overview },
  { to: '/positions', name: pageNames.positions },
  { to: '/decisions', name: pageNames.decisions },
  { to: '/agreements', name: pageNames.agreements },
  { to: '/imports', name: pageNames.imports },
  { to: '/devices', name: pageNames.devices },
  { to: '/reports', name: pageNames.reports },
  { to: '/alerts', name: pageNames.alerts },
  { to: '/trail', name: pageNames.trail },
] as const

/** Pages that others lead to, and that have no place in the navigation. */
export const findablePages = [
  ...pages,
  { to: '/subscriptions', name: pageNames.subscriptions },
  { to: '/entitlements', name: pageNames.entitlements },
  { to: '/connectors/graph', name: pageNames.connector },
]
