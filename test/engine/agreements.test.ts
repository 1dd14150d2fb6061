import { beforeAll, describe, expect, it } from 'vitest'
import { attachMeter } from '../../bench/meter.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await newLedger()
})

const create = (body: object, headers = {}) =>
  ledger.call('POST /agreements', { body: { type: 'volume', pairs: [newPair()], ...body }, headers })
const one = (routeKey: string, agreementId: string, options = {}) =>
  ledger.call(routeKey, { params: { agreementId }, ...options })
const get = (id: string) => one('GET /agreements/{agreementId}', id)
const patch = (id: string, body: unknown, headers = {}) => one('PATCH /agreements/{agreementId}', id, { body, headers })
const remove = (id: string, headers = {}) => one('DELETE /agreements/{agreementId}', id, { headers })
const addPairs = (id: string, pairs: unknown[], headers = {}) =>
  one('POST /agreements/{agreementId}/pairs', id, { body: { pairs }, headers })
const removePair = (
  agreementId: string,
  { agreementNumber, licenseNumber }: ReturnType<typeof newPair>,
  headers = {},
) =>
  ledger.call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
    params: { agreementId, agreementNumber, licenseNumber },
    headers,
  })
const list = async (query: Record<string, string> = {}) => (await ledger.call('GET /agreements', { query })).body
const problem = (code: string) => ({ type: `urn:license-ledger:problem:${code}` })
const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

