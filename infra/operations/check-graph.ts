import { graphRuns } from '../../lib/entitlements/graph/graph-run.ts'
import { allGraphRuns } from '../../lib/foundation/table/keys.ts'
import { connectTable } from '../../lib/foundation/table/table.ts'
import { ifThere } from './finding.ts'
import type { Check } from './target.ts'

const setUp = 'Compare the application in Entra with docs/graph.md; npm run graph:check asks each call.'

/** What the last run of the connector to Microsoft Graph was refused. */
export const checkGraph: Check = async ({ graphTenant, dynamodb, tableName }, { ok, wrong, notChecked }) => {
  if (graphTenant === undefined) return notChecked('No tenant is configured, which is optional: docs/graph.md.')
  const listed = graphRuns.list(connectTable(tableName, dynamodb), [allGraphRuns], { limit: 1, after: undefined })
  const found = await ifThere(listed, 'ResourceNotFoundException')
  if (!found) return notChecked('There is no table.')
  const [last] = found.items
  if (!last) return notChecked(`The tenant ${graphTenant} has not been read yet: POST /connectors/graph/runs.`)
  for (const { code, message } of last.errors)
    wrong(
      `${message} (${code})`,
      code === 'permission' || code === 'sign-in' ? setUp : 'docs/graph.md#what-can-go-wrong.',
    )
  if (last.errors.length === 0) ok(`The last run for the tenant ${graphTenant} (${last.createdAt}) is ${last.status}.`)
}
