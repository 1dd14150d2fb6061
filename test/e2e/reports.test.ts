import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorkbook } from '../../lib/foundation/files/workbook.ts'
import { endProcessesOf, eventually, type LocalStack, startStack } from '../support/local-stack.ts'
import { unpack } from '../support/reports.ts'
import { readRows } from '../support/workbook.ts'

let stack: LocalStack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(async () => {
  await stack.stop()
  endProcessesOf(stack.directory)
})

const call = async (method: string, path: string, body?: unknown, token = stack.tokens.manager) => {
  const response = await fetch(stack.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    body: text === '' ? undefined : JSON.parse(text),
  }
}

const ended = (path: string) =>
  eventually(async () => {
    const { body } = await call('GET', path)
    return ['completed', 'failed'].includes(body.status) ? body : undefined
  }, 30_000)

it('an export is run by the queue, downloaded without a token, imported as it lies, and deleted', async () => {
  const agreement = (name: string, pairs: string[], more = {}) =>
    call('POST', '/agreements', {
      type: 'volume',
      name,
      pairs: pairs.map((number) => ({ agreementNumber: number, licenseNumber: number })),
      ...more,
    })
  const { body: office } = await agreement('-Büro, Söhne', ['01-07001', '01-07002'], {
    program: 'open-value',
    group: { name: 'EMEA, Süd' },
  })
  await agreement('Windows', ['W1'])

  const { status, location } = await call('POST', '/reports', { type: 'export' })
  expect(status).toBe(202)
  const run = await ended(location)
  expect(run).toMatchObject({ status: 'completed', progress: { done: 2, total: 2 } })
  expect((await call('GET', location, undefined, stack.tokens.reader)).status).toBe(404)

  const answer = await fetch(run.downloadUrl)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const { manifest, files } = unpack(new Uint8Array(await answer.arrayBuffer()))
  const path = 'imports/agreements/EMEA, Süd/open-value(1).csv'
  expect([...files.keys()]).toEqual(['imports/agreements/no-program(1).csv', path])
  expect(manifest.files[1]).toEqual({
    path,
    kind: 'agreements',
    group: 'EMEA, Süd',
    metadata: { program: 'open-value' },
    pairs: 2,
  })
  const content = files.get(path) ?? ''
  expect(content).toBe(
    `\ufeffagreementNumber,licenseNumber,name\r\n01-07001,01-07001,"'-Büro, Söhne"\r\n01-07002,01-07002,"'-Büro, Söhne"\r\n`,
  )

  expect((await call('DELETE', `/agreements/${office.id}`)).status).toBe(204)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const s3 = new S3Client({ endpoint: stack.s3Endpoint, region: 'us-east-1', credentials })
  const put = { Bucket: stack.bucket, Key: path, Body: content, Metadata: { program: 'open-value' } }
  await s3.send(new PutObjectCommand(put))
  const again = await eventually(async () => {
    const { body } = await call('GET', '/agreements?contains=söhne')
    return body.items[0]
  })
  expect(again).toMatchObject({ name: '-Büro, Söhne', program: 'open-value', groupId: office.groupId, pairCount: 2 })

  expect((await call('DELETE', location)).status).toBe(204)
  expect((await fetch(run.downloadUrl)).status).toBe(404)
  expect((await call('GET', '/reports')).body).toEqual({ items: [] })
})

it('a license report is run for a reader in each format, and downloaded without a token', async () => {
  const name = 'Licenses of the report'
  const pairs = [{ agreementNumber: '02-07001', licenseNumber: '02-07001' }]
  expect((await call('POST', '/agreements', { type: 'volume', name, pairs })).status).toBe(201)
  const download = async (format: string) => {
    const { status, location } = await call('POST', '/reports', { type: 'purchase', format }, stack.tokens.reader)
    expect(status).toBe(202)
    const run = await ended(location)
    expect(run).toMatchObject({ status: 'completed', format })
    const answer = await fetch(run.downloadUrl)
    expect(answer.headers.get('content-disposition')).toMatch(
      new RegExp(`; filename="license-purchase-report-\\d{4}-\\d\\d-\\d\\d.${format}"$`),
    )
    return Buffer.from(await answer.arrayBuffer())
  }
  const { rows } = JSON.parse((await download('json')).toString())
  expect(rows.map(({ agreement }: { agreement: { name: string } }) => agreement.name)).toContain(name)
  expect((await download('csv')).toString()).toContain(`\r\nrow,${name},Unassigned Agreements,volume,`)
  expect((await download('html')).toString()).toContain(`<bdi>${name}</bdi>`)
  const [, sheet] = await openWorkbook(await download('xlsx'))
  expect((await readRows(sheet)).map(({ cells }) => cells[0])).toContain(name)

  const { location } = await call('POST', '/reports', { type: 'installation' }, stack.tokens.reader)
  expect(await ended(location)).toMatchObject({ status: 'completed', format: 'html' })
})
