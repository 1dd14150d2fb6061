import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { routesByFunction } from '../../functions/routes.ts'
import { routeKey } from '../../lib/foundation/http/route.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { reporter } from '../support/reports.ts'

/** Every route with a cursor, which is good only as it is and for the query that gave it. */
const paged = Object.values(routesByFunction)
  .flat()
  .filter((route) => route.paged)
  .map((route) => routeKey(route))

let ledger: TestLedger
/** Ids of a thing of each kind that has two entries in each of its lists. */
const params: Record<string, string> = {}

beforeAll(async () => {
  ledger = await newLedger()
  const imports = importer(ledger)
  const inventory = inventoryOf(ledger)
  reporter(ledger)
  const done = async (...[key, options]: Parameters<TestLedger['call']>) => {
    const { status, body } = await ledger.call(key, options)
    expect(status, `${key} ${JSON.stringify(body)}`).toBeLessThan(300)
    return body
  }
  const all = ['Contoso/Paint@1', 'Contoso/Draw@1', 'Contoso/Sketch@1']
  ledger.setClock(new Date('2026-01-05T12:00:00Z'))
  for (const device of ['PC-1', 'PC-2', 'PC-3', 'PC-4']) await inventory.report(device, '2026-01-05T00:00:00Z', all)
  const other = { type: 'other', publisher: 'Contoso', licenseCount: 1 }
  for (const productTitle of ['Paint', 'Draw'])
    await done('POST /agreements', { body: { ...other, name: productTitle, productTitle } })
  await ledger.work()
  params.familyId = (await done('GET /families', { query: { contains: 'paint' } })).items[0].id
  for (const deviceId of ['PC-3', 'PC-4'])
    await done('PUT /devices/{deviceId}/exemptions', { params: { deviceId }, body: { reason: 'Test machine' } })
  ledger.setClock(new Date('2026-01-06T12:00:00Z'))
  params.titleId = await inventory.titleId('Paint')
  const statement = [summaryHeadings, 'Office,2019,Apps,License,5,0,', 'Visio,2019,Apps,License,5,0,'].join('\n')
  await imports.drop('imports/entitlements/statement.csv', statement)
  for (const name of ['One', 'Two']) {
    const group = await done('POST /groups', { body: { name } })
    params.groupId = group.id
    await done('PATCH /groups/{groupId}', { params, body: { name: `${name} more` } })
    const pairs = [newPair(), newPair()]
    const volume = await done('POST /agreements', { body: { type: 'volume', name, pairs } })
    params.agreementId = volume.id
    await done('PATCH /agreements/{agreementId}', { params, body: { name: `${name} more` } })
    await done('POST /agreements', {
      body: { ...other, name: `${name} other`, productTitle: 'Paint', endDate: '2026-12-31' },
    })
    await done('PUT /position-policies', { body: { priorVersion: name === 'Two' } })
    const use = { metric: 'user', quantity: name === 'One' ? 1 : 2, asOf: '2026-01-05' }
    await done('PUT /families/{familyId}/declared-use', { params, body: use })
    await done('PATCH /software/{titleId}', { params, body: { licensable: name === 'Two' } })
    const { id: refreshId } = await done('POST /refreshes', { body: {} })
    await done('POST /refreshes/{refreshId}/cancel', { params: { refreshId } })
    const { id: runId } = await done('POST /connectors/graph/runs')
    await done('POST /connectors/graph/runs/{runId}/cancel', { params: { runId } })
    await done('POST /groups/{groupId}/moves', { params, body: { contains: name } })
    await done('POST /reports', { body: { type: 'purchase' } })
    const line = { publisher: 'Contoso', title: name, kind: 'free' }
    await done('PUT /recognition/{lineId}', { params: { lineId: name.toLowerCase() }, body: line })
    await done('POST /report-schedules', { body: { name, report: { type: 'purchase' }, rate: '1 day' } })
    await imports.drop(`imports/catalog/${name}.csv`, 'wrong')
    await ledger.work()
  }
})

/** What some of them ask for beside a page. */
const asked: Record<string, object> = { 'GET /changes': { from: '2026-01-05' } }

const list = (key: string, cursor?: string) =>
  ledger.call(key, { params, query: { ...asked[key], limit: '1', ...(cursor !== undefined && { cursor }) } })

/** What happens to a text on its way: a character is another one, lacks, or is cut off with all after it. */
const altered = (text: string) =>
  fc
    .record({
      at: fc.nat(text.length - 1),
      how: fc.constantFrom('flip', 'replace', 'drop', 'cut', 'twice', 'append'),
      by: fc.constantFrom(...'AZaz09_-+/=~% \u0000é'),
    })
    .map(({ at, how, by }) => {
      const [before, character, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)]
      const middle = {
        flip: String.fromCharCode(character.charCodeAt(0) ^ 1),
        replace: by,
        drop: '',
        cut: '',
        twice: character.repeat(2),
        append: `${character}${by}`,
      }[how]
      return before + middle + (how === 'cut' ? '' : after)
    })
    .filter((result) => result !== text)

describe('A cursor', () => {
  it.each(paged)('of %s is good as it was given, and answers 400 once it is altered', async (key) => {
    const { body } = await list(key)
    expect(body.cursor, JSON.stringify(body)).toEqual(expect.any(String))
    expect((await list(key, body.cursor)).status).toBe(200)
    await fc.assert(
      fc.asyncProperty(altered(body.cursor), async (cursor) => {
        const answer = await list(key, cursor)
        expect(answer, cursor).toMatchObject({ status: 400, body: { errors: [{ parameter: 'cursor' }] } })
      }),
      { numRuns: 200 },
    )
  })
})
