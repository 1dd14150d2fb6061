import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

/** A catalog file of titles of one publisher. */
const linesOf = (publisher: string, count: number): string[] => [
  'publisher,title',
  ...Array.from({ length: count }, (_, index) => `${publisher},Product ${numbered(index)}`),
]

/** Managers' own recognition lines. */
const measureLines = async (cost: Cost, { call, importFile, goOn }: Users): Promise<void> => {
  const params = { lineId: 'contoso-planner' }
  const put = (kind: string) =>
    call('PUT /recognition/{lineId}', { params, body: { publisher: 'Contoso', title: 'Planner *', kind } })
  await cost('create a recognition line', () => put('licensed'))
  await cost('replace a recognition line', () => put('free'))
  await cost('delete a recognition line', () => call('DELETE /recognition/{lineId}', { params }))
  const lines = Array.from({ length: 200 }, (_, index) => `Contoso,Product ${numbered(index)},free`)
  const file = ['publisher,title,kind', ...lines]
  await cost('import a file of 200 recognition lines', () => importFile('lines.csv', file, 'recognition'))
  const { id } = (await call('GET /imports', { query: { limit: '1' } })).items[0]
  await cost('import the same file of recognition lines again', () => importFile('lines.csv', file, 'recognition'))
  await cost('list recognition lines, a page of 25 of 200', () => call('GET /recognition'))
  await cost('find recognition lines by a part of their text, among 200', () =>
    call('GET /recognition', { query: { contains: '00042' } }),
  )
  await call('POST /imports/{importId}/undo', { params: { importId: id } })
  await cost('undo an import of 200 recognition lines: its worker', () => goOn(id))
}

export const measureCatalog = async (cost: Cost, users: Users): Promise<void> => {
  const { call, importFile, publish } = users
  const add = (publisher: string, title: string) => call('POST /catalog/titles', { body: { publisher, title } })
  await cost('add a title of a new publisher to the catalog', () => add('Fabrikam', 'Ledger'))
  await cost('add a title of a known publisher to the catalog', () => add('Fabrikam', 'Planner'))
  const file = linesOf('Contoso', 200)
  await cost('import a catalog file of 200 titles', () => importFile('catalog.csv', file, 'catalog'))
  await cost('import the same catalog file again', () => importFile('catalog.csv', file, 'catalog'))
  await publish()
  await cost('find titles of a publisher', () =>
    call('GET /catalog/titles', { query: { publisher: 'Contoso', contains: '42' } }),
  )
  await cost('find publishers', () => call('GET /catalog/publishers', { query: { contains: 'o' } }))
  await measureLines(cost, users)
}
