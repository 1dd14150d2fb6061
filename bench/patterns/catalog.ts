import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

/** A catalog file of titles of one publisher. */
const linesOf = (publisher: string, count: number): string[] => [
  'publisher,title',
  ...Array.from({ length: count }, (_, index) => `${publisher},Product ${numbered(index)}`),
]

export const measureCatalog = async (cost: Cost, { call, importFile, publish }: Users): Promise<void> => {
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
}
