import { expect, it } from 'vitest'
import { openWorkbook } from '../../lib/foundation/files/workbook.ts'
import { eventually, sharedStack } from '../support/local-stack.ts'
import { unpack } from '../support/reports.ts'
import { readRows } from '../support/workbook.ts'

const { call, drop, stack } = sharedStack()

const importOf = (id: string, isThere: (run: { status: string }) => boolean) =>
  eventually(async () => {
    const { body: run } = await call('GET', `/imports/${id}`)
    return isThere(run) ? run : undefined
  })

it('A file is uploaded with a form and no credentials, imported, and undone', async () => {
  const asked = { kind: 'agreements', fileName: 'Büro 1.csv', group: { name: 'Uploaded' }, onError: 'skip' }
  const { id, upload } = (await call('POST', '/imports', asked)).body
  const form = new FormData()
  for (const [name, value] of Object.entries<string>(upload.fields)) form.set(name, value)
  form.set('file', new Blob(['A1,L1,One\nA2,L2,Two\nwrong']))
  expect((await fetch(upload.url, { method: 'POST', body: form })).status).toBe(204)

  const run = await importOf(id, ({ status }) => status === 'completed')
  expect(run).toMatchObject({
    counts: { rows: 3, created: 2, rejected: 1 },
    errors: [{ line: 3, code: 'column-count' }],
  })
  expect(await (await fetch(run.errorReportUrl)).text()).toContain('3,,column-count')
  expect((await call('GET', '/groups')).body.items).toMatchObject([{}, { name: 'Uploaded', agreementCount: 2 }])

  expect((await call('POST', `/imports/${id}/undo`)).body.undo.status).toBe('running')
  expect(await importOf(id, ({ status }) => status === 'undone')).toMatchObject({ undo: { agreements: 2, left: 0 } })
  expect((await call('GET', '/groups')).body.items).toHaveLength(1)
  expect((await call('GET', '/agreements')).body.items).toEqual([])
})

it('A page of the console uploads by the form and reads links, and a page of another origin does not', async () => {
  const { origin } = new URL(stack.consoleUrl)
  const { id, upload } = (await call('POST', '/imports', { kind: 'agreements', fileName: 'page.csv' })).body
  const form = () => {
    const body = new FormData()
    for (const [name, value] of Object.entries<string>(upload.fields)) body.set(name, value)
    body.set('file', new Blob(['P1,L1\nwrong']))
    return body
  }
  const allowedFor = async (address: string, from: string, request: RequestInit = {}) => {
    const response = await fetch(address, { ...request, headers: { ...request.headers, origin: from } })
    return [response.status, response.headers.get('access-control-allow-origin')]
  }
  const preflight = (method: string, headers?: string): RequestInit => ({
    method: 'OPTIONS',
    headers: {
      'access-control-request-method': method,
      ...(headers !== undefined && { 'access-control-request-headers': headers }),
    },
  })
  const elsewhere = 'http://127.0.0.1:1'
  expect(await allowedFor(upload.url, origin, preflight('POST'))).toEqual([200, origin])
  for (const method of ['PUT', 'DELETE'])
    expect(await allowedFor(upload.url, origin, preflight(method))).toEqual([403, null])
  expect(await allowedFor(upload.url, origin, preflight('POST', 'x-custom'))).toEqual([403, null])
  expect(await allowedFor(upload.url, elsewhere, preflight('POST'))).toEqual([403, null])
  expect(await allowedFor(upload.url, elsewhere, { method: 'POST', body: form() })).toEqual([204, null])
  expect(await allowedFor(upload.url, origin, { method: 'POST', body: form() })).toEqual([204, origin])

  const { errorReportUrl } = await importOf(id, ({ status }) => status === 'rejected')
  expect(await allowedFor(errorReportUrl, origin)).toEqual([200, origin])
  expect(await allowedFor(errorReportUrl, elsewhere)).toEqual([200, null])
})

/** Asks for a report. */
const ask = async (report: object, role: 'reader' | 'manager' = 'manager') => {
  const { status, headers } = await call('POST', '/reports', report, { role })
  return { status, location: headers.get('location') ?? '' }
}

const ended = (path: string) =>
  eventually(async () => {
    const { body } = await call('GET', path)
    return ['completed', 'failed'].includes(body.status) ? body : undefined
  })

it('An export is run by the queue, downloaded without a token, imported unchanged, and deleted', async () => {
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

  const { status, location } = await ask({ type: 'export' })
  expect(status).toBe(202)
  const run = await ended(location)
  expect(run).toMatchObject({ status: 'completed', progress: { done: 2, total: 2 } })
  expect((await call('GET', location, undefined, { role: 'reader' })).status).toBe(404)

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
  await drop(path, content, { program: 'open-value' })
  const again = await eventually(async () => {
    const { body } = await call('GET', '/agreements?contains=söhne')
    return body.items[0]
  })
  expect(again).toMatchObject({ name: '-Büro, Söhne', program: 'open-value', groupId: office.groupId, pairCount: 2 })

  expect((await call('DELETE', location)).status).toBe(204)
  expect((await fetch(run.downloadUrl)).status).toBe(404)
  expect((await call('GET', '/reports')).body).toEqual({ items: [] })
})

it('A license report is run for a reader in each format, and downloaded without a token', async () => {
  const name = 'Licenses of the report'
  const pairs = [{ agreementNumber: '02-07001', licenseNumber: '02-07001' }]
  expect((await call('POST', '/agreements', { type: 'volume', name, pairs })).status).toBe(201)
  const download = async (format: string) => {
    const { status, location } = await ask({ type: 'purchase', format }, 'reader')
    expect(status).toBe(202)
    const run = await ended(location)
    expect(run).toMatchObject({ status: 'completed', format })
    const answer = await fetch(run.downloadUrl)
    expect(answer.headers.get('content-disposition')).toMatch(
      new RegExp(`; filename="license-purchase-report-\\d{4}-\\d\\d-\\d\\d.${format}"$`),
    )
    return Buffer.from(await answer.arrayBuffer())
  }
  const [installation, json, csv, html, xlsx] = await Promise.all([
    ask({ type: 'installation' }, 'reader').then(({ location }) => ended(location)),
    ...(['json', 'csv', 'html', 'xlsx'] as const).map(download),
  ])
  const { rows } = JSON.parse(String(json))
  expect(rows.map(({ agreement }: { agreement: { name: string } }) => agreement.name)).toContain(name)
  expect(String(csv)).toContain(`\r\nrow,${name},Unassigned Agreements,volume,`)
  expect(String(html)).toContain(`<bdi>${name}</bdi>`)
  const [, sheet] = await openWorkbook(xlsx ?? Buffer.of())
  expect((await readRows(sheet)).map(({ cells }) => cells[0])).toContain(name)

  expect(installation).toMatchObject({ status: 'completed', format: 'html' })
})
