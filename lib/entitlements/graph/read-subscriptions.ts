import { countUsers, type User } from './count-users.ts'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { type PartsOfPlans, partsOfPlans } from './parts-of-users.ts'
import { isLeftOut, readPurchases, readSkus } from './read-plans.ts'
import { subscriptionFile, subscriptionRows } from './subscription-file.ts'

/** What is not known when Graph refuses it, as the licenses themselves are known without it. @throws what may pass */
const unlessRefused = async <T>(reading: Promise<T>, lacks: (code: string) => string) => {
  try {
    return { found: await reading, errors: [] }
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.passes) throw error
    return { found: undefined, errors: [{ code: error.code, message: `${error.message} ${lacks(error.code)}` }] }
  }
}

export const notKnown = 'Nobody knows which devices are covered by a subscription.'

/** An administrator has not consented, or has taken that back. */
export const isForbidden = ({ code }: { code: string }): boolean => code === 'permission'

/**
 * Reads which plans the tenant has bought, when they are renewed, and how many users have them.
 * @param note is shown each user once, with what plans give @throws GraphFailure
 */
export const readSubscriptions = async (graph: Graph, note: (user: User, plans: PartsOfPlans) => void) => {
  const skus = await readSkus(graph)
  const purchases = await unlessRefused(readPurchases(graph), () => 'Renewals are not known.')
  const plans = partsOfPlans(skus)
  const users = await unlessRefused(
    countUsers(graph, (user) => note(user, plans)),
    (code) => `Licenses of disabled accounts are not counted.${code === 'permission' ? ` ${notKnown}` : ''}`,
  )
  return {
    text: subscriptionFile(subscriptionRows(skus, purchases.found, users.found?.disabled)),
    counts: {
      plans: skus.length,
      plansLeftOut: skus.filter(isLeftOut).length,
      users: users.found?.users ?? 0,
    },
    errors: [...purchases.errors, ...users.errors],
    /** `forbidden`: nobody may know them; undefined: they could not be read. */
    users: users.found ? ('read' as const) : users.errors.some(isForbidden) ? ('forbidden' as const) : undefined,
  }
}
