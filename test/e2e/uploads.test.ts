import { afterAll, beforeAll, expect, it } from 'vitest'
import { endProcessesOf, eventually, type LocalStack, startStack } from '../support/local-stack.ts'

let stack: LocalStack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(async () => {
  await stack.stop()
  endProcessesOf(stack.directory)
})

// biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
const call = async (method: string, path: string, body?: unknown): Promise<any> => {
  const response = await fetch(stack.apiUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${stack.tokens.manager}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return response.json()
}

const importOf = (id: string, isThere: (run: { status: string }) => boolean) =>
  eventually(async () => {
    const run = await call('GET', `/imports/${id}`)
    return isThere(run) ? run : undefined
  })

it('a file is uploaded with a form and no credentials, imported, and taken back', async () => {
  const asked = { kind: 'agreements', fileName: 'Büro 1.csv', group: { name: 'Uploaded' }, onError: 'skip' }
  const { id, upload } = await call('POST', '/imports', asked)
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
  expect((await call('GET', '/groups')).items).toMatchObject([{}, { name: 'Uploaded', agreementCount: 2 }])

  expect((await call('POST', `/imports/${id}/undo`)).undo.status).toBe('running')
  expect(await importOf(id, ({ status }) => status === 'undone')).toMatchObject({ undo: { agreements: 2, left: 0 } })
  expect((await call('GET', '/groups')).items).toHaveLength(1)
  expect((await call('GET', '/agreements')).items).toEqual([])
})
