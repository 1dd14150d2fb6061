import { findTitles } from '../../inventory/names/find-title.ts'
import { explainTitle, nothingExplained } from '../answers/explain-title.ts'
import { openSnapshot } from '../answers/open-snapshot.ts'
import { readFlags } from '../answers/position-flags.ts'
import { readRawTitles } from '../answers/raw-titles.ts'
import { showPosition } from '../answers/show-position.ts'
import type { Software } from '../answers/title.ts'
import { countNames } from '../answers/title-devices.ts'
import { titleById, titleByName } from '../answers/title-rows.ts'
import { statusOf } from '../reconcile/position-status.ts'
import { openTitle, type TitleLedger, unknownTitle } from './open-title.ts'
import { showTitle } from './show-title.ts'

/** A title as it was: all of it is from the snapshot of a day. */
const getAsOf = async (ledger: TitleLedger, id: string, day: string): Promise<Software> => {
  const opened = await openSnapshot(ledger.snapshots, day)
  if (!opened) throw unknownTitle(id)
  const { snapshot, basis } = opened
  const named = (await titleById(snapshot, id)) ? undefined : (await findTitles(ledger.table, [id])).get(id)
  const row = named ? await titleByName(snapshot, named.living) : await titleById(snapshot, id)
  if (!row) throw unknownTitle(id)
  const [flagsOf, rawTitles, entitlements] = await Promise.all([
    readFlags(ledger, [row]),
    readRawTitles(snapshot, row),
    explainTitle(snapshot, row),
  ])
  return {
    id: row.id,
    publisher: row.publisher,
    title: row.title,
    licensable: row.licensable,
    licensableBy: row.licensableBy === 'manager' ? row.licensableBy : 'rule',
    ...(row.reason !== undefined && { reason: row.reason }),
    ...showPosition(row),
    status: statusOf(row),
    flags: flagsOf(row),
    rawTitles,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    entitlements,
    ...basis,
  }
}

/**
 * A title with all that its position is counted from, so that a person can check it by hand. What managers decided is
 * read live, the numbers are from the current snapshot, or all of it from that of a day.
 * @param asOf YYYY-MM-DD
 * @throws LedgerError `title-not-found`, `no-snapshot`
 */
export const getSoftware = async (ledger: TitleLedger, id: string, asOf?: string): Promise<Software> => {
  if (asOf !== undefined) return getAsOf(ledger, id, asOf)
  const title = await openTitle(ledger, id)
  const { row, snapshot } = title
  if (!row || !snapshot) return { ...(await showTitle(ledger, title, title.rawTitles)), entitlements: nothingExplained }
  const [{ names, devices }, entitlements] = await Promise.all([
    countNames(ledger.table, snapshot, row),
    explainTitle(snapshot, row),
  ])
  return { ...(await showTitle(ledger, title, names)), versionsOf: devices, entitlements }
}