describe('Volume agreements', () => {
  it('are created pending with all their pairs, in the group unassigned', async () => {
    const pairs = [newPair(), newPair()]
    const { status, headers, body } = await create({ name: 'Office agreements', program: 'open', pairs })
    expect(status).toBe(201)
    expect(headers).toMatchObject({ location: `/agreements/${body.id}`, etag: '"1"' })
    expect(body).toMatchObject({
      type: 'volume',
      name: 'Office agreements',
      groupId: 'unassigned',
      program: 'open',
      productTitle: 'Not available',
      pairCount: 2,
      pairs: pairs.map((pair) => ({ ...pair, validation: { status: 'pending', stale: true } })),
      entitlements: [],
      version: 1,
    })
    expect((await get(body.id)).body).toEqual(body)
  })

  it('are created in an existing group, or in a new one made by the same request', async () => {
    const group = (await ledger.call('POST /groups', { body: { name: 'Existing' } })).body
    expect((await create({ name: 'g1', group: { id: group.id } })).body.groupId).toBe(group.id)
    const { groupId } = (await create({ name: 'g2', group: { name: 'Brand new' } })).body
    const made = (await ledger.call('GET /groups/{groupId}', { params: { groupId } })).body
    expect(made).toMatchObject({ name: 'Brand new', agreementCount: 1 })
  })

  it('are not created when their group cannot be, nor the other way round', async () => {
    const taken = newPair()
    await create({ name: 'holder', pairs: [taken] })
    expect((await create({ name: 'n1', pairs: [taken], group: { name: 'Never' } })).status).toBe(409)
    expect(await create({ name: 'n2', group: { name: 'existing' } })).toMatchObject({
      status: 409,
      body: { ...problem('group-name-taken'), errors: [{ pointer: '/group/name' }] },
    })
    const groups = (await ledger.call('GET /groups')).body.items.map(({ name }: { name: string }) => name)
    expect(groups).not.toContain('Never')
    expect((await list({ contains: 'n2' })).items).toEqual([])
  })

  it('have unique names', async () => {
    const { body } = await create({ name: 'Unique' })
    const answer = await create({ name: ' UNIQUE ' })
    expect(answer).toMatchObject({
      status: 409,
      body: { ...problem('agreement-name-taken'), errors: [{ pointer: '/name' }] },
    })
    expect(answer.body.detail).toContain(body.id)
  })

  it('hold each pair once in the ledger, and a conflict names the holder [D]', async () => {
    const pair = newPair()
    await create({ name: 'The holder', pairs: [pair] })
    const same = { agreementNumber: pair.agreementNumber.toLowerCase(), licenseNumber: pair.licenseNumber }
    const answer = await create({ name: 'Another', pairs: [newPair(), same] })
    expect(answer).toMatchObject({ status: 409, body: { ...problem('pair-taken'), errors: [{ pointer: '/pairs/1' }] } })
    expect(answer.body.detail).toContain('The holder')
  })

  it.each([
    ['no name', { name: undefined }, 'validation', '/name'],
    ['a wrong name', { name: 'a:b' }, 'invalid-name', '/name'],
    ['no pairs', { pairs: [] }, 'validation', '/pairs'],
    ['86 pairs', { pairs: Array.from({ length: 86 }, newPair) }, 'validation', '/pairs'],
    [
      'a wrong number',
      { pairs: [{ agreementNumber: 'a b', licenseNumber: '1' }] },
      'invalid-number',
      '/pairs/0/agreementNumber',
    ],
    ['a missing number', { pairs: [{ agreementNumber: '1' }] }, 'validation', '/pairs/0/licenseNumber'],
    [
      '17 characters',
      { pairs: [{ agreementNumber: '123456789', licenseNumber: '12345678' }] },
      'pair-too-long',
      '/pairs/0',
    ],
    [
      'unequal numbers in open-value',
      { program: 'open-value', pairs: [{ agreementNumber: '1', licenseNumber: '2' }] },
      'program-mismatch',
      '/pairs/0',
    ],
    ['an unknown program', { program: 'academic' }, 'validation', '/program'],
    [
      'a pair twice',
      {
        pairs: [
          { agreementNumber: 'z', licenseNumber: '2' },
          { agreementNumber: 'Z', licenseNumber: '2' },
        ],
      },
      'duplicate-pair',
      '/pairs/1',
    ],
    ['an unknown group', { group: { id: nowhere } }, 'group-not-found', '/group/id'],
    ['a wrong name of a new group', { group: { name: 'a:b' } }, 'invalid-name', '/group/name'],
    ['both an existing and a new group', { group: { id: 'unassigned', name: 'x' } }, 'validation', '/group'],
    ['neither', { group: {} }, 'validation', '/group'],
    ['an unknown type', { type: 'site' }, 'validation', '/type'],
  ])('are refused with %s', async (_, fields, code, pointer) => {
    const { status, body } = await create({ name: 'wrong', ...fields })
    expect(status).toBe(422)
    expect(body).toMatchObject({ ...problem(code), errors: [{ pointer }] })
  })

  it('may have 16 characters per number where the deployment says so', async () => {
    const relaxed = await newLedger({ pairLength: 'each-16' })
    const pairs = [{ agreementNumber: '1234567890123456', licenseNumber: '1234567890123456' }]
    const body = { type: 'volume', name: 'Long', pairs }
    expect((await relaxed.call('POST /agreements', { body })).status).toBe(201)
  })

  it('are answered 404 when they are not there', async () => {
    const answers = [
      await get(nowhere),
      await patch(nowhere, { name: 'x' }),
      await remove(nowhere),
      await addPairs(nowhere, [newPair()]),
      await removePair(nowhere, newPair()),
      await one('GET /agreements/{agreementId}/pairs', nowhere),
      await one('GET /agreements/{agreementId}/history', nowhere),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: problem('agreement-not-found') })
    expect((await get('nonsense')).status).toBe(400)
  })
})

