import type { FamilyItem } from '../../../lib/positions/answers/family.ts'
import { Overview } from '../../../lib/reporting/overview/overview.ts'
import type { Stack } from '../stack-file.ts'
import { type Ledger, say } from './ledger.ts'

/** What came of it all. @param families as counted */
export const tellPositions = async ({ get }: Ledger, families: readonly FamilyItem[]): Promise<void> => {
  const { deviceCount, agreementCounts, groupCount, pairValidation } = await get('/overview', Overview)
  const { valid, expired, notFound } = pairValidation
  const countOf = (status: FamilyItem['status']): number => families.filter((each) => each.status === status).length
  const lacking = families.filter(({ shortfall }) => shortfall > 0)
  say(`
${deviceCount} devices; ${agreementCounts.volume} volume and ${agreementCounts.other} other agreements in ${groupCount} groups.
Pairs: ${valid} valid, ${expired} expired, ${notFound} not found.
Product families: ${countOf('licensed')} licensed, ${countOf('under-licensed')} with too few licenses, ${countOf('unlicensed')} without any, ${countOf('unused')} unused, ${countOf('needs-data')} with devices of unknown edition or cores, ${countOf('not-measured')} that no device measures.
What machines require and no license meets:`)
  for (const { name, required, covered, shortfall } of lacking.toSorted(
    (one, other) => other.shortfall - one.shortfall,
  ))
    say(`  ${name}: ${required} required, ${covered} covered, ${shortfall} lacking`)
}

/** @param wrongImport id of the import that was rejected */
export const tellWhatToLookAt = (
  { apiUrl, consoleUrl, tokens }: Stack,
  reports: readonly { name: string; link: string }[],
  wrongImport: string,
): void => {
  say('\nReports, for a browser; the links are good for 15 minutes:')
  for (const { name, link } of reports) say(`  ${name}\n    ${link}`)
  say(`
Look at all of it in a browser: ${consoleUrl}

Or by calls:
  export API=${apiUrl} TOKEN=${tokens.manager}
  # the whole at a glance: what is short, what ends soon
  curl -H "authorization: Bearer $TOKEN" $API/overview
  # families with too few licenses, the worst first; /families/<id> shows which license covers what, by which right
  curl -H "authorization: Bearer $TOKEN" "$API/families?status=under-licensed,unlicensed&sort=-shortfall"
  # what waits for a manager: software that nobody knows yet, each with the requests that settle it
  curl -H "authorization: Bearer $TOKEN" $API/decisions
  # licenses that are for no installed title
  curl -H "authorization: Bearer $TOKEN" "$API/entitlements?matched=false"
  # subscriptions of Microsoft 365 as the connector read them; /connectors/graph/runs shows how, and which PCs sent no software
  curl -H "authorization: Bearer $TOKEN" "$API/entitlements?source=subscriptions"
  # an import with wrong lines, and what is wrong with them
  curl -H "authorization: Bearer $TOKEN" $API/imports/${wrongImport}
  # alerts: they follow seconds after the last change
  curl -H "authorization: Bearer $TOKEN" $API/alerts
  # the runs that counted all of this; docs/snapshots.md shows how other tools read what they publish
  curl -H "authorization: Bearer $TOKEN" $API/reconciliations
All calls are at ${apiUrl}/docs; docs/guide.md walks through what a license manager does.
The simulators of VLSC and Microsoft Graph forget the demo's agreements and PCs when the stack stops: run the demo again then.`)
}
