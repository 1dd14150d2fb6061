import * as z from 'zod'
import type { Graph } from './graph-client.ts'

const User = z.object({
  accountEnabled: z.boolean().nullish(),
  assignedLicenses: z.array(z.object({ skuId: z.string() })).default([]),
})

const path = '/v1.0/users?$select=accountEnabled,assignedLicenses&$top=999'

/**
 * Counts licenses of disabled accounts. Names and ids of users are not asked for, and nothing of a user is kept.
 * @returns by the id of the plan @throws GraphFailure
 */
export const countUsers = async (graph: Graph) => {
  const disabled = new Map<string, number>()
  let users = 0
  for await (const page of graph.pages({ path, permission: 'User.Read.All' }, User)) {
    users += page.length
    for (const { accountEnabled, assignedLicenses } of page) {
      if (accountEnabled !== false) continue
      for (const skuId of new Set(assignedLicenses.map((license) => license.skuId)))
        disabled.set(skuId, (disabled.get(skuId) ?? 0) + 1)
    }
  }
  return { users, disabled }
}