describe('A change of an agreement', () => {
  it('renames, regroups, and sets or clears the program', async () => {
    const { body } = await create({ name: 'Before', program: 'open' })
    const group = (await ledger.call('POST /groups', { body: { name: 'Target' } })).body
    const changed = await patch(body.id, { name: 'After', groupId: group.id, program: null })
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { name: 'After', groupId: group.id, version: 2 },
    })
    expect(changed.body).not.toHaveProperty('program')
    expect((await get(body.id)).body).toEqual(changed.body)
    expect((await create({ name: 'before' })).status).toBe(201)
    expect((await create({ name: 'after' })).status).toBe(409)
    expect((await patch(body.id, { program: 'select-or-enterprise' })).body.program).toBe('select-or-enterprise')
  })

  it('writes nothing when it changes nothing', async () => {
    const { body } = await create({ name: 'Same' })
    expect((await patch(body.id, { name: 'Same', groupId: 'unassigned', program: null })).body).toEqual(body)
  })

  it.each([
    [{ type: 'other' }, 422],
    [{ pairs: [] }, 422],
    [{ name: null }, 422],
    [{ name: 'a*b' }, 422],
    [{ groupId: nowhere }, 422],
  ])('%j is refused', async (body, status) => {
    const agreement = (await create({ name: `Patched ${JSON.stringify(body).replaceAll(/\W/g, '')}` })).body
    expect((await patch(agreement.id, body)).status).toBe(status)
    expect((await get(agreement.id)).body).toEqual(agreement)
  })

  it('to a name that is taken is refused', async () => {
    await create({ name: 'Taken' })
    const { body } = await create({ name: 'Free' })
    expect(await patch(body.id, { name: 'TAKEN' })).toMatchObject({
      status: 409,
      body: problem('agreement-name-taken'),
    })
  })

  it('sets, keeps and clears restrictions', async () => {
    const { body } = await create({ name: 'Restricted', restrictions: ['prior-version'] })
    expect(body).toMatchObject({ restrictions: ['prior-version'] })
    expect((await patch(body.id, { program: 'open' })).body).toMatchObject({ restrictions: ['prior-version'] })
    expect((await addPairs(body.id, [newPair()])).body).toMatchObject({ restrictions: ['prior-version'], version: 3 })
    expect((await patch(body.id, { restrictions: null })).body).not.toHaveProperty('restrictions')
    expect((await patch(body.id, { restrictions: ['manager'] })).status).toBe(422)
  })

  it('to the program open-value is refused unless both numbers are equal', async () => {
    const { body } = await create({ name: 'Unequal' })
    expect(await patch(body.id, { program: 'open-value' })).toMatchObject({
      status: 422,
      body: problem('program-mismatch'),
    })
  })

  it('honours If-Match', async () => {
    const { body } = await create({ name: 'Etag' })
    const stale = { 'if-match': '"7"' }
    for (const answer of [
      await patch(body.id, { name: 'x' }, stale),
      await remove(body.id, stale),
      await removePair(body.id, newPair(), stale),
    ])
      expect(answer).toMatchObject({ status: 412, body: problem('stale-version') })
    expect((await patch(body.id, { name: 'Etag 2' }, { 'if-match': '"1"' })).status).toBe(200)
    expect((await patch(body.id, { name: 'Etag 3' }, { 'if-match': '"1", W/"2"' })).status).toBe(412)
    expect((await patch(body.id, { name: 'Etag 3' }, { 'if-match': '"1", "2"' })).status).toBe(200)
    expect((await patch(body.id, { name: 'Etag 4' }, { 'if-match': '*' })).status).toBe(200)
  })
})

