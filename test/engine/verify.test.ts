import { beforeEach, describe, expect, it } from 'vitest'
import { attachMeter, sumOf } from '../../bench/meter.ts'
import { verify } from '../../infra/operations/verify/verify.ts'
import {
  agreementKey,
  agreementNameKey,
  agreementPairsKey,
  agreementsByGroup,
  currentKey,
  detailsKey,
  groupCountKey,
  groupNameKey,
  groupTotalKey,
  type Key,
  nameCountKey,
  pairItemKey,
  pairsByAgreement,
  softwareNameHash,
  softwareNameKey,
  statementEntitlements,
  wantedKey,
  workKey,
} from '../../lib/foundation/table/keys.ts'
import { put, remove, update, type Write } from '../../lib/foundation/table/table.ts'
import { nameKey } from '../../lib/foundation/text/name.ts'
import { manifestKey, tableFileKey } from '../../lib/positions/snapshot/manifest.ts'
import { readPointers } from '../../lib/positions/snapshot/pointers.ts'
import { guardKeyOf } from '../../lib/recognition/titles/title-id.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'

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
const look = () => verify({ table: ledger.table, now: ledger.ledger.now }, 0)
const found = async () => (await look()).differences

const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const pairs = [
  { agreementNumber: 'A1', licenseNumber: 'L1' },
  { agreementNumber: 'a2', licenseNumber: 'L2' },
]
const create = async (body: object): Promise<string> =>
  (await ledger.call('POST /agreements', { body: { type: 'volume', pairs: [newPair()], ...body } })).body.id

const at = '2026-06-15T12:00:00.000Z'

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

describe('Verifying a sound ledger', () => {
  it('finds nothing when it is empty', async () => {
    const nothing = { groups: 0, agreements: 0, pairs: 0, underWay: 0, devices: 0, names: 0, snapshot: null }
    expect(await look()).toEqual({ ...nothing, unsettled: [], differences: [] })
  })

  it('counts what it holds', async () => {
    await fill()
    await createLarge()
    expect(await look()).toMatchObject({ groups: 1, agreements: 3, pairs: 89, differences: [] })
  })
})

