/**
 * When somebody is told. A ledger is used by few people at a time: a rate would stay silent when all of three requests
 * fail, so faults are counted. Counts are of five minutes.
 */
export const thresholds = {
  /** Five-minute periods without a sweep, which is called every minute: a deployment takes less. */
  silentPeriods: 2,
  /** Functions answer or give back what fails: this is a timeout, a crash, or a start that failed. */
  functionFailures: 1,
  /** Milliseconds that a change waits until it is counted: it takes a second while the function is called at all. */
  ageOfChanges: 300_000,
  /** Clients cannot cause one: it is a fault, or a table that throttled until the time was over. */
  apiServerErrors: 1,
} as const
