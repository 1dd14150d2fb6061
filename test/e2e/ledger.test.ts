import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { localClient } from '../../infra/local/stack-file.ts'
import { groupTotalKey } from '../../lib/foundation/table/keys.ts'
import { connectTable, update } from '../../lib/foundation/table/table.ts'
import { clientOf } from '../support/ledger-on.ts'
import { eventually, sharedStack, withoutVlsc } from '../support/local-stack.ts'

const { stack, call, drop: put, run } = sharedStack(withoutVlsc)

/** Drops a file and waits for its import to end. */
const drop = async (key: string, content: string, metadata: Record<string, string> = {}) => {
  const { body: before } = await call('GET', '/imports?limit=100')
  const known = new Set(before.items.map(({ id }: { id: string }) => id))
  await put(key, content, metadata)
  return eventually(async () => {
    const { body } = await call('GET', '/imports?limit=100')
    return body.items.find(
      ({ id, finishedAt }: { id: string; finishedAt?: string }) => !known.has(id) && finishedAt !== undefined,
    )
  })
}

describe('A ledger, as its clients see it,', () => {
  it('follows the steps of the tour', async () => {
    const agreement = {
      type: 'volume',
      name: 'Office agreements',
      group: { name: 'EMEA' },
      pairs: [{ agreementNumber: '01-07001', licenseNumber: '01-07001' }],
    }
    const created = await call('POST', '/agreements', agreement)
    expect(created.status).toBe(201)
    expect((await call('GET', created.headers.get('location') ?? '')).body).toEqual(created.body)
    expect((await call('POST', '/agreements', agreement)).status).toBe(409)

    const file = 'A1,L1,Windows agreements\nA2,L2,Windows agreements\n01-07001,01-07001\n'
    const ended = await drop('imports/agreements/EMEA/agreements.csv', file)
    expect(ended).toMatchObject({ status: 'completed', counts: { rows: 3, created: 2, unchanged: 1 } })
    const { body } = await call('GET', '/agreements?contains=windows')
    expect(body.items).toMatchObject([{ name: 'Windows agreements', pairCount: 2 }])
    expect((await call('GET', '/groups')).body.items).toMatchObject([
      { id: 'unassigned' },
      { name: 'EMEA', agreementCount: 2 },
    ])

    const wrong = await drop('imports/agreements/wrong.csv', 'A3,L3,Good\nA4\nA1,L1,Elsewhere\n')
    expect(wrong).toMatchObject({ status: 'rejected', counts: { rejected: 2 } })
    expect(await (await fetch(wrong.errorReportUrl)).text()).toContain('3,,pair-taken')
    const { body: audit } = await call('GET', '/audit')
    expect(audit.items).toMatchObject([{ action: 'agreements-imported' }, { action: 'agreement-created' }])
  })

  it('honors options given as metadata, and keys with any characters', async () => {
    const ended = await drop('imports/agreements/Büro + Söhne/größer 1.csv', 'A9,L9\nA10', {
      'on-error': 'skip',
      program: 'open',
    })
    expect(ended).toMatchObject({ fileName: 'größer 1.csv', status: 'failed', errors: [{ code: 'group-path' }] })
    const fine = await drop('imports/agreements/Büro & Söhne/größer 1.csv', 'A9,L9')
    expect(fine.status).toBe('failed')
    const right = await drop('imports/agreements/Büro, Söhne/größer 1.csv', 'A9,L9\nA10', {
      'on-error': 'skip',
      program: 'open',
    })
    expect(right).toMatchObject({
      status: 'completed',
      counts: { created: 1, rejected: 1 },
      program: 'open',
      group: 'Büro, Söhne',
    })
  })

  it('imports 1,200 pairs and empties their group by the queue, while no client waits', async () => {
    const file = Array.from({ length: 1_200 }, (_, index) => `P${index},L${index},Agreement ${index}`).join('\r\n')
    expect(await drop('imports/agreements/Large/large.csv', file)).toMatchObject({
      status: 'completed',
      counts: { created: 1_200 },
    })
    const large = (await call('GET', '/groups')).body.items.find(({ name }: { name: string }) => name === 'Large')
    expect(large.agreementCount).toBe(1_200)
    const closing = await call('DELETE', `/groups/${large.id}`)
    expect(closing).toMatchObject({ status: 202, body: { deleting: true } })
    await eventually(async () => ((await call('GET', `/groups/${large.id}`)).status === 404 ? true : undefined))
    expect((await call('GET', '/groups/unassigned')).body.agreementCount).toBeGreaterThanOrEqual(1_200)
  })

  it('creates one agreement with thousands of pairs, and frees them at its deletion', async () => {
    const file = Array.from({ length: 3_000 }, (_, index) => `Q${index},L${index},Thousands`).join('\n')
    expect(await drop('imports/agreements/thousands.csv', file)).toMatchObject({ counts: { created: 3_000 } })
    const [{ id }] = (await call('GET', '/agreements?contains=thousands')).body.items
    expect((await call('DELETE', `/agreements/${id}`)).status).toBe(204)
    const again = { type: 'volume', name: 'Again', pairs: [{ agreementNumber: 'Q2999', licenseNumber: 'L2999' }] }
    await eventually(async () => ((await call('POST', '/agreements', again)).status === 201 ? true : undefined))
  })

  it('answers a repeated Idempotency-Key with the first result, and refuses stale changes', async () => {
    const headers = { 'idempotency-key': 'e2e' }
    const ifMatch = { 'if-match': '"1"' }
    const first = await call('POST', '/groups', { name: 'Once' }, { headers })
    expect((await call('POST', '/groups', { name: 'Once' }, { headers })).body).toEqual(first.body)
    const path = `/groups/${first.body.id}`
    expect((await call('PATCH', path, { name: 'Twice' }, { headers: ifMatch })).headers.get('etag')).toBe('"2"')
    expect((await call('PATCH', path, { name: 'Thrice' }, { headers: ifMatch })).status).toBe(412)
  })

  it('serves a valid OpenAPI document, and the page that shows it, without a token', async () => {
    const document = await (await fetch(`${stack.apiUrl}/openapi.json`)).text()
    expect((await new Validator().validate(document)).valid).toBe(true)
    const page = await fetch(`${stack.apiUrl}/docs`)
    const html = await page.text()
    for (const [, file] of html.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)) {
      const served = await fetch(`${stack.apiUrl}/${file}`)
      expect(served.status).toBe(200)
      expect((await served.text()).length).toBeGreaterThan(50)
    }
    expect(html).not.toMatch(/https?:\/\//)
  })

  it('never answers 5xx to bad input', async () => {
    const requests: [string, string, unknown?][] = [
      ['GET', '/agreements?limit=1e9'],
      ['GET', '/agreements?cursor=AAAA'],
      ['GET', '/agreements?groupId=%00'],
      ['GET', '/agreements/..%2Fgroups'],
      ['GET', '/groups/a%2Fb'],
      ['GET', '/imports/__proto__'],
      ['GET', '/audit?from=9999-99-99'],
      ['POST', '/agreements', null],
      [
        'POST',
        '/agreements',
        { type: 'volume', name: '\ud800', pairs: [{ agreementNumber: '1', licenseNumber: '2' }] },
      ],
      ['POST', '/agreements', { type: 'volume', name: 'x', pairs: 'x'.repeat(1_000_000) }],
      ['POST', '/groups', { name: { toString: 'x' } }],
      ['PATCH', '/groups/unassigned', []],
      ['PUT', '/groups/unassigned/agreements', { agreementIds: Array.from({ length: 10_000 }, () => 'x') }],
      ['DELETE', '/agreements/01ARZ3NDEKTSV4RRFFQ69G5FAV/pairs/%00/%ff'],
    ]
    for (const [method, path, body] of requests) {
      const { status } = await call(method, path, body)
      expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true])
    }
  })

  it('keeps a copy of each imported file', async () => {
    const ended = await drop('imports/agreements/copy.csv', 'C1,L1')
    const s3 = new S3Client({ ...localClient, endpoint: stack.s3Endpoint })
    const copy = await s3.send(
      new GetObjectCommand({ Bucket: stack.bucket, Key: `results/imports/${ended.id}/source.csv` }),
    )
    expect(await copy.Body?.transformToString()).toBe('C1,L1')
  })
})

