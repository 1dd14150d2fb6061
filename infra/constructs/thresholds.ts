/**
 * When somebody is told. A ledger is used by few people at a time: a rate would stay silent when all of three requests
 * fail, so faults are counted. Counts and percentiles are of five minutes.
 */
export const thresholds = {
  /** A message was given up after five deliveries, and stays until somebody acts. */
  deadLetters: 1,
  /** Times the longest run of its worker. A delivery that failed comes back after six times. */
  oldestMessageRuns: 3,
  /** Functions answer or give back what fails: this is a timeout, a crash, or a start that failed. */
  functionErrors: 1,
  /** No function comes near the account's limit of concurrent executions by itself. */
  functionThrottles: 1,
  /** Milliseconds: a cold start takes about one second, everything else a tenth of it. */
  apiLatency: 3_000,
  /** Five-minute periods in a row: so a single cold start in a quiet hour, which is its p99, tells nobody. */
  apiLatencyPeriods: 3,
  /** Milliseconds that a change waits until it is counted: it takes a second while the function is called at all. */
  ageOfChanges: 300_000,
  /** Runs are tried again every minute: one may fail when the table is busy. */
  failedRuns: 1,
  /** Five-minute periods in a row with such. */
  failedRunsPeriods: 3,
  /** Clients cannot cause one: it is a fault, or a table that throttled until the time was over. */
  apiServerErrors: 1,
  /** Requests that are tried again, which hides a few. */
  tableThrottles: 25,
} as const
