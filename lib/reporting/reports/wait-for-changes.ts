import { dayOf } from '../../foundation/calendar/day.ts'
import { knowledgeVersion } from '../../positions/snapshot/manifest.ts'
import {
  isCollectDue,
  isReconcileDue,
  type Pointers,
  type Present,
  readPointers,
} from '../../positions/snapshot/pointers.ts'
import { isLicenseReport, type ReportDesk } from './make-report.ts'
import type { StoredReport } from './report.ts'

/** Milliseconds after its request for which a report waits. */
const longestWait = 2 * 60_000
/** Seconds until it is looked at again. */
const delay = 3

/** Whether a change may have been made before a time that the current snapshot lacks. @param at ISO 8601 UTC */
const lacksChanges = (pointers: Pointers, present: Present, at: string): boolean => {
  const { current, lists } = pointers
  if (!current) return true
  const lacksDevices = isCollectDue(pointers, present) || lists?.id !== current.lists
  return (lacksDevices && current.listsReadFrom < at) || (isReconcileDue(pointers, present) && current.readFrom < at)
}

/**
 * Whether a license report waits for changes that were made before it was asked for. The queue delivers it again, as a
 * function that sleeps costs as much as one that works. After two minutes it rests on what there is.
 */
export const waitsForChanges = async (desk: ReportDesk, report: StoredReport): Promise<boolean> => {
  const { table, now, timeZone, announceReport } = desk
  const { id, createdAt, attempts } = report
  const isOver = now().getTime() - Date.parse(createdAt) >= longestWait
  if (!isLicenseReport(report) || attempts > 0 || isOver) return false
  const present = { day: dayOf(now(), timeZone), knowledge: knowledgeVersion }
  if (!lacksChanges(await readPointers(table), present, createdAt)) return false
  await announceReport(id, delay)
  return true
}
