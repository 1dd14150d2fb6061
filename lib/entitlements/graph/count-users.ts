import * as z from 'zod'
import type { Graph } from './graph-client.ts'

const User = z.object({
  id: z.string().optional(),
  accountEnabled: z.boolean().nullish(),
  assignedLicenses: z
    .array(z.object({ skuId: z.string(), disabledPlans: z.array(z.string()).default([]) }))
    .default([]),
})
export type User = z.infer<typeof User>

const path = '/v1.0/users?$select=id,accountEnabled,assignedLicenses&$top=999'

/**
 * Counts licenses of disabled accounts. Names of users are not asked for.
 * @param note is shown each user once, whom nobody else may keep
 * @returns by the id of the plan @throws GraphFailure
 */
export const countUsers = async (graph: Graph, note: (user: User) => void = () => undefined) => {
  const disabled = new Map<string, number>()
  let users = 0
  for await (const page of graph.pages({ path, permission: 'User.Read.All' }, User)) {
    users += page.length
    for (const user of page) {
      note(user)
      if (user.accountEnabled !== false) continue
      for (const skuId of new Set(user.assignedLicenses.map((license) => license.skuId)))
        disabled.set(skuId, (disabled.get(skuId) ?? 0) + 1)
    }
  }
  return { users, disabled }
}
