import { beforeEach, describe, expect, it } from 'vitest'
import { sumOf } from '../../bench/meter.ts'
import { readPairs } from '../../lib/agreements/stored-pair.ts'
import { rowKey } from '../../lib/entitlements/entitlement.ts'
import { pairRowKey, rowsOf, rowWrites } from '../../lib/entitlements/pair-rows.ts'
import { matchKeyOfProduct } from '../../lib/matching/match-key.ts'
import { nameKey } from '../../lib/names/name.ts'
import { organizationParts } from '../../lib/positions/holdings.ts'
import { markPositions } from '../../lib/positions/position-marks.ts'
import { newProduct, productIdOf } from '../../lib/positions/product-store.ts'
import { continueRefresh } from '../../lib/refreshes/run-refresh.ts'
import { storeAnswers } from '../../lib/refreshes/store-answers.ts'
import { titleIdOf } from '../../lib/software/title-store.ts'
import {
  agreementKey,
  agreementNameKey,
  agreementPairsKey,
  agreementsByGroup,
  claimKey,
  coverKey,
  detailsKey,
  groupCountKey,
  groupNameKey,
  groupTotalKey,
  holdingKey,
  type Key,
  mappingKey,
  matchingProductKey,
  matchingTitleKey,
  pairCountKey,
  pairItemKey,
  productItemKey,
  productsByMatch,
  titleKey,
  workKey,
} from '../../lib/table/keys.ts'
import { attachMeter } from '../../lib/table/meter.ts'
import { put, remove, update, type Write } from '../../lib/table/table.ts'
import { verify } from '../../lib/verify/verify.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { positionsOf } from '../support/positions.ts'

let ledger: TestLedger
beforeEach(async () => {
  ledger = await newLedger()
})

const refused = () => new Error('The test breaks nothing.')
const set = (key: Key, values: Record<string, unknown>): Write =>
  update(key, { set: values }, { exists: true }, refused)
const take = (key: Key): Write => remove(key, { exists: true }, refused)
const add = (item: Key & Record<string, unknown>): Write => put(item, { exists: false }, refused)
const breaking = (...writes: Write[]) => ledger.table.transact(writes)
const found = async () => (await verify(ledger.table, 0)).differences

const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const pairs = [
  { agreementNumber: 'A1', licenseNumber: 'L1' },
  { agreementNumber: 'a2', licenseNumber: 'L2' },
]
const create = async (body: object): Promise<string> =>
  (await ledger.call('POST /agreements', { body: { type: 'volume', pairs: [newPair()], ...body } })).body.id

/** Two agreements, one of them in a group. */
const fill = async () => {
  const id = await create({ name: 'Office', group: { name: 'EMEA' }, pairs })
  const other = await create({ name: 'Other' })
  const [, group] = (await ledger.call('GET /groups')).body.items
  return { id, other, groupId: String(group.id) }
}

/** An agreement whose set of pairs stands apart. */
const createLarge = async (): Promise<string> => {
  const id = await create({ name: 'Large', pairs: [{ agreementNumber: 'P0', licenseNumber: 'L' }] })
  const more = Array.from({ length: 85 }, (_, index) => ({ agreementNumber: `P${index + 1}`, licenseNumber: 'L' }))
  await ledger.call('POST /agreements/{agreementId}/pairs', { params: { agreementId: id }, body: { pairs: more } })
  return id
}

/** So many pairs more are counted. */
const counted = (pending: number) => update(pairCountKey('api'), { add: { pending } }, {}, refused)

describe('a ledger in which nothing differs', () => {
  it('is empty, at its beginning', async () => {
    const nothing = {
      groups: 0,
      agreements: 0,
      pairs: 0,
      devices: 0,
      titles: 0,
      installs: 0,
      products: 0,
      positions: 0,
    }
    const empty = { ...nothing, underWay: 0, unsettled: [], differences: [] }
    expect(await verify(ledger.table, 0)).toEqual(empty)
  })

  it('is counted', async () => {
    await fill()
    await createLarge()
    expect(await verify(ledger.table, 0)).toMatchObject({ groups: 1, agreements: 3, pairs: 89, differences: [] })
  })
})

