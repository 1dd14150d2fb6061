import { beforeEach, describe, expect, it } from 'vitest'
import { importer, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let imports: TestImporter
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})

interface Form {
  url: string
  fields: Record<string, string>
  expiresAt: string
}

const ask = (body: object = {}, headers = {}) =>
  ledger.call('POST /imports', { body: { kind: 'agreements', fileName: 'pairs.csv', ...body }, headers })
const get = async (importId: string) => (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
const agreements = async () => (await ledger.call('GET /agreements')).body.items
const policyOf = ({ fields }: Form) => JSON.parse(Buffer.from(fields.policy ?? '', 'base64').toString())

/** Uploads as a browser does. @returns the status of the answer */
const upload = async ({ url, fields }: Form, content: string): Promise<number> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([content]), 'whatever.csv')
  return (await fetch(url, { method: 'POST', body: form })).status
}

describe('An upload through the API', () => {
  it('is requested, uploaded with the form alone, and imported with the given options', async () => {
    const { status, headers, body } = await ask({ group: { name: 'EMEA' }, program: 'open', onError: 'skip' })
    expect(status).toBe(201)
    expect(headers.location).toBe(`/imports/${body.id}`)
    expect(body).toMatchObject({
      status: 'awaiting-upload',
      trigger: 'api',
      fileName: 'pairs.csv',
      program: 'open',
      onError: 'skip',
      group: 'EMEA',
    })
    expect(await upload(body.upload, 'A1,L1,One\nA2')).toBe(204)

    const key = body.upload.fields.key
    expect(key).toBe(`imports/uploads/${body.id}/pairs.csv`)
    await imports.deliver(s3Event([await imports.describe(key)]))
    expect(await get(body.id)).toMatchObject({
      id: body.id,
      status: 'completed',
      counts: { rows: 2, created: 1, rejected: 1 },
    })
    expect(await agreements()).toMatchObject([{ name: 'One', program: 'open' }])
    expect((await ledger.call('GET /groups')).body.items).toMatchObject([{}, { name: 'EMEA', agreementCount: 1 }])
    expect((await ledger.call('GET /imports')).body.items).toMatchObject([{ id: body.id }])
  })

  it('is taken by the local S3 as by that of AWS: signed, unaltered, in time, and of the size that its policy allows', async () => {
    const { upload: form } = (await ask()).body
    const altered = (fields: Record<string, string>): Form => ({ ...form, fields: { ...form.fields, ...fields } })
    const policy = policyOf(form)
    const later = Buffer.from(JSON.stringify({ ...policy, expiration: '2099-01-01T00:00:00.000Z' })).toString('base64')
    for (const one of [
      altered({ key: 'imports/agreements/other.csv' }),
      altered({ 'x-amz-signature': '0'.repeat(64) }),
      altered({ policy: later }),
      altered({ acl: 'public-read' }),
    ])
      expect(await upload(one, 'A1,L1')).toBe(403)
    expect(await upload(altered({ policy: 'no policy' }), 'A1,L1')).toBe(400)
    expect(await upload(form, '')).toBe(400)
    expect(await upload(form, 'A'.repeat(2 * 1024 * 1024 + 1))).toBe(400)
    ledger.setClock(new Date(Date.now() - 16 * 60_000))
    expect(await upload((await ask()).body.upload, 'A1,L1')).toBe(403)
    expect(await upload(form, 'A1,L1')).toBe(204)
  })

  it('has a form for exactly its key, 1 byte to 2 MiB, for 15 minutes', async () => {
    ledger.setClock(new Date('2026-01-01T12:00:00Z'))
    const { upload: form } = (await ask()).body
    expect(form.expiresAt).toBe('2026-01-01T12:15:00.000Z')
    const { expiration, conditions } = policyOf(form)
    expect(expiration).toBe(form.expiresAt)
    expect(conditions).toContainEqual({ key: form.fields.key })
    expect(conditions).toContainEqual(['content-length-range', 1, 2 * 1024 * 1024])
    const named = conditions
      .filter((each: unknown) => !Array.isArray(each))
      .flatMap((each: object) => Object.keys(each))
    const signed = Object.keys(form.fields).filter((name) => !['policy', 'x-amz-signature'].includes(name))
    expect(named.sort()).toEqual([...signed].sort())
    expect(form.fields['x-amz-signature']).toMatch(/^[0-9a-f]{64}$/)
  })

  it('goes into an existing group by its id, and reports one that does not exist or is deleted meanwhile', async () => {
    const group = (await ledger.call('POST /groups', { body: { name: 'There' } })).body
    const asked = (await ask({ group: { id: group.id } })).body
    const put = await imports.put(asked.upload.fields.key, 'A1,L1,One')
    await imports.deliver(s3Event([put]))
    expect(await agreements()).toMatchObject([{ groupId: group.id }])

    const gone = (await ask({ group: { id: group.id } })).body
    expect((await ledger.call('DELETE /groups/{groupId}', { params: { groupId: group.id } })).status).toBe(204)
    await imports.deliver(s3Event([await imports.put(gone.upload.fields.key, 'A2,L2,Two')]))
    expect(await get(gone.id)).toMatchObject({ status: 'rejected', errors: [{ code: 'group-not-found' }] })
    expect(await ask({ group: { id: group.id } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/group/id', code: 'group-not-found' }] },
    })
  })

  it.each([
    [{ kind: 'stock' }, '/kind', 'validation'],
    [{ fileName: 'pairs.txt' }, '/fileName', 'file-name'],
    [{ fileName: `${'n'.repeat(125)}.csv` }, '/fileName', 'file-name'],
    [{ fileName: '../a.csv' }, '/fileName', 'file-name'],
    [{ program: 'academic' }, '/program', 'validation'],
    [{ onError: 'ignore' }, '/onError', 'validation'],
    [{ dryRun: 'yes' }, '/dryRun', 'validation'],
    [{ group: { name: 'a:b' } }, '/group/name', 'invalid-name'],
    [{ kind: 'inventory', options: { x: 1 } }, '/options/x', 'unknown-field'],
    [{ options: { deviceId: 'd' } }, '/options', 'unknown-field'],
    [{ kind: 'catalog', group: { name: 'EMEA' } }, '/group', 'unknown-field'],
  ])('is refused with %j', async (fields, pointer, code) => {
    expect(await ask(fields)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } })
  })

  it('counts only its first put', async () => {
    const { body } = await ask()
    await imports.deliver(s3Event([await imports.put(body.upload.fields.key, 'A1,L1,One')]))
    await imports.deliver(s3Event([await imports.put(body.upload.fields.key, 'A2,L2,Two')]))
    expect(await agreements()).toMatchObject([{ name: 'One' }])
    expect((await ledger.call('GET /imports')).body.items).toHaveLength(1)
  })

  it('that is replaced before it was read fails, and says so', async () => {
    const { body } = await ask()
    const first = await imports.put(body.upload.fields.key, 'A1,L1,One')
    await imports.put(body.upload.fields.key, 'A2,L2,Two')
    await imports.deliver(s3Event([first]))
    expect(await get(body.id)).toMatchObject({ status: 'failed', errors: [{ code: 'uploaded-twice' }] })
  })

  it('is checked again by the worker, for the size and the kind of the file', async () => {
    const { body } = await ask()
    await imports.deliver(s3Event([await imports.put(body.upload.fields.key, 'x'.repeat(2 * 1024 * 1024 + 1))]))
    expect(await get(body.id)).toMatchObject({ status: 'rejected', errors: [{ code: 'file-too-large' }] })
  })

  it('that nobody requested fails', async () => {
    const run = await imports.drop('imports/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV/a.csv', 'A1,L1')
    expect(run).toMatchObject({ status: 'failed', errors: [{ code: 'unknown-place' }] })
    expect(await agreements()).toEqual([])
  })

  it('that never arrives ends by itself', async () => {
    ledger.setClock(new Date('2026-01-01T12:00:00Z'))
    const { body } = await ask()
    const go = () => imports.deliver(sqsEvent({ importId: body.id }))
    ledger.setClock(new Date('2026-01-01T12:19:00Z'))
    await go()
    expect((await get(body.id)).status).toBe('awaiting-upload')
    ledger.setClock(new Date('2026-01-01T12:20:01Z'))
    await go()
    expect(await get(body.id)).toMatchObject({ status: 'failed', errors: [{ code: 'upload-expired' }] })
    await imports.deliver(s3Event([await imports.put(body.upload.fields.key, 'A1,L1')]))
    expect(await agreements()).toEqual([])
  })

  it('repeated with an Idempotency-Key is one import, with a newly signed form', async () => {
    ledger.setClock(new Date('2026-01-01T12:00:00Z'))
    const first = (await ask({}, { 'idempotency-key': 'k' })).body
    ledger.setClock(new Date('2026-01-01T12:10:00Z'))
    const second = await ask({}, { 'idempotency-key': 'k' })
    expect(second.status).toBe(201)
    expect(second.body.id).toBe(first.id)
    expect(second.body.upload.expiresAt).toBe('2026-01-01T12:25:00.000Z')
    const stored = (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('IDEM#'))
    expect(JSON.stringify(stored)).not.toContain('x-amz-signature')
  })
})
