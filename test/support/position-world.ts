import { pairKey } from '../../lib/agreements/pair.ts'
import { dayOf } from '../../lib/calendar/day.ts'
import { takeImportMessage } from '../../lib/imports/import-messages.ts'
import { productIdOf } from '../../lib/positions/product-store.ts'
import type { RefreshDesk } from '../../lib/refreshes/desk.ts'
import { continueRefresh } from '../../lib/refreshes/run-refresh.ts'
import type { PairAnswer } from '../../lib/vlsc/vlsc.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { sweep } from '../../lib/work/sweep.ts'
import { importer } from './imports.ts'
import { inventoryOf } from './inventory.ts'
import { newLedger } from './ledger.ts'
import type { Facts } from './position-model.ts'
import { products } from './position-steps.ts'
import { positionsOf } from './positions.ts'

const timeZone = 'Europe/Berlin'

/** A ledger with workers to which messages are delivered by hand. */
export const startWorld = async () => {
  const ledger = await newLedger({ timeZone })
  ledger.setClock(new Date('2027-10-29T20:00:00Z'))
  const imports = importer(ledger)
  const answers = new Map<string, PairAnswer>()
  const notFound: PairAnswer = { status: 'not-found', entitlements: [] }
  const desk: RefreshDesk = {
    ledger: ledger.ledger,
    vlsc: {
      lookUp: async (asked) => new Map(asked.map((each) => [pairKey(each), answers.get(pairKey(each)) ?? notFound])),
    },
    staleAfterHours: 36,
    goOn: async (refreshId) => void ledger.announcedRefreshes.push(refreshId),
    sleep: async () => {},
  }
  const pass = (milliseconds: number) => ledger.setClock(new Date(ledger.ledger.now().getTime() + milliseconds))
  const messages = {
    work: (id: string) => doWork(ledger.ledger, id),
    refresh: (id: string) => continueRefresh(desk, id),
    import: (importId: string) => takeImportMessage(imports.desk, { body: { importId }, isLast: false }),
    report: async () => {},
  }
  /** Everything that the sweep finds is delivered, until it finds nothing. */
  const finish = async () => {
    ledger.announced.splice(0)
    ledger.announcedRefreshes.splice(0)
    for (let isDone = false; !isDone; ) {
      pass(61_000)
      isDone = true
      const send = (kind: keyof typeof messages) => async (id: string) => {
        isDone = false
        await messages[kind](id)
      }
      await sweep(ledger.ledger, {
        work: send('work'),
        refresh: send('refresh'),
        import: send('import'),
        report: send('report'),
      })
      ledger.announced.splice(0)
      ledger.announcedRefreshes.splice(0)
    }
  }
  // What the first sweep of a deployment finds: otherwise the last one would count everything anew.
  await finish()
  return {
    ledger,
    imports,
    inventory: inventoryOf(ledger),
    positions: positionsOf(ledger),
    answers,
    messages,
    pass,
    finish,
  }
}
export type World = Awaited<ReturnType<typeof startWorld>>

/** What was done to a ledger, as far as the ledger is not asked for it. */
export const newMemory = () => ({
  devices: new Map<string, { names: string[]; at: number }>(),
  others: new Map<number, string>(),
  terms: new Map<string, { licenseCount: number; startDate?: string; endDate?: string }>(),
  volumes: new Map<number, { id: string; held: Set<string> }>(),
  statements: new Map<string, Facts['statements'][number]>(),
  mapped: new Map<string, Map<string, { rank: number; at: string }>>(),
  mappings: new Map<string, string[]>(),
})
export type Memory = ReturnType<typeof newMemory>

const ninetyDays = 90 * 86_400_000

/** What decides about positions: names and titles as they are stored, the rest as it was done. */
export const factsOf = async ({ ledger, answers }: World, memory: Memory): Promise<Facts> => {
  const items = await ledger.scan()
  const now = ledger.ledger.now()
  const raws = new Map(
    items
      .filter(({ pk }) => String(pk).startsWith('RAWS#'))
      .map(({ title: name, titleId }) => [String(name), String(titleId)]),
  )
  const counted = [...memory.devices.values()].filter(({ at }) => now.getTime() - at <= ninetyDays)
  const has = (names: string[], id: string): boolean =>
    names.some((name) => raws.get(name.split(/[/@]/)[1] ?? '') === id)
  const stored = items.filter(({ sk }) => sk === 'TITLE')
  const agreements = new Map(
    items.filter(({ sk }) => sk === 'AGREEMENT').map(({ id, titleId }) => [id, String(titleId)]),
  )
  const order = (
    [one, a]: [string, { rank: number; at: string }],
    [other, b]: [string, { rank: number; at: string }],
  ) => a.rank - b.rank || (a.at + one < b.at + other ? -1 : 1)
  return {
    today: dayOf(now, timeZone),
    pairs: [...memory.volumes.values()].flatMap(({ held }) =>
      [...held].map((key) => ({
        licenseNumber: key.split('#')[1] ?? '',
        rows: (answers.get(key)?.entitlements ?? []).map((each) => ({
          product: productIdOf(each),
          quantity: each.effectiveQuantity,
        })),
      })),
    ),
    statements: [...memory.statements.values()],
    agreements: [...memory.terms].map(([id, terms]) => ({ ...terms, titleId: agreements.get(id) ?? '' })),
    titles: stored.map(({ id, publisher, title: name, mergedInto, licensable }) => ({
      id: String(id),
      name: `${publisher}: ${name}`,
      ...(mergedInto !== undefined && { mergedInto: String(mergedInto) }),
      licensable: licensable === true,
      installed: counted.filter(({ names }) => has(names, String(id))).length,
      isMapped: memory.mappings.has(String(id)),
    })),
    mapped: new Map(
      [...memory.mapped].map(([id, mapped]) => [id, [...mapped].sort(order).map(([titleId]) => titleId)]),
    ),
    meets: new Map(products.map(({ meets, ...product }) => [productIdOf(product), meets])),
  }
}

/** What stands at titles of each product, wherever. */
export const givenOf = async ({ ledger }: World): Promise<Map<string, number>> => {
  const given = new Map<string, number>()
  for (const { sk, productId: id, quantity } of await ledger.scan())
    if (String(sk).startsWith('COVER#')) given.set(String(id), (given.get(String(id)) ?? 0) + Number(quantity))
  return given
}