describe('Pairs of an agreement', () => {
  it('are added and removed, except that the last one stays', async () => {
    const pair = newPair()
    const { body } = await create({ name: 'Pairs', pairs: [pair] })
    const more = [newPair(), newPair()]
    expect(await addPairs(body.id, more)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { pairCount: 3, version: 2 },
    })
    for (const each of more) expect((await removePair(body.id, each)).status).toBe(204)
    expect(await removePair(body.id, pair)).toMatchObject({ status: 409, body: problem('last-pair') })
    expect((await get(body.id)).body).toMatchObject({ pairCount: 1, pairs: [pair], version: 4 })
    expect((await create({ name: 'Takes it', pairs: more })).status).toBe(201)
  })

  it('are removed whatever the case of their numbers, while unknown ones are 404 and malformed ones 400', async () => {
    const pairs = [newPair(), newPair()]
    const { body } = await create({ name: 'Removal', pairs })
    const [first = newPair()] = pairs
    const lower = {
      agreementNumber: first.agreementNumber.toLowerCase(),
      licenseNumber: first.licenseNumber.toLowerCase(),
    }
    expect(await removePair(body.id, newPair())).toMatchObject({ status: 404, body: problem('pair-not-found') })
    expect((await removePair(body.id, { agreementNumber: 'a/b', licenseNumber: '1' })).status).toBe(400)
    expect((await removePair(body.id, lower)).status).toBe(204)
    expect((await get(body.id)).body.pairs).toMatchObject([pairs[1]])
  })

  it('are not added when they belong to an agreement already, even to this one', async () => {
    const pair = newPair()
    const { body } = await create({ name: 'Own', pairs: [pair] })
    expect(await addPairs(body.id, [newPair(), pair])).toMatchObject({ status: 409, body: problem('pair-taken') })
    expect((await get(body.id)).body.pairCount).toBe(1)
  })

  it('must follow the rules of the program of their agreement', async () => {
    const { body } = await create({
      name: 'Value',
      program: 'open-value',
      pairs: [{ agreementNumber: 'V1', licenseNumber: 'v1' }],
    })
    expect(await addPairs(body.id, [newPair()])).toMatchObject({ status: 422, body: problem('program-mismatch') })
    expect(await addPairs(body.id, [])).toMatchObject({ status: 422 })
  })

  it('are stored in an item apart from 86 on, listed by number, and freed by the queue', async () => {
    const { body } = await create({ name: 'Hundreds', pairs: Array.from({ length: 85 }, newPair) })
    for (let rounds = 0; rounds < 3; rounds++)
      expect((await addPairs(body.id, Array.from({ length: 85 }, newPair))).status).toBe(200)
    const { body: whole } = await get(body.id)
    expect(whole.pairCount).toBe(340)
    expect(whole.pairs).toHaveLength(100)

    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = { limit: '90', ...(cursor && { cursor }) }
      const page: { items: { agreementNumber: string }[]; cursor?: string } = (
        await one('GET /agreements/{agreementId}/pairs', body.id, { query })
      ).body
      seen.push(...page.items.map(({ agreementNumber }) => agreementNumber))
      cursor = page.cursor
    } while (cursor)
    expect(new Set(seen).size).toBe(340)
    expect(seen).toEqual([...seen].sort())

    const [first] = whole.pairs
    expect((await removePair(body.id, first)).status).toBe(204)
    expect(await recount(ledger)).toEqual([])
    expect((await remove(body.id)).status).toBe(204)
    expect((await get(body.id)).status).toBe(404)
    await ledger.work()
    expect(
      (
        await create({
          name: 'Reuses',
          pairs: [whole.pairs[1], whole.pairs[2]].map(({ agreementNumber, licenseNumber }) => ({
            agreementNumber,
            licenseNumber,
          })),
        })
      ).status,
    ).toBe(201)
    expect(await recount(ledger)).toEqual([])
  })
})

describe('A deleted agreement', () => {
  it('frees its name and its pairs', async () => {
    const pairs = [newPair(), newPair()]
    const { body } = await create({ name: 'Deleted', pairs })
    expect((await remove(body.id)).status).toBe(204)
    expect((await remove(body.id)).status).toBe(404)
    expect((await create({ name: 'Deleted', pairs })).status).toBe(201)
  })

  it('keeps its history: its last state and its creation', async () => {
    const pair = newPair()
    const { body } = await create({ name: 'Trail', program: 'open', pairs: [pair] })
    await patch(body.id, { name: 'Trail 2' })
    const added = newPair()
    await addPairs(body.id, [added])
    await removePair(body.id, pair)
    await remove(body.id)
    const { items } = (await one('GET /agreements/{agreementId}/history', body.id)).body
    expect(items).toMatchObject([
      {
        action: 'agreement-deleted',
        before: { name: 'Trail 2', program: 'open', pairCount: 1, pairs: [added] },
        after: null,
      },
      { action: 'pair-removed', before: { pairCount: 2, pairs: [pair] }, after: { pairCount: 1 } },
      { action: 'pairs-added', before: { pairCount: 1 }, after: { pairCount: 2, pairs: [added] } },
      { action: 'agreement-changed', before: { name: 'Trail' }, after: { name: 'Trail 2' } },
      {
        action: 'agreement-created',
        before: null,
        after: { name: 'Trail', groupId: 'unassigned', program: 'open', pairs: [pair] },
      },
    ])
    const pages = [await one('GET /agreements/{agreementId}/history', body.id, { query: { limit: '2' } })]
    for (const page of pages) {
      const { cursor } = page.body
      if (cursor)
        pages.push(await one('GET /agreements/{agreementId}/history', body.id, { query: { limit: '2', cursor } }))
    }
    expect(pages.flatMap((page) => page.body.items)).toEqual(items)
  })
})

