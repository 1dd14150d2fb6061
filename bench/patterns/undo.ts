import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

const importParams = (importId: string) => ({ params: { importId } })

export const measureUndo = async (cost: Cost, users: Users): Promise<void> => {
  const { call, importFile, newLines, goOn } = users
  const body = { kind: 'agreements', fileName: 'pairs.csv' }
  await cost('ask for an upload', () => call('POST /imports', { body }))

  const importOf = async (path: string, lines: string[]): Promise<string> => {
    await importFile(path, lines)
    return (await call('GET /imports', { query: { limit: '1' } })).items[0].id
  }
  const many = await importOf(
    'undone.csv',
    newLines(100, (index) => `Undone ${index}`),
  )
  await cost('undo an import: the request', () => call('POST /imports/{importId}/undo', importParams(many)))
  await cost('undo an import of 100 agreements: its worker', () => goOn(many))

  const existing = newLines(1, () => 'Grown')
  await importFile('grown.csv', existing)
  const grown = await importOf('more.csv', [...existing, ...newLines(85, () => 'Grown')])
  await call('POST /imports/{importId}/undo', importParams(grown))
  await cost('undo an import of 85 pairs into one agreement: its worker', () => goOn(grown))
}