describe('a group', () => {
  it('whose counter is off by one is named, with both counts', async () => {
    const { groupId } = await fill()
    await breaking(
      update(groupCountKey(groupId, 'import'), { add: { count: 1 } }, {}, refused),
      update(groupCountKey('unassigned', 'api'), { add: { count: -1 } }, {}, refused),
    )
    expect(await found()).toEqual([
      'The group Unassigned Agreements (unassigned) counts 0 agreements, and has 1.',
      `The group EMEA (${groupId}) counts 2 agreements, and has 1.`,
    ])
  })

  it('that counts its other agreements wrong is named', async () => {
    const { groupId } = await fill()
    await breaking(update(groupCountKey(groupId, 'api'), { add: { others: 1 } }, {}, refused))
    expect(await found()).toEqual([`The group EMEA (${groupId}) counts 1 other agreements, and has 0.`])
  })

  it('too many, or too few, is told', async () => {
    await fill()
    await breaking(update(groupTotalKey, { add: { total: 1 } }, {}, refused))
    expect(await found()).toEqual(['2 groups are counted, and there are 1.'])
  })

  it('whose name anybody can take, or has, is named', async () => {
    const { groupId } = await fill()
    const guard = groupNameKey(nameKey('EMEA'))
    await breaking(set(guard, { groupId: nowhere }))
    expect(await found()).toEqual([`The name of the group EMEA (${groupId}) is taken by the group ${nowhere}.`])
    await breaking(take(guard))
    expect(await found()).toEqual([`The name of the group EMEA (${groupId}) is not taken.`])
  })

  it('that lacks a counter, or whose counters do not know that it is being deleted, is named', async () => {
    const { groupId } = await fill()
    await breaking(take(groupCountKey(groupId, 'import')), set(groupCountKey(groupId, 'api'), { deleting: true }))
    expect(await found()).toEqual([
      `The counter api of the group EMEA (${groupId}) takes no agreements.`,
      `The counter import of the group EMEA (${groupId}) is not there.`,
    ])
  })

  it('of which only a counter is left is told', async () => {
    await breaking(add({ ...groupCountKey(nowhere, 'api'), count: 3 }))
    expect(await found()).toEqual([`GROUP#${nowhere}#COUNT#api belongs to no group.`])
  })
})

describe('an other agreement', () => {
  const endDate = '2026-12-31'
  const other = async (name: string, more: { details?: string; endDate?: string } = {}): Promise<string> => {
    const body = { type: 'other', name, publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 5, ...more }
    return (await ledger.call('POST /agreements', { body })).body.id
  }
  beforeEach(async () => {
    await makeReady(ledger)
    await addTitles(ledger, 'Adobe', ['Photoshop'])
  })

  it('is counted like any other, and has no pairs', async () => {
    await other('One', { details: 'KEY', endDate })
    await other('Two')
    await fill()
    expect(await verify(ledger.table, 0)).toMatchObject({ agreements: 4, pairs: 3, differences: [] })
  })

  it('whose details are not there, or that does not know of them, is named', async () => {
    const [one, two] = [await other('One', { details: 'KEY' }), await other('Two')]
    await breaking(take(detailsKey(one)), add({ ...detailsKey(two), details: 'STRAY' }))
    // Agreements are read by key, in no order.
    expect((await found()).toSorted()).toEqual([
      `The agreement One (${one}) lacks the details that it has.`,
      `The agreement Two (${two}) has details that it does not know of.`,
    ])
  })

  it('that is not among those that end, or is there on another day, or without an end, is named', async () => {
    const [one, two, three] = [await other('One', { endDate }), await other('Two', { endDate }), await other('Three')]
    await breaking(
      set(agreementKey(one), { gsi3pk: undefined, gsi3Sk: undefined }),
      set(agreementKey(two), { gsi3Sk: '2026-12-30#TWO' }),
      set(agreementKey(three), { gsi3pk: 'AGREEMENTS#ENDING', gsi3Sk: endDate }),
    )
    expect((await found()).toSorted()).toEqual([
      `The agreement One (${one}) has nothing as gsi3Sk, not "2026-12-31#ONE#${one}".`,
      `The agreement One (${one}) has nothing as gsi3pk, not "AGREEMENTS#ENDING".`,
      `The agreement Three (${three}) has "2026-12-31" as gsi3Sk, not nothing.`,
      `The agreement Three (${three}) has "AGREEMENTS#ENDING" as gsi3pk, not nothing.`,
      `The agreement Two (${two}) has "2026-12-30#TWO" as gsi3Sk, not "2026-12-31#TWO#${two}".`,
    ])
  })

  it('whose name anybody can take, or whose group counts it twice, is named', async () => {
    const id = await other('One')
    await breaking(
      take(agreementNameKey(nameKey('One'))),
      update(groupCountKey('unassigned', 'import'), { add: { count: 1, others: 1 } }, {}, refused),
    )
    expect((await found()).sort()).toEqual([
      'The group Unassigned Agreements (unassigned) counts 2 agreements, and has 1.',
      'The group Unassigned Agreements (unassigned) counts 2 other agreements, and has 1.',
      `The name of the agreement One (${id}) is not taken.`,
    ])
  })
})