describe('The list of agreements', () => {
  const names = (items: { name: string }[]) => items.map(({ name }) => name)
  let own: TestLedger
  const listed = async (query: Record<string, string> = {}) => (await own.call('GET /agreements', { query })).body
  beforeAll(async () => {
    own = await newLedger()
    const group = { name: 'Listed' }
    for (const [index, name] of ['delta', 'Alpha', 'Écho', 'bravo Ä', 'Charlie'].entries()) {
      const body = { type: 'volume', name, pairs: [newPair()], ...(index === 0 && { group }) }
      expect((await own.call('POST /agreements', { body })).status).toBe(201)
    }
  })

  it('is sorted by the key of the name', async () => {
    expect(names((await listed()).items)).toEqual(['Alpha', 'bravo Ä', 'Charlie', 'delta', 'Écho'])
  })

  it('is paged without gaps or repeats', async () => {
    const seen: string[] = []
    let query: Record<string, string> | undefined = { limit: '2' }
    while (query) {
      const { items, cursor }: { items: { name: string }[]; cursor?: string } = await listed(query)
      seen.push(...names(items))
      query = cursor ? { limit: '2', cursor } : undefined
    }
    expect(seen).toEqual(['Alpha', 'bravo Ä', 'Charlie', 'delta', 'Écho'])
  })

  it('is filtered by type, by group, and by a part of the name', async () => {
    const groupId = (await own.call('GET /groups')).body.items[1].id
    expect(names((await listed({ groupId })).items)).toEqual(['delta'])
    expect(names((await listed({ type: 'volume' })).items)).toHaveLength(5)
    expect(names((await listed({ type: 'other' })).items)).toEqual([])
    expect(names((await listed({ contains: 'A' })).items)).toEqual(['Alpha', 'bravo Ä', 'Charlie', 'delta'])
    expect(names((await listed({ contains: 'a\u0308' })).items)).toEqual(['bravo Ä'])
    expect(names((await listed({ contains: 'a', groupId })).items)).toEqual(['delta'])
    expect(names((await listed({ contains: '' })).items)).toHaveLength(5)
  })

  it('is filtered by how names begin, in any case and page by page', async () => {
    const groupId = (await own.call('GET /groups')).body.items[1].id
    expect(names((await listed({ startsWith: 'BRAVO' })).items)).toEqual(['bravo Ä'])
    expect(names((await listed({ startsWith: 'lpha' })).items)).toEqual([])
    expect(names((await listed({ startsWith: 'd', groupId })).items)).toEqual(['delta'])
    expect(names((await listed({ startsWith: 'a', contains: 'ph' })).items)).toEqual(['Alpha'])
    expect(names((await listed({ startsWith: 'a', contains: 'x' })).items)).toEqual([])
    expect(names((await listed({ startsWith: '' })).items)).toHaveLength(5)
  })

  it('refuses unknown types and malformed groups', async () => {
    expect((await own.call('GET /agreements', { query: { type: 'site' } })).status).toBe(400)
    expect((await own.call('GET /agreements', { query: { groupId: 'x' } })).status).toBe(400)
  })

  it('sorts and pages names that are longer than a sort key may be', async () => {
    const long = '東'.repeat(255)
    for (const last of ['A', 'B', 'C']) {
      const body = { type: 'volume', name: long + last, pairs: [newPair()] }
      expect((await own.call('POST /agreements', { body })).status).toBe(201)
    }
    const first = await listed({ contains: '東', limit: '2' })
    const second = await listed({ contains: '東', limit: '2', cursor: first.cursor })
    expect(new Set([...names(first.items), ...names(second.items)]).size).toBe(3)
    const begun = await listed({ startsWith: long, limit: '2' })
    const rest = await listed({ startsWith: long, limit: '2', cursor: begun.cursor })
    expect(names([...begun.items, ...rest.items])).toEqual(['A', 'B', 'C'].map((last) => long + last))
  })
})

