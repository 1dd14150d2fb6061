import { setImmediate as nextTurn } from 'node:timers/promises'
import { addPair } from '../lib/agreements/records/stored-pair.ts'
import { takeRefresh } from '../lib/entitlements/refreshes/run-refresh.ts'
import { withDeadline } from '../lib/foundation/table/attempts.ts'
import { commit } from '../lib/foundation/table/table.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'
import { counted, metered, sumOf } from './meter.ts'
import { figure, type Row } from './report.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'
import { instantVlsc, numbered } from './users.ts'

const many = Number(process.env.REFRESH_PAIRS ?? amount(10_000, 500))
const few = amount(1_000, 100)
const piece = 99
/** Milliseconds of an invocation that leave it time for some calls only. */
const invocation = 21_000
const megabyte = 2 ** 20

const refused = () => new Error('The pair is there already.')

/** Pairs without their agreements, which a refresh of everything does not look at. */
const addPairs = async ({ table, ledger }: TestLedger, count: number): Promise<void> => {
  const agreementId = ledger.newId()
  for (let first = 0; first < count; first += piece) {
    const pairs = Array.from({ length: Math.min(piece, count - first) }, (_, index) => {
      const number = numbered(first + index)
      return { agreementNumber: `V${number}`, licenseNumber: `L${number}` }
    })
    await commit(
      table,
      pairs.map((pair) => addPair(pair, agreementId, refused)),
    )
  }
}

/** Refreshes everything, delivery by delivery. @returns the run at its end, and how it went */
const refresh = async (ledger: TestLedger) => {
  const { body: run } = await ledger.call('POST /refreshes', { body: {} })
  ledger.announcedRefreshes.splice(0)
  let [deliveries, goesOn, heap] = [0, true, 0]
  const vlsc = {
    lookUp: (pairs: Parameters<typeof instantVlsc.lookUp>[0]) => {
      heap = Math.max(heap, process.memoryUsage().heapUsed)
      return instantVlsc.lookUp(pairs)
    },
  }
  const announceRefresh = async () => {
    goesOn = true
  }
  const desk = { ...ledger.ledger, vlsc, announceRefresh, sleep: async () => {} }
  while (goesOn) {
    goesOn = false
    deliveries += 1
    await withDeadline(invocation, () => takeRefresh(desk, run.id, false))
    await nextTurn()
  }
  const { body: ended } = await ledger.call('GET /refreshes/{refreshId}', { params: { refreshId: run.id } })
  return { ended, deliveries, heap }
}

const perThousand = async (stage: Stage): Promise<Row[]> => {
  const ledger = await stage.newLedger()
  await addPairs(ledger, few)
  const rows: Row[] = []
  for (const what of ['first answers', 'nothing new']) {
    const { usage } = await metered(stage, () => refresh(ledger))
    rows.push(
      figure(`${few} pairs, ${what}: requests`, sumOf(usage.requests), 'requests'),
      figure(`${few} pairs, ${what}: read units`, usage.readUnits, 'RCU'),
      figure(`${few} pairs, ${what}: write units`, usage.writeUnits, 'WCU'),
    )
  }
  return rows
}

const inOneRun = async (stage: Stage, pairs: number): Promise<Row[]> => {
  const ledger = await stage.newLedger()
  await addPairs(ledger, pairs)
  const rows: Row[] = []
  for (const what of ['first answers', 'nothing new']) {
    const start = performance.now()
    const { requests, result } = await counted(stage.client, () => refresh(ledger))
    const { ended, deliveries, heap } = result
    const title = `${pairs.toLocaleString('en-US')} pairs, ${what}`
    rows.push(
      figure(`${title}: time`, performance.now() - start, 'ms'),
      figure(`${title}: pairs without a good answer`, pairs - ended.counts.pairs + ended.counts.failed, 'pairs', 0),
      figure(`${title}: calls of VLSC`, ended.calls, 'calls', Math.ceil(pairs / 100) + 63),
      figure(`${title}: deliveries`, deliveries, 'deliveries'),
      figure(`${title}: requests per 1,000 pairs`, sumOf(requests) / (pairs / 1_000), 'requests'),
      figure(`${title}: peak heap`, heap / megabyte, 'MB'),
    )
  }
  return rows
}

/** What a refresh of everything costs: per 1,000 pairs, and of many pairs in one run over several deliveries. */
export const measureRefresh = async (stage: Stage): Promise<Row[]> => [
  ...(await perThousand(stage)),
  ...(await inOneRun(stage, many)),
]