describe('an agreement', () => {
  const guard = agreementNameKey(nameKey('Office'))

  it('whose name anybody can take, or has, is named', async () => {
    const { id, other } = await fill()
    await breaking(set(guard, { agreementId: other }))
    expect(await found()).toEqual([`The name of the agreement Office (${id}) is taken by the agreement ${other}.`])
    await breaking(take(guard))
    expect(await found()).toEqual([`The name of the agreement Office (${id}) is not taken.`])
  })

  it('in a group that is gone is named, and is missed in its group', async () => {
    const { id, groupId } = await fill()
    await breaking(set(agreementKey(id), { groupId: nowhere, gsi2pk: agreementsByGroup(nowhere, 'volume') }))
    expect(await found()).toEqual([
      `The group EMEA (${groupId}) counts 1 agreements, and has 0.`,
      `The agreement Office (${id}) is in the group ${nowhere}, which is not there.`,
    ])
  })

  it.each([
    ['gsi1pk', 'AGREEMENTS#other', '"AGREEMENTS#volume"'],
    ['gsi2pk', 'GROUP#unassigned#volume', /^"GROUP#\w{26}#volume"$/],
    ['gsiSk', 'OFFICE', /^"OFFICE#\w{26}"$/],
  ])('that lists show at the wrong place (%s) is named', async (key, wrong, right) => {
    const { id } = await fill()
    await breaking(set(agreementKey(id), { [key]: wrong }))
    const [difference = '', ...others] = (await found()).filter((says) => says.startsWith('The agreement'))
    expect(others).toEqual([])
    const [start, end] = difference.split(`"${wrong}" as ${key}, not `)
    expect(start).toBe(`The agreement Office (${id}) has `)
    expect(end?.slice(0, -1)).toMatch(right)
  })

  it('that no list by type shows is found by that of its group', async () => {
    const { id } = await fill()
    await breaking(update(agreementKey(id), { set: { gsi1pk: undefined } }, {}, refused))
    expect(await found()).toEqual([`The agreement Office (${id}) has nothing as gsi1pk, not "AGREEMENTS#volume".`])
  })

  it('that counts its pairs wrong is named', async () => {
    const { id } = await fill()
    await breaking(set(agreementKey(id), { pairCount: 3 }))
    expect(await found()).toEqual([`The agreement Office (${id}) counts 3 pairs, and lists 2.`])
  })

  it('that lists pairs which are not there, or belong to another one, is named', async () => {
    const { id, other } = await fill()
    await breaking(take(pairItemKey('A1#L1')), counted(-1), set(pairItemKey('A2#L2'), { agreementId: other }))
    expect(await found()).toEqual([
      `The agreement Office (${id}) lists the pair A1 / L1, which is not there.`,
      `The agreement Office (${id}) lists the pair A2 / L2, which belongs to the agreement ${other}.`,
      `The pair a2 / L2 belongs to the agreement Other (${other}), which does not list it.`,
    ])
  })

  it('is named also when its pairs stand apart, or are gone from there', async () => {
    const id = await createLarge()
    await breaking(
      update(agreementPairsKey(id), { delete: { pairs: new Set(['P7#L']) } }, {}, refused),
      take(pairItemKey('P8#L')),
      counted(-1),
    )
    expect(await found()).toEqual([
      `The agreement Large (${id}) counts 86 pairs, and lists 85.`,
      `The agreement Large (${id}) lists the pair P8 / L, which is not there.`,
      `The pair P7 / L belongs to the agreement Large (${id}), which does not list it.`,
    ])
    await breaking(take(agreementPairsKey(id)))
    expect(await found()).toContain(`The agreement Large (${id}) counts 86 pairs, and lists 0.`)
  })
})

