/** What to send to the queue to have positions counted. */
export const countPositionsWork = 'count-positions'
