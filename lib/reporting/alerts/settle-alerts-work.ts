/** What to send to the queue to have alerts settled for the current snapshot. */
export const settleAlertsWork = 'settle-alerts'
