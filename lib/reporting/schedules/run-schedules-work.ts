/** What to send to the queue to have due reports asked for. */
export const runSchedulesWork = 'run-schedules'
