/** When files of snapshots are cleaned up: in the time zone of the ledger, as EventBridge Scheduler writes it. */
export const cleanUpTime = 'cron(30 3 * * ? *)'