describe('npm run verify, after all of this', () => {
  const verify = async (variables: Record<string, string> = {}, ...options: string[]) => {
    const { code, output } = await run('operations/verify', options, variables)
    return { code, said: output }
  }

  it('finds nothing that differs, and says what it counted and what that cost', async () => {
    // What was written last is still being counted, maybe.
    await eventually(async () => ((await call('GET', '/software')).body.pending ? undefined : true))
    const { code, said } = await verify()
    expect(said).toMatch(
      /^Nothing differs\.\nCounted: \d+ groups, 1,2\d\d agreements, \S+ pairs,\n {2}0 devices, 0 names of software\.\n/,
    )
    expect(said).toMatch(/\nReconciled again from that, and compared byte by byte: the snapshot \w{26}\.\n/)
    expect(said).toMatch(/It took \S+ requests, \S+ RCU and \S+ s\.\n$/)
    expect(code).toBe(0)
    const { differences, requests, readUnits } = JSON.parse((await verify({}, '--json')).said)
    expect(differences).toEqual([])
    expect(readUnits).toBeGreaterThan(100)
    expect(Object.keys(requests).sort()).toEqual(['BatchGetItem', 'GetItem', 'Query'])
  })

  it('ends with 1 when something differs', async () => {
    const table = connectTable(stack.tableName, clientOf(stack.dynamodbEndpoint))
    const count = (total: number) => table.transact([update(groupTotalKey, { add: { total } }, {}, () => new Error())])
    await count(1)
    const { code, said } = await verify()
    expect(said).toMatch(/^\d+ groups are counted, and there are \d+\.\nDifferences: 1\.\n/)
    expect(code).toBe(1)
    await count(-1)
  })

  it('ends with 2 and says what to do when it finds no ledger, or does not understand its arguments', async () => {
    const nowhere = await verify({ LOCAL_DIR: '/nowhere' })
    expect(nowhere).toMatchObject({ code: 2, said: expect.stringContaining('Start it (npm start)') })
    const elsewhere = { AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodbEndpoint, AWS_REGION: 'us-east-1' }
    const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
    const noTable = await verify({ ...elsewhere, ...credentials, TABLE_NAME: 'nothing' })
    expect(noTable).toMatchObject({ code: 2, said: expect.stringContaining('There is no table nothing here.') })
    expect(await verify({}, '--what')).toMatchObject({ code: 2, said: expect.stringContaining('--json') })
  })
})
