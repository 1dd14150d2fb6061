import { plainly } from '../events/event.ts'
import { readTitles, type StoredTitle, statusOf } from '../software/title-store.ts'
import { shortfalls } from '../table/keys.ts'
import { pagesOf, type Query, type Table } from '../table/table.ts'
import { readOpenAlerts } from './alert-store.ts'
import type { Verdict } from './settle-alerts.ts'

/** The beginning of the sort keys of titles that have some licenses and lack others, in the index of shortfalls. */
const short = '0#'

const tell = ({ id, publisher, title, entitled, installed }: StoredTitle): Verdict => {
  const name = `${plainly(title)} by ${plainly(publisher)}`
  const lack = installed - entitled
  return {
    kind: 'license-shortfall',
    condition: 'short',
    title: `${plainly(title)} lacks ${lack} ${lack === 1 ? 'license' : 'licenses'}`,
    message: `${name} is installed on ${installed} devices and licensed for ${entitled}.`,
    about: { titleId: id, publisher, productTitle: title, entitled, installed },
  }
}

const readLacking = async (table: Table, alsoNone: boolean): Promise<Set<string>> => {
  const ids = new Set<string>()
  const query: Query = { index: 'gsi3', partition: shortfalls, ...(!alsoNone && { prefix: short }) }
  for await (const items of pagesOf(table, query)) for (const { id } of items) ids.add(String(id))
  return ids
}

/**
 * What is to be told of titles that lack licenses. A title without any is told of when it has lost its last one, or always
 * where that is asked for: most software needs none, and nobody said so. An alert stays open until nothing is lacking.
 * The index of shortfalls is read, and titles only where it differs from the open alerts.
 * @param lost titles that have lost their last license
 * @param alsoNone titles without any license are told of like others
 */
export const judgeShortfalls = async (
  table: Table,
  lost: ReadonlySet<string>,
  alsoNone: boolean,
): Promise<[string, Verdict][]> => {
  const [lacking, open] = await Promise.all([readLacking(table, alsoNone), readOpenAlerts(table, 'title')])
  const differing = [
    ...[...lacking, ...lost].filter((id) => !open.has(id)),
    ...[...open.keys()].filter((id) => !lacking.has(id)),
  ]
  const titles = await readTitles(table, differing)
  return [...new Set(differing)].flatMap((id): [string, Verdict][] => {
    const title = titles.get(id)
    if (!title || title.mergedInto !== undefined) return [[`title#${id}`, 'gone']]
    const status = statusOf(title)
    const isTold = status === 'short' || (status === 'no-entitlement' && (alsoNone || lost.has(id)))
    if (isTold) return [[`title#${id}`, tell(title)]]
    return status === 'no-entitlement' ? [] : [[`title#${id}`, 'resolved']]
  })
}
