import type { SoftwareListItem } from '../../../lib/positions/answers/title.ts'
import { Overview } from '../../../lib/reporting/overview/overview.ts'
import type { Stack } from '../stack-file.ts'
import { type Ledger, say } from './ledger.ts'

const shownTitles = 8

/** What came of it all. @param titles as counted */
export const tellPositions = async ({ get }: Ledger, titles: readonly SoftwareListItem[]): Promise<void> => {
  const { deviceCount, agreementCounts, groupCount, pairValidation } = await get('/overview', Overview)
  const { valid, expired, notFound } = pairValidation
  const of = (status: SoftwareListItem['status']) => titles.filter((each) => each.status === status)
  const short = of('short').toSorted((one, other) => (one.difference ?? 0) - (other.difference ?? 0))
  say(`
${deviceCount} devices, ${titles.length} titles; ${agreementCounts.volume} volume and ${agreementCounts.other} other agreements in ${groupCount} groups.
Pairs: ${valid} valid, ${expired} expired, ${notFound} not found.
Titles: ${of('covered').length} covered, ${short.length} short, ${of('no-entitlement').length} unlicensed, ${of('unused').length} unused, ${of('free').length + of('component').length} that need no license, ${of('unknown').length} that nobody knows yet.
The largest shortfalls:`)
  for (const { title, entitledCount, installedCount } of short.slice(0, shownTitles))
    say(`  ${title}: ${entitledCount} licenses, ${installedCount} installs`)
}

/** @param wrongImport id of the import that was rejected */
export const tellWhatToLookAt = (
  { apiUrl, tokens }: Stack,
  reports: readonly { name: string; link: string }[],
  wrongImport: string,
): void => {
  say('\nReports, for a browser; the links are good for 15 minutes:')
  for (const { name, link } of reports) say(`  ${name}\n    ${link}`)
  say(`
Look at next:
  export API=${apiUrl} TOKEN=${tokens.manager}
  # the whole at a glance: what is short, what ends soon
  curl -H "authorization: Bearer $TOKEN" $API/overview
  # titles that fall short, the worst first; /software/<id> shows what the licenses of one add up from
  curl -H "authorization: Bearer $TOKEN" "$API/software?status=short&sort=difference"
  # licenses that are for no installed title: a manager says what they are for
  curl -H "authorization: Bearer $TOKEN" "$API/entitlements?matched=false"
  # an import with wrong lines, and what is wrong with them
  curl -H "authorization: Bearer $TOKEN" $API/imports/${wrongImport}
  # alerts: they follow seconds after the last change
  curl -H "authorization: Bearer $TOKEN" $API/alerts
  # the runs that counted all of this; docs/snapshots.md shows how other tools read what they publish
  curl -H "authorization: Bearer $TOKEN" $API/reconciliations
All calls are at ${apiUrl}/docs; docs/guide.md walks through what a license manager does.
The simulator of VLSC forgets the demo's agreements when the stack stops: run the demo again then.`)
}
