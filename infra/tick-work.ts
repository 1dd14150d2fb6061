import { findAlertsWork } from '../lib/reporting/alerts/find-alerts-work.ts'
import { runSchedulesWork } from '../lib/reporting/schedules/run-schedules-work.ts'

/** Work that is asked for every five minutes. */
export const tickWork = [runSchedulesWork, findAlertsWork]