describe('a pair', () => {
  const stray = (agreementId: string) => ({
    ...pairItemKey('X#Y'),
    agreementNumber: 'x',
    licenseNumber: 'y',
    agreementId,
    status: 'pending',
  })

  it('that its agreement does not list is named', async () => {
    const { id } = await fill()
    await breaking(add(stray(id)), counted(1))
    expect(await found()).toEqual([`The pair x / y belongs to the agreement Office (${id}), which does not list it.`])
  })

  it('whose agreement is gone is named, also when its list is left, unless work frees it', async () => {
    await breaking(add(stray(nowhere)), counted(1))
    const gone = [`The pair x / y belongs to the agreement ${nowhere}, which is not there.`]
    expect(await found()).toEqual(gone)
    await breaking(add({ ...agreementPairsKey(nowhere), pairs: new Set(['x#y']) }))
    expect(await found()).toEqual(gone)
    const work = { id: 'w', kind: 'release-pairs', subjectId: nowhere, actor: 'alice', createdAt: '2026-01-01' }
    await breaking(add({ ...workKey('w'), ...work }))
    expect(await verify(ledger.table, 0)).toMatchObject({ underWay: 1, differences: [] })
    await breaking(set(agreementPairsKey(nowhere), { pairs: new Set(['other#pair']) }))
    expect(await found()).toEqual([`The pair x / y belongs to the agreement ${nowhere}, which does not list it.`])
  })

  it('that stands where nobody looks for it is named', async () => {
    const { id } = await fill()
    const wrong = { pk: pairItemKey('A1#L1').pk, sk: 'L1#A1 ' }
    await breaking(take(pairItemKey('A1#L1')), add({ ...wrong, ...pairs[0], agreementId: id, status: 'pending' }))
    expect(await found()).toEqual([
      `The agreement Office (${id}) lists the pair A1 / L1, which is not there.`,
      `The pair A1 / L1 stands at ${wrong.pk} ${wrong.sk}, where nobody looks for it.`,
    ])
  })
})

describe('what VLSC said', () => {
  const entitlement = licensesOf('SQL Server', 4)
  /** Nothing marked that positions rest on it. */
  const foundOfRows = async () => (await found()).filter((says) => says.includes(', which is'))

  it('is told when it is counted wrong', async () => {
    await fill()
    await breaking(update(pairCountKey('refresh'), { add: { pending: -1, valid: 1 } }, {}, refused))
    expect(await found()).toEqual([
      '2 pairs are counted as pending, and there are 3.',
      '1 pairs are counted as valid, and there are 0.',
    ])
  })

  it('is told when the list of products does not show it', async () => {
    const { id } = await fill()
    await breaking(set(pairItemKey('A2#L2'), { entitlements: [entitlement] }))
    const missing = 'The pair a2 / L2 entitles to 4 SQL Server 2019, which is'
    expect(await foundOfRows()).toEqual([`${missing} not listed.`])
    const owner = { agreementNumber: 'a2', licenseNumber: 'L2', agreementId: id }
    const row = rowKey(entitlement)
    await breaking(
      add({ ...pairRowKey(owner, row), ...entitlement, ...owner, effectiveQuantity: 3, source: 'vlsc', at: '2026' }),
    )
    expect(await foundOfRows()).toEqual([`${missing} listed as 3 of the agreement ${id}.`])
  })

  it('is told when the list of products shows what no pair says', async () => {
    const { id } = await fill()
    const owner = { agreementNumber: 'a2', licenseNumber: 'L2', agreementId: id }
    await breaking(...rowWrites(owner, new Map(), rowsOf([entitlement]), '2026'))
    expect(await found()).toEqual(['The pair a2 / L2 is listed with SQL Server 2019, which it does not have.'])
  })
})

