import { PositionStatus } from '../../lib/software/title-store.ts'
import { checkInventory } from '../../lib/verify/check-inventory.ts'
import { checkPositions } from '../../lib/verify/check-positions.ts'
import type { TestLedger } from './ledger-on.ts'

/** A position as tests compare it. */
export interface ShownPosition {
  entitled: number
  installed: number
  status: string
}

interface Listed {
  title: string
  entitledCount: number
  installedCount: number
  status: string
}

const shown = ({ entitledCount, installedCount, status }: Listed): ShownPosition => ({
  entitled: entitledCount,
  installed: installedCount,
  status,
})

/** What tests look at of license positions. */
export const positionsOf = (ledger: TestLedger) => {
  const find = async (title: string) => {
    for (const status of [undefined, 'absent']) {
      const query = { limit: '100', contains: title, ...(status && { status }) }
      const { body } = await ledger.call('GET /software', { query })
      const found = body.items.find((item: { title: string }) => item.title === title)
      if (found) return found
    }
    return undefined
  }

  return {
    find,
    of: async (title: string): Promise<ShownPosition | undefined> => {
      const found = await find(title)
      return found && shown(found)
    },
    /** Of all titles, also absent ones, by title. */
    all: async (): Promise<Record<string, ShownPosition>> => {
      const lists = await Promise.all(
        PositionStatus.options.map((status) => ledger.call('GET /software', { query: { limit: '100', status } })),
      )
      return Object.fromEntries(
        lists.flatMap(({ body }) => body.items.map((item: Listed) => [item.title, shown(item)])),
      )
    },
    /** What `npm run verify` finds of inventory and positions, in a ledger where nothing is queued. */
    differences: async (): Promise<string[]> => {
      const inventory = await checkInventory(ledger.table)
      const positions = await checkPositions(ledger.table, inventory.titleIds, ledger.ledger.now())
      const queued = inventory.isUnderWay || positions.isUnderWay ? ['Something is queued.'] : []
      return [...queued, ...[...inventory.differences, ...positions.differences].map(({ says }) => says)]
    },
  }
}
