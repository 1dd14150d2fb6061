/**
 * When a day begins, as EventBridge Scheduler writes it. Days without midnight, as where clocks are put forward then, are
 * left to the sweep, which sees them within a minute.
 */
export const newDay = 'cron(0 0 * * ? *)'