describe('The list of agreements with a number', () => {
  let own: TestLedger
  const pairsOf = (...texts: string[]) =>
    texts.map((text) => {
      const [agreementNumber, licenseNumber] = text.split(' ')
      return { agreementNumber, licenseNumber }
    })
  const add = async (name: string, pairs: object[], more: object = {}) => {
    const { status, body } = await own.call('POST /agreements', { body: { type: 'volume', name, pairs, ...more } })
    expect(status).toBe(201)
    return body.id
  }
  const ask = (query: Record<string, string>) => own.call('GET /agreements', { query })
  const found = async (number: string, more: Record<string, string> = {}) =>
    (await ask({ number, ...more })).body.items.map(({ name }: { name: string }) => name)
  const listed = async (query: Record<string, string>) => (await ask(query)).body
  let late: string
  beforeAll(async () => {
    own = await newLedger()
    await add('Enrolled', pairsOf('EA-1 E1', 'EA-1 E2', 'x9 L-1'))
    late = await add('Also enrolled', pairsOf('EA-1 E3'), { group: { name: 'EMEA' } })
    await add('Open value', pairsOf('V1 V1'))
    await add('Crossed', pairsOf('L-1 EA-1'))
  })

  it('has those with a pair of that agreement number or license number, each once, by name', async () => {
    expect(await found('EA-1')).toEqual(['Also enrolled', 'Crossed', 'Enrolled'])
    expect(await found('L-1')).toEqual(['Crossed', 'Enrolled'])
    expect(await found('E3')).toEqual(['Also enrolled'])
    expect(await found('V1')).toEqual(['Open value'])
    expect((await ask({ number: 'E3' })).body).toEqual({ items: [(await listed({ contains: 'also' })).items[0]] })
  })

  it('takes the whole number, in any case and with spaces around', async () => {
    expect(await found('X9')).toEqual(['Enrolled'])
    expect(await found(' ea-1 ')).toHaveLength(3)
    for (const number of ['EA-', 'A-1', 'E', 'EA-1.', 'nowhere']) expect(await found(number)).toEqual([])
  })

  it('can be narrowed by type, group and name', async () => {
    const { groupId } = (await own.call('GET /agreements/{agreementId}', { params: { agreementId: late } })).body
    expect(await found('EA-1', { groupId })).toEqual(['Also enrolled'])
    expect(await found('EA-1', { groupId: 'unassigned', contains: 'CROSS' })).toEqual(['Crossed'])
    expect(await found('EA-1', { type: 'volume' })).toHaveLength(3)
    expect(await found('EA-1', { type: 'other' })).toEqual([])
  })

  it('is paged', async () => {
    const first = await listed({ number: 'EA-1', limit: '2' })
    expect(first.items).toHaveLength(2)
    const { cursor } = first
    const second = await listed({ number: 'EA-1', limit: '2', cursor })
    expect([second.items.map(({ name }: { name: string }) => name), second.cursor]).toEqual([['Enrolled'], undefined])
    expect((await ask({ number: 'L-1', cursor })).status).toBe(400)
  })

  it.each(['', ' ', 'a b', 'A#B', '-1', '0'.repeat(17)])('refuses %j, which is no number', async (number) => {
    expect(await ask({ number })).toMatchObject({ status: 400, body: { errors: [{ parameter: 'number' }] } })
  })

  it('follows pairs that are added, removed, moved with their agreement, and freed', async () => {
    const id = await add('Moving', pairsOf('M1 N1', 'M2 N2'))
    const params = { agreementId: id }
    await own.call('POST /agreements/{agreementId}/pairs', { params, body: { pairs: pairsOf('M3 N3') } })
    expect(await found('m3')).toEqual(['Moving'])
    await own.call('PATCH /agreements/{agreementId}', { params, body: { name: 'Moved' } })
    const gone = { ...params, agreementNumber: 'M1', licenseNumber: 'N1' }
    await own.call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', { params: gone })
    expect([await found('M1'), await found('N1'), await found('M2')]).toEqual([[], [], ['Moved']])
    await own.call('DELETE /agreements/{agreementId}', { params })
    expect([await found('M2'), await found('N2')]).toEqual([[], []])
    expect(await recount(own)).toEqual([])
  })

  it('finds few among many pairs with few requests', async () => {
    for (let agreement = 0; agreement < 12; agreement++)
      await add(`Many ${agreement}`, pairsOf(...Array.from({ length: 85 }, (_, index) => `BIG S${agreement}-${index}`)))
    const { usage, detach } = attachMeter(own.client)
    expect(await found('BIG', { limit: '5', contains: 'many 1' })).toEqual(['Many 1', 'Many 10', 'Many 11'])
    detach()
    expect(usage.requests).toEqual({ Query: 2, BatchGetItem: 1 })
    expect(await found('S7-84')).toEqual(['Many 7'])
  })
})

