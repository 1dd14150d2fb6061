/** What to send to the queue to have alerts raised and ended. */
export const findAlertsWork = 'find-alerts'
