import { expect } from 'vitest'
import { pairKey } from '../../lib/agreements/pair.ts'
import { takeImportMessage } from '../../lib/imports/import-messages.ts'
import { productIdOf } from '../../lib/positions/product-store.ts'
import { licensesOf, statementHeadings, summaryHeadings } from './entitlements.ts'
import { Crash, injectFaults } from './faults.ts'
import { s3Event } from './imports.ts'
import { products, programs, type Step } from './position-steps.ts'
import type { Memory, World } from './position-world.ts'

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

/** A delivery may die: the sweep brings it again. */
const mayFail = async (delivery: Promise<unknown>): Promise<void> => {
  await delivery.catch((error) => {
    for (let cause = error; cause; cause = cause.cause) if (cause instanceof Crash) return
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
    for (const [key, row] of memory.statements)
      if (row.layout === each.layout && spokenOf.has(row.license)) memory.statements.delete(key)
    for (const { license, product, quantity } of each.rows) {
      const key = `${each.layout} ${license} ${product}`
      memory.statements.set(key, { layout: each.layout, license, product: productId(product), quantity, when })
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

/** Does it, and remembers what was done. */
export const doStep = (world: World, memory: Memory, each: Step): Promise<void> => {
  const act: Do<typeof each.kind> = does[each.kind] as never
  return act(world, memory, each as never)
}