describe('An Idempotency-Key', () => {
  const key = (name: string) => ({ 'idempotency-key': name })

  it('gets the first answer again when it is repeated, and the work is done once', async () => {
    const body = { name: 'Once', pairs: [newPair()] }
    const first = await create(body, key('k1'))
    await patch(first.body.id, { name: 'Once, renamed' })
    const second = await create(body, key('k1'))
    expect(second).toEqual(first)
    const pairs = [newPair()]
    const added = await addPairs(first.body.id, pairs, key('k1'))
    expect(added.status).toBe(200)
    expect(await addPairs(first.body.id, pairs, key('k1'))).toEqual(added)
  })

  it('is refused with 422 when it comes with another body', async () => {
    await create({ name: 'Key reused' }, key('k2'))
    expect(await create({ name: 'Key reused 2' }, key('k2'))).toMatchObject({
      status: 422,
      body: problem('idempotency-key-reused'),
    })
  })

  it('is kept for successes only, and separately for each caller and route', async () => {
    const body = { name: 'a:b', pairs: [newPair()] }
    expect((await create(body, key('k3'))).status).toBe(422)
    expect((await create({ ...body, name: 'ab' }, key('k3'))).status).toBe(201)
    expect((await ledger.call('POST /groups', { body: { name: 'k3' }, headers: key('k3') })).status).toBe(201)
  })

  it('is forgotten after 24 hours, even while its record is still there', async () => {
    ledger.setClock(new Date('2026-01-01T00:00:00Z'))
    const body = { name: 'Day', pairs: [newPair()] }
    const first = await create(body, key('k4'))
    ledger.setClock(new Date('2026-01-01T23:59:59Z'))
    expect((await create(body, key('k4'))).body.id).toBe(first.body.id)
    await remove(first.body.id)
    ledger.setClock(new Date('2026-01-02T00:00:01Z'))
    const next = await create(body, key('k4'))
    expect(next.status).toBe(201)
    expect(next.body.id).not.toBe(first.body.id)
    ledger.setClock(undefined)
  })

  it.each(['', 'x'.repeat(65), 'with space'])('is refused when it is %j', async (value) => {
    expect(await create({ name: 'Bad key' }, key(value))).toMatchObject({ status: 400 })
  })

  it('has its work done once when 20 requests send it together', async () => {
    const body = { name: 'Storm', pairs: [newPair()] }
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(body, key('k5'))))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
  })
})

describe('A recount at the end', () => {
  it('finds the same counts, names and pairs', async () => {
    expect(await recount(ledger)).toEqual([])
  })
})
