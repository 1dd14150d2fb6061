/** Work that is not stored: its to-do list is elsewhere, so it is asked for by name. */
export const standingWork = {
  runSchedules: 'run-schedules',
  settleAlerts: 'settle-alerts',
  guardTitles: 'guard-titles',
} as const

/** What follows a snapshot. */
export const workOfSnapshots = (hasNewTitles: boolean): string[] => [
  standingWork.settleAlerts,
  ...(hasNewTitles ? [standingWork.guardTitles] : []),
]
