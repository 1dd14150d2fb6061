import { countUsers } from './count-users.ts'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { isLeftOut, readPurchases, readSkus } from './read-plans.ts'
import { subscriptionFile, subscriptionRows } from './subscription-file.ts'

/** What is not known when Graph refuses it, as the licenses themselves are known without it. @throws what may pass */
const unlessRefused = async <T>(reading: Promise<T>, lacks: string) => {
  try {
    return { found: await reading, errors: [] }
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.passes) throw error
    return { found: undefined, errors: [{ code: error.code, message: `${error.message} ${lacks}` }] }
  }
}

/** Reads which plans the tenant has bought, when they are renewed, and who uses them. @throws GraphFailure */
export const readSubscriptions = async (graph: Graph) => {
  const skus = await readSkus(graph)
  const purchases = await unlessRefused(readPurchases(graph), 'Renewals are not known.')
  const users = await unlessRefused(countUsers(graph), 'Licenses of disabled accounts are not counted.')
  return {
    text: subscriptionFile(subscriptionRows(skus, purchases.found, users.found?.disabled)),
    counts: {
      plans: skus.length,
      plansLeftOut: skus.filter(isLeftOut).length,
      users: users.found?.users ?? 0,
    },
    errors: [...purchases.errors, ...users.errors],
  }
}
