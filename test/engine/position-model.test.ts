import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairKey } from '../../lib/agreements/pair.ts'
import { dayOf } from '../../lib/calendar/day.ts'
import { takeImportMessage } from '../../lib/imports/import-messages.ts'
import { productIdOf } from '../../lib/positions/product-store.ts'
import type { RefreshDesk } from '../../lib/refreshes/desk.ts'
import { continueRefresh } from '../../lib/refreshes/run-refresh.ts'
import { RaceLost } from '../../lib/table/race.ts'
import type { PairAnswer } from '../../lib/vlsc/vlsc.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { sweep } from '../../lib/work/sweep.ts'
import { licensesOf, statementHeadings, summaryHeadings } from '../support/entitlements.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { importer, s3Event } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger } from '../support/ledger.ts'
import { type Facts, modelPositions, ownedOf } from '../support/position-model.ts'
import { positionsOf } from '../support/positions.ts'

const models = Number(process.env.POSITION_MODELS ?? 5)
/** With these of a failure, it is repeated and made as short as can be, which takes minutes. */
const { POSITION_SEED: seed, POSITION_PATH: path } = process.env
const timeZone = 'Europe/Berlin'

/** Products with the titles that they meet by rule; one never meets any. */
const products = [
  { productFamily: 'Office Standard', version: '2016', meets: ['Microsoft: Microsoft Office Standard 2016'] },
  { productFamily: 'Visio Professional', version: '2019', meets: ['Microsoft: Microsoft Visio Professional 2019'] },
  {
    productFamily: 'Project Standard',
    version: '2019',
    meets: ['Microsoft: Microsoft Project Standard 2019', 'Microsoft: Project Standard 2019'],
  },
  { productFamily: 'Core Infrastructure Server Suite Standard Core', version: '2019', meets: [] },
]
const programs = [
  'Microsoft Corporation/Microsoft Office Standard 2016@16.0',
  'Microsoft Corporation/Microsoft Office Standard 2016 - de-de@16.0',
  'Microsoft Corporation/Microsoft Visio Professional 2019@16.0',
  'Microsoft Corporation/Microsoft Project Standard 2019@16.0',
  'Igor Pavlov/7-Zip 19.00@19.00',
  'Igor Pavlov/7-Zip 21.00@21.00',
]
const titles = [
  'Microsoft Office Standard 2016',
  'Microsoft Visio Professional 2019',
  'Microsoft Project Standard 2019',
  '7-Zip',
  'Project Standard 2019',
  'Apart',
]
/** Two of them have one License ID. */
const pairs = [
  { agreementNumber: 'A1', licenseNumber: 'L1' },
  { agreementNumber: 'A2', licenseNumber: 'L1' },
  { agreementNumber: 'A3', licenseNumber: 'L2' },
  { agreementNumber: 'A4', licenseNumber: 'L3' },
]
const licenses = ['L1', 'L2', 'L9', '']
const devices = ['a', 'b', 'c', 'd', 'e']