describe('a license position', () => {
  const at = '2026-06-15T12:00:00.000Z'
  const pair = { agreementNumber: 'A1', licenseNumber: 'L1' }
  const product = { productFamily: 'SQL Server', version: '2019' }
  const productId = productIdOf(product)
  const matchKey = matchKeyOfProduct(product)
  const titleId = titleIdOf('Microsoft', 'Microsoft SQL Server 2019')
  const otherId = titleIdOf('Adobe', 'Photoshop')
  const titleName = `The title Microsoft SQL Server 2019 (${titleId})`
  const productName = `The product SQL Server 2019 (${productId})`
  let agreementId = ''
  let positions: ReturnType<typeof positionsOf>

  /** Three devices have SQL Server, of which a pair has 4, and statements 2 and 50; Photoshop has an agreement of 5. */
  beforeEach(async () => {
    ledger.setClock(new Date(at))
    positions = positionsOf(ledger)
    for (const device of ['a', 'b', 'c'])
      await inventoryOf(ledger).report(device, at, [
        'Microsoft Corporation/Microsoft SQL Server 2019@15',
        'Adobe/Photoshop@1',
      ])
    await create({ name: 'Office', pairs: [pair, { agreementNumber: 'A2', licenseNumber: 'L2' }] })
    // No VLSC is configured: what new pairs begin ends at once.
    const desk = {
      ledger: ledger.ledger,
      vlsc: undefined,
      staleAfterHours: 36,
      goOn: async () => {},
      sleep: async () => {},
    }
    for (const id of ledger.announcedRefreshes.splice(0)) await continueRefresh(desk, id)
    const stored = [...(await readPairs(ledger.table, [pair])).values()]
    const answers = new Map([['A1#L1', { status: 'expired' as const, entitlements: [licensesOf('SQL Server', 4)] }]])
    await storeAnswers(ledger.ledger, { pairs: stored, answers, askedAt: at, refreshId: 'r', singly: false })
    const rows = ['SQL Server,2019,Servers,License,2,0,L2', 'SQL Server,2019,Servers,License,50,0,']
    await importer(ledger).drop('imports/entitlements/a.csv', [summaryHeadings, ...rows].join('\n'))
    const body = {
      type: 'other',
      name: 'Pictures',
      publisher: 'Adobe',
      productTitle: 'Photoshop',
      licenseCount: 5,
      endDate: '2026-06-15',
    }
    agreementId = (await ledger.call('POST /agreements', { body })).body.id
    await ledger.work()
  })

  it('in which nothing differs is counted', async () => {
    const found = await verify(ledger.table, 0, ledger.ledger.now)
    expect(found).toMatchObject({ products: 1, positions: 2, unsettled: [], differences: [] })
    expect(await positions.of('Microsoft SQL Server 2019')).toEqual({ entitled: 6, installed: 3, status: 'covered' })
    expect(await positions.of('Photoshop')).toEqual({ entitled: 5, installed: 3, status: 'covered' })
  })

  const holding = (source: string, quantity: number): Write =>
    set(holdingKey(source), { products: { [productId]: [quantity, 1, 0] } })
  const inProduct = (values: Record<string, unknown>): Write => set(productItemKey(productId), values)
  const inTitle = (values: Record<string, unknown>): Write => set(titleKey(titleId), values)

  it.each<[string, () => Write[], () => (string | RegExp)[]]>([
    [
      'a pair is counted otherwise than it says',
      () => [holding('PAIR#A1#L1', 3)],
      () => [
        `The pair A1 / L1 is counted with 3 in 1 rows (0 flagged) of the product ${productId}, and says 4 in 1 rows (1 flagged).`,
      ],
    ],
    [
      'a statement is counted otherwise, for a License ID or the organization',
      () => [
        take(holdingKey('LICENSE#L2#license-summary')),
        ...organizationParts.map((part) => remove(holdingKey(`ORGANIZATION#license-summary#${part}`), {}, refused)),
      ],
      () => [
        `The license-summary of the License ID L2 is counted with 0 in 0 rows (0 flagged) of the product ${productId}, and says 2 in 1 rows (0 flagged).`,
        `The license-summary of the organization is counted with 0 in 0 rows (0 flagged) of the product ${productId}, and says 50 in 1 rows (0 flagged).`,
      ],
    ],
    [
      'the sum of a product is another one',
      () => [inProduct({ pairs: { quantity: 9, rows: 1, flagged: 1 } })],
      () => [
        `${productName} has {"quantity":9,"rows":1,"flagged":1} as pairs, not {"quantity":4,"rows":1,"flagged":1}.`,
      ],
    ],
    [
      'a product that is reported is not there',
      () => [take(productItemKey(productId))],
      () => [
        `The product ${productId} is reported, and is not there.`,
        `${titleName} has a stray COVER#${productId}.`,
        /has 6 as entitled, not 0\.$/,
      ],
    ],
    [
      'a product is listed that nobody reports',
      () => [
        add({
          ...productItemKey('P'),
          ...{ ...newProduct({ productFamily: 'X', version: '1' }), id: 'P' },
          gsi2pk: productsByMatch(false),
          gsiSk: 'X',
        }),
      ],
      () => ['The product P is listed, and nobody reports it.'],
    ],
    [
      'a product is at the wrong place in the lists',
      () => [inProduct({ gsi1pk: undefined, gsi2pk: productsByMatch(false) })],
      () => [
        `${productName} has nothing as gsi1pk, not "PRODUCTS#MATCHED".`,
        `${productName} has "PRODUCTS#UNMATCHED" as gsi2pk, not nothing.`,
      ],
    ],
    [
      'a product and a title do not find each other',
      () => [take(matchingProductKey(matchKey, productId)), take(matchingTitleKey(matchKey, titleId))],
      () => [`${productName} is not found by its titles.`, `${titleName} is not found by its products.`],
    ],
    [
      'a product counts for another title than it meets',
      () => [inProduct({ covers: [{ titleId: otherId, quantity: 6 }], score: 0.5 })],
      () => [
        `${productName} has [{"titleId":"${otherId}","quantity":6}] as covers, not [{"titleId":"${titleId}","quantity":6}].`,
        `${productName} has 0.5 as score, not 1.`,
      ],
    ],
    [
      'a manager mapped a product, and it does not count so',
      () => [
        add({
          ...mappingKey(productId),
          id: productId,
          ...product,
          titles: [{ titleId: otherId, rank: 0, at, by: 'alice' }],
          revision: 1,
        }),
        update(titleKey(otherId), { set: { mapping: [productId] } }, {}, refused),
      ],
      () => [
        /^The product .* as covers, not \[.*"quantity":6\}\]\.$/,
        `${productName} has "rule" as by, not "manager".`,
        `${titleName} has a stray COVER#${productId}.`,
        /^The title Photoshop .* has 5 as entitled, not 11\.$/,
      ],
    ],
    [
      'a title and a product do not both know of a mapping',
      () => [update(titleKey(otherId), { set: { mapping: [productId] } }, {}, refused)],
      () => [`The title Photoshop (${otherId}) has the product ${productId} mapped, which does not know of it.`],
    ],
    [
      'titles have more of a product than is owned',
      () => [
        add({
          ...coverKey(otherId, productId),
          productId,
          quantity: 1,
          isShared: false,
          isExpired: false,
          partitions: [],
        }),
      ],
      () => [
        `The title Photoshop (${otherId}) has a stray COVER#${productId}.`,
        `Titles have 7 of the product ${productId}, and 6 are owned.`,
      ],
    ],
    [
      'a share is another one',
      () => [set(coverKey(titleId, productId), { quantity: 5 })],
      () => [`COVER#${productId} of ${titleName} has 5 as quantity, not 6.`],
    ],
    [
      'what an agreement counts for is another title, number or term',
      () => [
        set(holdingKey(`AGREEMENT#${agreementId}`), { titleId, licenseCount: 6 }),
        set(claimKey(otherId, agreementId), { endDate: '2026-06-16' }),
      ],
      () => [
        `What counts of the agreement ${agreementId} has 6 as licenseCount, not 5.`,
        `What counts of the agreement ${agreementId} has "${titleId}" as titleId, not "${otherId}".`,
        `AGREEMENT#${agreementId} of The title Photoshop (${otherId}) has "2026-06-16" as endDate, not "2026-06-15".`,
      ],
    ],
    [
      'a title is entitled to another number, or for other reasons',
      () => [inTitle({ entitled: 5, basis: { flags: [], partitions: [] } })],
      () => [
        `${titleName} has 5 as entitled, not 6.`,
        /has .* as basis, not \{"flags":\["expired-pairs"\],"partitions":\[\d+\]\}\.$/,
      ],
    ],
    [
      'a title is not looked at when a term ends',
      () => [set(titleKey(otherId), { due: undefined, gsi2pk: undefined })],
      () => [/has nothing as due, not "2026-06-16"\.$/, /has nothing as gsi2pk, not "TITLES-DUE#2026-06-16"\.$/],
    ],
    [
      'a title has another status in the lists than in truth',
      () => [inTitle({ gsi1pk: 'SOFTWARE#SHORT', gsiSk: 'X', gsi3pk: 'SHORTFALLS', gsi3Sk: '0' })],
      () => [
        `${titleName} has "SOFTWARE#SHORT" as gsi1pk, not "SOFTWARE#COVERED".`,
        /has "X" as gsiSk, not /,
        `${titleName} has "SHORTFALLS" as gsi3pk, not nothing.`,
        `${titleName} has "0" as gsi3Sk, not nothing.`,
      ],
    ],
  ])('differs and is named: %s', async (_, writes, says) => {
    await breaking(...writes())
    const { differences } = await verify(ledger.table, 0, ledger.ledger.now)
    expect(differences).toEqual(
      expect.arrayContaining(says().map((each) => (each instanceof RegExp ? expect.stringMatching(each) : each))),
    )
  })

  it('is not compared while marks are left', async () => {
    await breaking(inTitle({ entitled: 5 }), markPositions('m', { sums: [titleId] }, at))
    const found = () => verify(ledger.table, 0, ledger.ledger.now)
    expect(await found()).toMatchObject({ unsettled: ['The license position'], differences: [] })
    ledger.announced.push('count-positions')
    await ledger.work()
    expect(await found()).toMatchObject({ unsettled: [], differences: [] })
  })

  it('is not compared while a day is new on which terms end', async () => {
    ledger.setClock(new Date('2026-06-16T00:00:01Z'))
    const found = () => verify(ledger.table, 0, ledger.ledger.now)
    expect(await found()).toMatchObject({ unsettled: ['The license position'], differences: [] })
    ledger.announced.push('count-positions')
    await ledger.work()
    expect(await found()).toMatchObject({ positions: 1, unsettled: [], differences: [] })
  })

  it('is not compared while statements are to count for pairs that are new', async () => {
    await create({ name: 'New', pairs: [{ agreementNumber: 'A9', licenseNumber: 'L9' }] })
    const { unsettled } = await verify(ledger.table, 0, ledger.ledger.now)
    expect(unsettled).toEqual(['The license position'])
  })
})

