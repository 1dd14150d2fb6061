/** Work that is not stored: its to-do list is elsewhere, so it is asked for by name. */
export const standingWork = {
  runSchedules: 'run-schedules',
  settleAlerts: 'settle-alerts',
  guardTitles: 'guard-titles',
} as const

/** What follows each snapshot. */
export const workOfSnapshots = [standingWork.settleAlerts, standingWork.guardTitles]