const index = (list: readonly unknown[]) => fc.nat({ max: list.length - 1 })
const title = fc.constantFrom(...titles)
const pair = fc.constantFrom(...pairs)
const day = fc.option(fc.integer({ min: -2, max: 5 }), { nil: undefined })
const terms = { licenseCount: fc.integer({ min: 1, max: 6 }), from: day, until: day }
const quantities = fc.array(
  fc.record({
    product: index(products),
    quantity: fc.nat({ max: 5 }),
    type: fc.constantFrom<string>('License', 'License/SA'),
  }),
  { maxLength: 3 },
)
const rowsOf = (...all: number[]) => all.map((quantity, product) => ({ product, quantity, type: 'License' }))
const is = <K extends string>(kind: K) => fc.constant(kind)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: is('report'), device: fc.constantFrom(...devices), names: fc.subarray(programs) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('drop'), device: fc.constantFrom(...devices) }) },
  { weight: 3, arbitrary: fc.record({ kind: is('other'), slot: fc.nat({ max: 2 }), title, ...terms }) },
  { weight: 1, arbitrary: fc.record({ kind: is('delete-other'), slot: fc.nat({ max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: is('volume'), slot: fc.nat({ max: 1 }), some: fc.subarray(pairs, { minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('remove-pair'), pair }) },
  { weight: 1, arbitrary: fc.record({ kind: is('delete-volume'), slot: fc.nat({ max: 1 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('answer'),
      pair,
      status: fc.constantFrom('valid' as const, 'expired' as const, 'not-found' as const),
      rows: quantities,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('refresh') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('statement'),
      layout: fc.constantFrom('license-summary' as const, 'license-statement' as const),
      rows: fc.uniqueArray(
        fc.record({ license: fc.constantFrom(...licenses), product: index(products), quantity: fc.nat({ max: 5 }) }),
        { selector: ({ license, product }) => `${license} ${product}`, minLength: 1, maxLength: 4 },
      ),
      crashAt: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: is('map'),
      title,
      chosen: fc.uniqueArray(index(products), { maxLength: 2 }),
      rank: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('unmap'), title }) },
  { weight: 4, arbitrary: fc.record({ kind: is('merge'), title, into: title }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: is('split'), title, name: index(programs), as: fc.option(title, { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('licensable'), title, licensable: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: is('wait'), days: fc.constantFrom(1, 1, 2, 40, 100) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: is('deliver'),
      count: fc.integer({ min: 1, max: 4 }),
      isReversed: fc.boolean(),
      isTwice: fc.boolean(),
      atOnce: fc.boolean(),
      isLost: fc.boolean(),
      crashAt: fc.nat({ max: 9 }),
      when: fc.constantFrom('before' as const, 'after' as const, undefined),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const start = async () => {
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
type World = Awaited<ReturnType<typeof start>>

/** What was done to a ledger, as far as the ledger is not asked for it. */
const newMemory = () => ({
  devices: new Map<string, { names: string[]; at: number }>(),
  others: new Map<number, string>(),
  terms: new Map<string, { licenseCount: number; startDate?: string; endDate?: string }>(),
  volumes: new Map<number, { id: string; held: Set<string> }>(),
  statements: new Map<string, Facts['statements'][number]>(),
  mapped: new Map<string, Map<string, { rank: number; at: string }>>(),
  mappings: new Map<string, string[]>(),
})
type Memory = ReturnType<typeof newMemory>

const productId = (number: number): string => productIdOf(products[number] ?? { productFamily: '', version: '' })
const call = ({ ledger }: World, route: string, params: Record<string, string>, body?: unknown) =>
  ledger.call(route, { params, body })
const idOf = ({ inventory }: World, name: string): Promise<string | undefined> =>
  inventory.titleId(name).catch(() => undefined)
const dateOf = ({ ledger }: World, days: number | undefined): string | undefined =>
  days === undefined
    ? undefined
    : new Date(ledger.ledger.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)

const withFaults = async (
  { ledger }: World,
  when: 'before' | 'after' | undefined,
  crashAt: number,
  act: () => Promise<unknown>,
) => {
  const heal = injectFaults(
    ledger.client,
    when
      ? {
          [when]: ({ command, count }: { command: string; count: number }) =>
            command === 'TransactWriteItems' && count >= crashAt ? new Crash() : undefined,
        }
      : {},
  )
  await act().finally(heal)
}

/** A delivery may die, or find that another one does the same just now: the sweep brings it again. */
const mayFail = async (delivery: Promise<unknown>): Promise<void> => {
  await delivery.catch((error) => {
    for (let cause = error; cause; cause = cause.cause) if (cause instanceof Crash || cause instanceof RaceLost) return
    throw error
  })
}

type Do<K extends Step['kind']> = (world: World, memory: Memory, step: Extract<Step, { kind: K }>) => Promise<void>

const fileOf = ({ layout, rows }: Extract<Step, { kind: 'statement' }>): string => {
  const lines = rows.map(({ license, product, quantity }) => {
    const { productFamily, version } = products[product] ?? { productFamily: '', version: '' }
    return layout === 'license-summary'
      ? `${productFamily},${version},Apps,License,${quantity},0,${license}`
      : `Apps,Microsoft ${productFamily},${version},${quantity},,,,All Countries,${license}`
  })
  const headings = layout === 'license-summary' ? summaryHeadings : [...statementHeadings, 'License ID'].join(',')
  return [headings, ...lines].join('\n')
}

const does: { [K in Step['kind']]: Do<K> } = {
  report: async ({ inventory, ledger }, memory, { device, names }) => {
    const at = ledger.ledger.now()
    await inventory.report(device, at.toISOString(), names)
    memory.devices.set(device, { names, at: at.getTime() })
  },
  drop: async ({ inventory }, memory, { device }) => {
    await inventory.drop(device)
    memory.devices.delete(device)
  },
  other: async (world, memory, { slot, title: productTitle, licenseCount, from, until }) => {
    const [startDate, endDate] = [dateOf(world, from), dateOf(world, until)]
    if (startDate !== undefined && endDate !== undefined && endDate < startDate) return
    const agreementId = memory.others.get(slot)
    const publisher = productTitle === '7-Zip' ? 'Igor Pavlov' : 'Microsoft'
    const what = { publisher, productTitle, licenseCount }
    const { status, body } = agreementId
      ? await call(
          world,
          'PATCH /agreements/{agreementId}',
          { agreementId },
          { ...what, startDate: startDate ?? null, endDate: endDate ?? null },
        )
      : await call(world, 'POST /agreements', {}, { type: 'other', name: `Other ${slot}`, ...what, startDate, endDate })
    if (status !== 200 && status !== 201) return
    memory.others.set(slot, body.id)
    memory.terms.set(body.id, { licenseCount, ...(startDate && { startDate }), ...(endDate && { endDate }) })
  },
  'delete-other': async (world, memory, { slot }) => {
    const agreementId = memory.others.get(slot)
    if (!agreementId) return
    await call(world, 'DELETE /agreements/{agreementId}', { agreementId })
    memory.others.delete(slot)
    memory.terms.delete(agreementId)
  },
  volume: async (world, memory, { slot, some }) => {
    const held = new Set([...memory.volumes.values()].flatMap((each) => [...each.held]))
    const free = some.filter((each) => !held.has(pairKey(each)))
    if (free.length === 0) return
    const agreement = memory.volumes.get(slot)
    const { status, body } = agreement
      ? await call(world, 'POST /agreements/{agreementId}/pairs', { agreementId: agreement.id }, { pairs: free })
      : await call(world, 'POST /agreements', {}, { type: 'volume', name: `Volume ${slot}`, pairs: free })
    expect(status).toBeLessThan(300)
    memory.volumes.set(slot, {
      id: agreement?.id ?? body.id,
      held: new Set([...(agreement?.held ?? []), ...free.map(pairKey)]),
    })
  },
  'remove-pair': async (world, memory, { pair: { agreementNumber, licenseNumber } }) => {
    const key = pairKey({ agreementNumber, licenseNumber })
    const holder = [...memory.volumes.values()].find(({ held }) => held.has(key))
    if (!holder || holder.held.size === 1) return
    const params = { agreementId: holder.id, agreementNumber, licenseNumber }
    const { status } = await call(
      world,
      'DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}',
      params,
    )
    expect(status).toBe(204)
    holder.held.delete(key)
  },
  'delete-volume': async (world, memory, { slot }) => {
    const agreement = memory.volumes.get(slot)
    if (!agreement) return
    await call(world, 'DELETE /agreements/{agreementId}', { agreementId: agreement.id })
    memory.volumes.delete(slot)
  },
  answer: async ({ answers }, _, { pair: asked, status, rows }) => {
    const entitlements = rows.map(({ product, quantity, type }) => {
      const { productFamily, version } = products[product] ?? { productFamily: '', version: '' }
      return { ...licensesOf(productFamily, quantity), version, type }
    })
    answers.set(pairKey(asked), { status, entitlements: status === 'not-found' ? [] : entitlements })
  },
  refresh: async (world) => void (await call(world, 'POST /refreshes', {}, { groupId: 'unassigned' })),
  statement: async (world, memory, each) => {
    const { ledger, imports } = world
    const body =
      s3Event([await imports.put(`imports/entitlements/${each.layout}.csv`, fileOf(each))]).Records[0]?.body ?? ''
    const delivery = { body: JSON.parse(body), isLast: false }
    const when = ledger.ledger.now().toISOString()
    await withFaults(world, 'after', each.crashAt, () => mayFail(takeImportMessage(imports.desk, delivery)))
    await takeImportMessage(imports.desk, delivery)
    expect(await imports.newest()).toMatchObject({ status: 'completed', counts: { rejected: 0 } })
    const spokenOf = new Set(each.rows.map(({ license }) => license))
    const before = [...memory.statements.entries()].filter(
      ([, row]) => row.layout === each.layout && spokenOf.has(row.license),
    )
    for (const [key] of before) memory.statements.delete(key)
    for (const { license, product, quantity } of each.rows) {
      const key = `${each.layout} ${license} ${product}`
      const same = before.find(([known, row]) => known === key && row.quantity === quantity)?.[1]
      memory.statements.set(key, same ?? { layout: each.layout, license, product: productId(product), quantity, when })
    }
  },
  map: async (world, memory, { title: name, chosen, rank }) => {
    const titleId = await idOf(world, name)
    if (!titleId) return
    const list = chosen.map((number) => {
      const { productFamily: product, version } = products[number] ?? { productFamily: '', version: '' }
      return { product, version, rank }
    })
    const { status } = await call(world, 'PUT /software/{titleId}/entitlement-mapping', { titleId }, { products: list })
    // Nobody may have reported such a product.
    if (status !== 200) return
    setMapping(memory, titleId, chosen.map(productId), { rank, at: world.ledger.ledger.now().toISOString() })
  },
  unmap: async (world, memory, { title: name }) => {
    const titleId = await idOf(world, name)
    if (!titleId) return
    await call(world, 'DELETE /software/{titleId}/entitlement-mapping', { titleId })
    setMapping(memory, titleId, [], { rank: 0, at: '' })
    memory.mappings.delete(titleId)
  },
  merge: async (world, _, { title: name, into }) => {
    const [titleId, target] = [await idOf(world, name), await idOf(world, into)]
    if (titleId && target) await call(world, 'POST /software/{titleId}/merge', { titleId }, { into: target })
  },
  split: async (world, _, { title: name, name: number, as }) => {
    const titleId = await idOf(world, name)
    const rawTitles = [programs[number]?.split(/[/@]/)[1] ?? '']
    if (titleId)
      await call(world, 'POST /software/{titleId}/split', { titleId }, { rawTitles, ...(as && { title: as }) })
  },
  licensable: async (world, _, { title: name, licensable }) => {
    const titleId = await idOf(world, name)
    if (titleId) await call(world, 'PATCH /software/{titleId}', { titleId }, { licensable })
  },
  wait: async ({ pass }, _, { days }) => pass(days * 86_400_000),
  deliver: async (world, _, { count, isReversed, isTwice, atOnce, isLost, crashAt, when }) => {
    const { ledger, messages } = world
    const refreshes = ledger.announcedRefreshes.splice(0, count).map((id) => () => messages.refresh(id))
    const work = ledger.announced.splice(0, count).map((id) => () => messages.work(id))
    const some = isReversed ? [...work, ...refreshes].reverse() : [...refreshes, ...work]
    const deliveries = isLost ? [] : isTwice ? [...some, ...some] : some
    await withFaults(world, when, crashAt, async () => {
      if (atOnce) await Promise.all(deliveries.map((deliver) => mayFail(deliver())))
      else for (const deliver of deliveries) await mayFail(deliver())
    })
  },
}

const setMapping = (memory: Memory, titleId: string, ids: string[], said: { rank: number; at: string }): void => {
  for (const [id, mapped] of memory.mapped) if (!ids.includes(id)) mapped.delete(titleId)
  for (const id of ids) {
    const mapped = memory.mapped.get(id) ?? new Map()
    mapped.set(titleId, { rank: said.rank, at: mapped.get(titleId)?.at ?? said.at })
    memory.mapped.set(id, mapped)
  }
  memory.mappings.set(titleId, ids)
}

const doStep = (world: World, memory: Memory, each: Step): Promise<void> => {
  const act: Do<typeof each.kind> = does[each.kind] as never
  return act(world, memory, each as never)
}

const ninetyDays = 90 * 86_400_000

/** What decides about positions: names and titles as they are stored, the rest as it was done. */
const factsOf = async ({ ledger, answers }: World, memory: Memory): Promise<Facts> => {
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
const givenOf = async ({ ledger }: World): Promise<Map<string, number>> => {
  const given = new Map<string, number>()
  for (const { sk, productId: id, quantity } of await ledger.scan())
    if (String(sk).startsWith('COVER#')) given.set(String(id), (given.get(String(id)) ?? 0) + Number(quantity))
  return given
}

const delivery: Step = {
  kind: 'deliver',
  count: 20,
  isReversed: false,
  isTwice: false,
  atOnce: false,
  isLost: false,
  crashAt: 0,
  when: undefined,
}

/** What is there at the beginning, so that there is something to share, to map and to take away. */
const beginning: Step[] = [
  { kind: 'report', device: 'a', names: programs },
  { kind: 'report', device: 'b', names: programs.slice(1, 4) },
  { kind: 'report', device: 'c', names: programs.slice(2, 5) },
  { kind: 'answer', pair: { agreementNumber: 'A1', licenseNumber: 'L1' }, status: 'valid', rows: rowsOf(3, 1, 0, 4) },
  { kind: 'answer', pair: { agreementNumber: 'A3', licenseNumber: 'L2' }, status: 'expired', rows: rowsOf(1, 0, 2) },
  { kind: 'volume', slot: 0, some: pairs.slice(0, 3) },
  { kind: 'other', slot: 0, title: 'Microsoft Visio Professional 2019', licenseCount: 1, from: -1, until: 2 },
  { kind: 'other', slot: 1, title: '7-Zip', licenseCount: 2, from: undefined, until: undefined },
  delivery,
  delivery,
]

/** Titles that share a product, of which none takes others by rule. */
const sharing: Step[] = [
  { kind: 'map', title: 'Microsoft Office Standard 2016', chosen: [0, 3], rank: 2 },
  { kind: 'map', title: 'Microsoft Visio Professional 2019', chosen: [3, 1], rank: 1 },
  { kind: 'map', title: '7-Zip', chosen: [1], rank: 2 },
]

const history = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 4, maxLength: 18 }))
  .map(([isSharing, steps]) => [...beginning, ...(isSharing ? sharing : []), ...steps])

const isAsModelled = fc.asyncProperty(history, async (steps) => {
  const world = await start()
  const memory = newMemory()
  for (const each of steps) {
    world.pass(7_000)
    await doStep(world, memory, each)
  }
  await world.finish()
  await call(world, 'POST /refreshes', {}, { groupId: 'unassigned' })
  await doWork(world.ledger.ledger, 'age-devices')
  await world.finish()
  const facts = await factsOf(world, memory)
  expect(await world.positions.all()).toEqual(modelPositions(facts))
  expect(await world.positions.differences()).toEqual([])
  for (const [id, quantity] of await givenOf(world)) expect(quantity).toBeLessThanOrEqual(ownedOf(facts, id))
})

describe('under fire', () => {
  it('positions are those of the model after any sequence of changes, deliveries and crashes', {
    timeout: 60_000 + (seed ? 3_600_000 : models * 5_000),
  }, async () => {
    const repeated = seed === undefined ? { endOnFailure: true } : { seed: Number(seed), ...(path && { path }) }
    const run = await fc.check(isAsModelled, { numRuns: models, ...repeated })
    if (!run.failed) return
    const how = `POSITION_SEED=${run.seed} POSITION_PATH=${run.counterexamplePath} npx vitest run --project engine position-model`
    throw new Error(`${fc.defaultReportMessage(run)}\n\nRepeat it with ${how}`, { cause: run.errorInstance })
  })
})