describe('what is under way is no difference', () => {
  it('while a large agreement is being deleted', async () => {
    const agreementId = await createLarge()
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId } })
    expect(await verify(ledger.table, 0)).toMatchObject({ agreements: 0, underWay: 86, differences: [] })
    await ledger.work()
    expect(await verify(ledger.table, 0)).toMatchObject({ underWay: 0, differences: [] })
  })

  it('while an import stages a large agreement', async () => {
    const imports = importer(ledger)
    const heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count === 4 ? new Crash() : undefined),
    })
    const file = Array.from({ length: 300 }, (_, index) => `B${index},L,Big`).join('\n')
    await expect(imports.drop('imports/agreements/big.csv', file)).rejects.toThrow()
    heal()
    const staged = (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('PAIRS#')).length
    expect(staged).toBeGreaterThan(0)
    expect(await verify(ledger.table, 0)).toMatchObject({ agreements: 0, underWay: staged, differences: [] })
  })

  it('while an index lags behind: what differs is looked at again', async () => {
    await fill()
    const heal = injectFaults(ledger.client, {
      answer: ({ command, count }, output) =>
        ['Query gsi1', 'Query gsi2'].includes(command) && count < 2 ? { ...output, Items: [] } : output,
    })
    expect(await verify(ledger.table, 0)).toMatchObject({ unsettled: [], differences: [] })
    heal()
  })

  it('while a group is written to each time that it is counted: nothing can be said of it', async () => {
    const { groupId } = await fill()
    const count = update(groupCountKey(groupId, 'import'), { add: { count: 1 } }, {}, refused)
    await breaking(count)
    ledger.client.middlewareStack.add(
      (next) => async (args) => {
        if (JSON.stringify(args.input).includes(agreementsByGroup(groupId, 'volume'))) await breaking(count)
        return next(args)
      },
      { step: 'initialize', name: 'busy' },
    )
    expect(await verify(ledger.table, 0)).toMatchObject({ unsettled: ['EMEA'], differences: [] })
    ledger.client.middlewareStack.remove('busy')
  })
})