describe('Verifying groups', () => {
  it('names one whose counter is off by one, with both counts', async () => {
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

  it('names one that counts its other agreements wrong', async () => {
    const { groupId } = await fill()
    await breaking(update(groupCountKey(groupId, 'api'), { add: { others: 1 } }, {}, refused))
    expect(await found()).toEqual([`The group EMEA (${groupId}) counts 1 other agreements, and has 0.`])
  })

  it('finds a wrong number of groups', async () => {
    await fill()
    await breaking(update(groupTotalKey, { add: { total: 1 } }, {}, refused))
    expect(await found()).toEqual(['2 groups are counted, and there are 1.'])
  })

  it('names one whose name is free, or held by another group', async () => {
    const { groupId } = await fill()
    const guard = groupNameKey(nameKey('EMEA'))
    await breaking(set(guard, { groupId: nowhere }))
    expect(await found()).toEqual([`The name of the group EMEA (${groupId}) is taken by the group ${nowhere}.`])
    await breaking(take(guard))
    expect(await found()).toEqual([`The name of the group EMEA (${groupId}) is not taken.`])
  })

  it('names one that lacks a counter, or whose counters disagree on its deletion', async () => {
    const { groupId } = await fill()
    await breaking(take(groupCountKey(groupId, 'import')), set(groupCountKey(groupId, 'api'), { deleting: true }))
    expect(await found()).toEqual([
      `The counter api of the group EMEA (${groupId}) takes no agreements.`,
      `The counter import of the group EMEA (${groupId}) is not there.`,
    ])
  })

  it('finds a counter without a group', async () => {
    await breaking(add({ ...groupCountKey(nowhere, 'api'), count: 3 }))
    expect(await found()).toEqual([`GROUP#${nowhere}#COUNT#api belongs to no group.`])
  })
})

describe('Verifying other agreements', () => {
  const other = async (name: string, more: { details?: string } = {}): Promise<string> => {
    const body = { type: 'other', name, publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 5, ...more }
    return (await ledger.call('POST /agreements', { body })).body.id
  }
  beforeEach(async () => {
    await makeReady(ledger)
    await addTitles(ledger, 'Adobe', ['Photoshop'])
  })

  it('counts them like all agreements, and expects no pairs', async () => {
    await other('One', { details: 'KEY' })
    await other('Two')
    await fill()
    expect(await look()).toMatchObject({ agreements: 4, pairs: 3, differences: [] })
  })

  it('names one whose details are missing, or that does not know of them', async () => {
    const [one, two] = [await other('One', { details: 'KEY' }), await other('Two')]
    await breaking(take(detailsKey(one)), add({ ...detailsKey(two), details: 'STRAY' }))
    // Agreements are read by key, in no order.
    expect((await found()).toSorted()).toEqual([
      `The agreement One (${one}) lacks the details that it has.`,
      `The agreement Two (${two}) has details that it does not know of.`,
    ])
  })

  it('names one whose name is free, and a group that counts it twice', async () => {
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

describe('Verifying agreements', () => {
  const guard = agreementNameKey(nameKey('Office'))

  it('names one whose name is free, or held by another agreement', async () => {
    const { id, other } = await fill()
    await breaking(set(guard, { agreementId: other }))
    expect(await found()).toEqual([`The name of the agreement Office (${id}) is taken by the agreement ${other}.`])
    await breaking(take(guard))
    expect(await found()).toEqual([`The name of the agreement Office (${id}) is not taken.`])
  })

  it('names one whose group is gone, and the group that lacks it', async () => {
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
  ])('names one that stands at the wrong place of an index (%s)', async (key, wrong, right) => {
    const { id } = await fill()
    await breaking(set(agreementKey(id), { [key]: wrong }))
    const [difference = '', ...others] = (await found()).filter((says) => says.startsWith('The agreement'))
    expect(others).toEqual([])
    const [start, end] = difference.split(`"${wrong}" as ${key}, not `)
    expect(start).toBe(`The agreement Office (${id}) has `)
    expect(end?.slice(0, -1)).toMatch(right)
  })

  it('names one that the list by type lacks', async () => {
    const { id } = await fill()
    await breaking(update(agreementKey(id), { set: { gsi1pk: undefined } }, {}, refused))
    expect(await found()).toEqual([`The agreement Office (${id}) has nothing as gsi1pk, not "AGREEMENTS#volume".`])
  })

  it('names one that counts its pairs wrong', async () => {
    const { id } = await fill()
    await breaking(set(agreementKey(id), { pairCount: 3 }))
    expect(await found()).toEqual([`The agreement Office (${id}) counts 3 pairs, and lists 2.`])
  })

  it('names one that lists pairs which are not there, or belong to another agreement', async () => {
    const { id, other } = await fill()
    await breaking(take(pairItemKey('A1#L1')), set(pairItemKey('A2#L2'), { agreementId: other, gsiSk: other }))
    expect(await found()).toEqual([
      `The agreement Office (${id}) lists the pair A1 / L1, which is not there.`,
      `The agreement Office (${id}) lists the pair A2 / L2, which belongs to the agreement ${other}.`,
      `The pair a2 / L2 belongs to the agreement Other (${other}), which does not list it.`,
    ])
  })

  it('names one whose set of pairs is wrong, or gone, in an item apart', async () => {
    const id = await createLarge()
    await breaking(
      update(agreementPairsKey(id), { delete: { pairs: new Set(['P7#L']) } }, {}, refused),
      take(pairItemKey('P8#L')),
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

describe('Verifying pairs', () => {
  const stray = (agreementId: string) => ({
    ...pairItemKey('X#Y'),
    agreementNumber: 'x',
    licenseNumber: 'y',
    agreementId,
    status: 'pending',
    gsi1pk: pairsByAgreement('X'),
    gsiSk: agreementId,
  })

  it('names one that is not found by its agreement number, or leads to another agreement', async () => {
    const { other } = await fill()
    await breaking(set(pairItemKey('A1#L1'), { gsi1pk: undefined }), set(pairItemKey('A2#L2'), { gsiSk: other }))
    expect((await found()).toSorted()).toEqual([
      'The pair A1 / L1 cannot be found by its agreement number.',
      'The pair a2 / L2 cannot be found by its agreement number.',
    ])
  })

  it('names one that its agreement does not list', async () => {
    const { id } = await fill()
    await breaking(add(stray(id)))
    expect(await found()).toEqual([`The pair x / y belongs to the agreement Office (${id}), which does not list it.`])
  })

  it('names one whose agreement is gone, even when its list is left, unless work is freeing it', async () => {
    await breaking(add(stray(nowhere)))
    const gone = [`The pair x / y belongs to the agreement ${nowhere}, which is not there.`]
    expect(await found()).toEqual(gone)
    await breaking(add({ ...agreementPairsKey(nowhere), pairs: new Set(['x#y']) }))
    expect(await found()).toEqual(gone)
    const work = { id: 'w', kind: 'release-pairs', subjectId: nowhere, actor: 'alice', createdAt: '2026-01-01' }
    await breaking(add({ ...workKey('w'), ...work }))
    expect(await look()).toMatchObject({ underWay: 1, differences: [] })
    await breaking(set(agreementPairsKey(nowhere), { pairs: new Set(['other#pair']) }))
    expect(await found()).toEqual([`The pair x / y belongs to the agreement ${nowhere}, which does not list it.`])
  })

  it('names one that stands under a wrong key', async () => {
    const { id } = await fill()
    const wrong = { pk: pairItemKey('A1#L1').pk, sk: 'L1#A1 ' }
    await breaking(take(pairItemKey('A1#L1')), add({ ...wrong, ...pairs[0], agreementId: id, status: 'pending' }))
    expect(await found()).toEqual([
      `The agreement Office (${id}) lists the pair A1 / L1, which is not there.`,
      `The pair A1 / L1 stands at ${wrong.pk} ${wrong.sk}, where nobody looks for it.`,
    ])
  })
})

describe('Verifying names of software', () => {
  const sqlServer = { publisher: 'Microsoft Corporation', title: 'Microsoft SQL Server 2019' }
  beforeEach(() => inventoryOf(ledger).report('a', at, [`${sqlServer.publisher}/${sqlServer.title}@15`]))

  it('finds a bucket that counts them wrong', async () => {
    const { pk } = softwareNameKey(softwareNameHash(sqlServer.publisher, sqlServer.title))
    await breaking(update(nameCountKey(pk), { add: { count: 1 } }, {}, refused))
    expect(await found()).toEqual([`${pk} counts 2 names, and has 1.`])
  })

  it('finds a title that is not known by its name', async () => {
    await breaking(take(guardKeyOf({ publisher: 'Microsoft', title: 'Microsoft SQL Server 2019' })))
    expect(await found()).toEqual(['The title Microsoft SQL Server 2019 of Microsoft is not known by its name.'])
  })
})

describe('Verifying the current snapshot', () => {
  const compare = () => verify({ table: ledger.table, files: ledger.snapshotFiles, now: ledger.ledger.now }, 0)
  const current = async () => (await readPointers(ledger.table)).current?.id ?? ''

  beforeEach(async () => {
    ledger.setClock(new Date(at))
    await inventoryOf(ledger).report('a', at, [
      'Microsoft Corporation/Microsoft SQL Server 2019@15',
      'Adobe/Photoshop@1',
    ])
    await fill()
    await ledger.work()
  })

  it('finds that it says what follows from the facts', async () => {
    const found = await compare()
    expect(found).toMatchObject({ devices: 1, names: 2, snapshot: await current(), differences: [] })
  })

  it('finds so on the next day as well, with the history of the day before', async () => {
    ledger.setClock(new Date(Date.parse(at) + 86_400_000))
    await ledger.work()
    expect(await compare()).toMatchObject({ snapshot: await current(), differences: [] })
  })

  it('finds tables that do not follow from the facts', async () => {
    // No stream tells of this one.
    const product = { publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 5 }
    await ledger.call('POST /agreements', { body: { type: 'other', name: 'Pictures', ...product } })
    const { snapshot, differences } = await compare()
    expect(differences).toEqual([
      `The snapshot ${snapshot} says other titles than follow from the facts.`,
      `The snapshot ${snapshot} says other agreements than follow from the facts.`,
      `The snapshot ${snapshot} says other families than follow from the facts.`,
      `The snapshot ${snapshot} says other licenses than follow from the facts.`,
    ])
  })

  it('finds a device whose change is not in the lists', async () => {
    await inventoryOf(ledger).report('b', at, ['Adobe/Photoshop@1'])
    const { snapshot, differences } = await compare()
    expect(differences).toContain(`The snapshot ${snapshot} was made from other lists of devices.`)
    expect(differences).toContain(`The snapshot ${snapshot} says other installs than follow from the facts.`)
  })

  it('finds that a table or the manifest is missing', async () => {
    const id = await current()
    await ledger.snapshotFiles.remove([tableFileKey(id, 'names')])
    expect((await compare()).differences).toEqual([`The snapshot ${id} has no table of names.`])
    await ledger.snapshotFiles.remove([manifestKey(id)])
    expect((await compare()).differences).toEqual([`The snapshot ${id} has no manifest.`])
  })

  it('is impossible before there is one, while a change is pending, and when a day is new', async () => {
    await breaking(update(wantedKey, { add: { facts: 1 } }, {}, refused))
    expect(await compare()).toMatchObject({ snapshot: null, unsettled: ['the current snapshot'], differences: [] })
    await ledger.publish()
    ledger.setClock(new Date(Date.parse(at) + 86_400_000))
    expect(await compare()).toMatchObject({ snapshot: null, differences: [] })
    ledger = await newLedger()
    expect(await compare()).toMatchObject({ snapshot: null, differences: [] })
  })

  it('waits for a run that the pace holds back', async () => {
    const reconcilePace = { tokens: -5, at: Date.parse(at), sentFor: 0 }
    await breaking(update(currentKey, { set: { took: 1_000 } }, {}, refused))
    await breaking(update(wantedKey, { add: { facts: 1 }, set: { reconcilePace } }, {}, refused))
    let looks = 0
    const read = async (key: string) => {
      if (key.endsWith('manifest.json') && ++looks === 2) await ledger.publish()
      return ledger.snapshotFiles.read(key)
    }
    const files = { ...ledger.snapshotFiles, read }
    const found = await verify({ table: ledger.table, files, now: ledger.ledger.now }, 0)
    expect(found).toMatchObject({ snapshot: await current(), unsettled: [], differences: [] })
    expect(looks).toBe(3)
  })

  it('is impossible when a change is counted meanwhile', async () => {
    ledger.client.middlewareStack.add(
      (next) => async (args) => {
        const output = await next(args)
        if (JSON.stringify(args.input).includes(statementEntitlements('license-summary')))
          await breaking(update(wantedKey, { add: { facts: 1 } }, {}, refused))
        return output
      },
      { step: 'initialize', name: 'busy' },
    )
    expect(await compare()).toMatchObject({ snapshot: null, differences: [] })
    ledger.client.middlewareStack.remove('busy')
  })
})

describe('Verifying while something is under way', () => {
  it('finds nothing wrong while a large agreement is being deleted', async () => {
    const agreementId = await createLarge()
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId } })
    expect(await look()).toMatchObject({ agreements: 0, underWay: 86, differences: [] })
    await ledger.work()
    expect(await look()).toMatchObject({ underWay: 0, differences: [] })
  })

  it('finds nothing wrong while an import stages a large agreement', async () => {
    const imports = importer(ledger)
    const heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count === 4 ? new Crash() : undefined),
    })
    const file = Array.from({ length: 300 }, (_, index) => `B${index},L,Big`).join('\n')
    await expect(imports.drop('imports/agreements/big.csv', file)).rejects.toThrow()
    heal()
    const staged = (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('PAIRS#')).length
    expect(staged).toBeGreaterThan(0)
    expect(await look()).toMatchObject({ agreements: 0, underWay: staged, differences: [] })
  })

  it('finds nothing wrong while an index lags, as it looks twice', async () => {
    await fill()
    const heal = injectFaults(ledger.client, {
      answer: ({ command, count }, output) =>
        command === 'Query gsi2' && count < 2 ? { ...output, Items: [] } : output,
    })
    expect(await look()).toMatchObject({ unsettled: [], differences: [] })
    heal()
  })

  it('says nothing of a group whose counters change each time', async () => {
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
    expect(await look()).toMatchObject({ unsettled: ['EMEA'], differences: [] })
    ledger.client.middlewareStack.remove('busy')
  })
})

describe('Verifying a large ledger', () => {
  it('scans nothing, and makes as many requests as its items need', async () => {
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
    expect((await look()).differences).toEqual([])
    detach()

    const [types, groups, batch] = [2, inGroups + 1, 100]
    // Groups; work and open imports; agreements; the lists of each group; each partition of pairs; recognition lines;
    // devices, when they reported, facts of them, and names of software.
    expect(usage.requests.Query).toBe(1 + 5 + 16 + types * groups + 64 + 4 + 4 * 16)
    // Names of groups; agreements, their names and their pairs by key, partition by partition; what each partition's
    // pairs belong to.
    const perPartition = 2 + Math.ceil(agreements / 16 / batch) + 1
    expect(usage.requests.BatchGetItem).toBeLessThanOrEqual(1 + 16 * perPartition + 2 * shards.size)
    // The set of the large agreement: once for itself, and once for each partition that has a pair of it.
    expect(usage.requests.GetItem).toBeLessThanOrEqual(1 + 64)
    expect(Object.keys(usage.requests).sort()).toEqual(['BatchGetItem', 'GetItem', 'Query'])
    expect(sumOf(usage.requests)).toBeLessThan(450)
  })
})
