import { doWork } from '../../functions/wiring/follow-up.ts'
import { sweep } from '../../functions/wiring/sweep.ts'
import { type AgreementNumberPair, pairKey } from '../../lib/agreements/records/pair.ts'
import { readPairs } from '../../lib/agreements/records/stored-pair.ts'
import { storeAnswers } from '../../lib/entitlements/refreshes/store-answers.ts'
import type { PairAnswer } from '../../lib/entitlements/vlsc/contract.ts'
import { PositionStatus } from '../../lib/positions/reconcile/count-positions.ts'
import type { TestLedger } from './ledger-on.ts'

/** A position as tests compare it. */
export interface ShownPosition {
  entitled: number
  installed: number
  status: string
}

interface Listed {
  publisher: string
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
    /** Of all titles, also absent ones, by `publisher: title`. */
    all: async (): Promise<Record<string, ShownPosition>> => {
      const lists = await Promise.all(
        PositionStatus.options.map((status) => ledger.call('GET /software', { query: { limit: '100', status } })),
      )
      return Object.fromEntries(
        lists.flatMap(({ body }) =>
          body.items.map((item: Listed) => [`${item.publisher}: ${item.title}`, shown(item)]),
        ),
      )
    },
    /** Does what the sweep finds to do, and what follows from that. @returns what it found */
    sweep: async (): Promise<string[]> => {
      const found: string[] = []
      const send = async (id: string) => void found.push(id)
      await sweep(ledger.runs, {
        work: send,
        import: send,
        report: send,
        refresh: send,
        graphRun: send,
        ask: ledger.runs.ask,
      })
      for (const id of found) await doWork(ledger.ledger, id)
      await ledger.work()
      return found
    },
    /** VLSC says something of a pair. */
    answer: async (pair: AgreementNumberPair, answer: PairAnswer): Promise<void> => {
      const pairs = [...(await readPairs(ledger.table, [pair])).values()]
      const askedAt = ledger.ledger.now().toISOString()
      const answers = new Map([[pairKey(pair), answer]])
      await storeAnswers(ledger.table, {
        pairs,
        answers,
        askedAt,
        singly: false,
        freshness: new Map(),
        contracts: new Map(),
      })
    },
  }
}