describe('verifying', () => {
  it('scans nothing, and asks so many requests as its items need', async () => {
    const imports = importer(ledger)
    const [agreements, inGroups] = [450, 3]
    for (let group = 0; group < inGroups; group++) {
      const lines = Array.from(
        { length: agreements / inGroups },
        (_, index) => `G${group}N${index},L${index},G${group} ${index}`,
      )
      await imports.drop(`imports/agreements/Group ${group}/file.csv`, lines.join('\n'))
    }
    await createLarge()
    const shards = new Set(
      [...(await ledger.scan())].map(({ pk }) => String(pk)).filter((pk) => pk.startsWith('PAIRS#')),
    )
    const { usage, detach } = attachMeter(ledger.client)
    expect((await verify(ledger.table, 0)).differences).toEqual([])
    detach()

    const [types, groups, batch] = [2, inGroups + 1, 100]
    // Groups; work and open imports; the lists of both types; those of each group; each partition of pairs; the counters
    // of pairs, and the list of products. Names of software, titles by status, devices, their counters and marks; the
    // publishers of the catalog, and titles by status once more.
    const inventory = 16 + 6 + 16 + 1 + 1 + 1 + 6
    // Rows of statements once more; products, other agreements, marks.
    const positions = 2 + 2 + 2 + 1 + 1
    expect(usage.requests.Query).toBe(1 + 5 + types + types * groups + 64 + 2 + inventory + positions)
    // Names of groups; agreements, their names and their pairs by key; what each partition's pairs belong to, and what is
    // counted of them; what is counted of the organization.
    const perAgreement = Math.ceil((agreements + 1) / batch)
    const walk = 1 + 2 * (perAgreement + 1) + (perAgreement + 1) + 1
    expect(usage.requests.BatchGetItem).toBeLessThanOrEqual(walk + 2 * shards.size + 1)
    // The set of the large agreement: once for itself, and once for each partition that has a pair of it.
    expect(usage.requests.GetItem).toBeLessThanOrEqual(1 + 64)
    expect(Object.keys(usage.requests).sort()).toEqual(['BatchGetItem', 'GetItem', 'Query'])
    expect(sumOf(usage.requests)).toBeLessThan(450)
  })
})
