import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

export const measureImports = async (
  cost: Cost,
  { call, importFile, lookUp, newLines, publish, sweep, lookForDue, watch }: Users,
): Promise<void> => {
  const line = newLines(1, () => 'Imported')
  await cost('import a file of 1 line', () => importFile('one.csv', line))
  await cost('import the same file again', () => importFile('one.csv', line))
  for (let count = 0; count < 25; count++) await importFile(`${numbered(count)}.csv`, line)
  const { items } = await cost('list imports, a page of 25', () => call('GET /imports'))
  const importId = items[0].id
  await cost('get an import', () => call('GET /imports/{importId}', { params: { importId } }))
  await lookUp()
  // The first one of a deployment has all counted by its settings.
  await sweep()
  await publish()
  await cost('sweep with nothing to do', sweep)
  await cost('tick with nothing due', lookForDue)
  await cost('watch with nothing wrong', watch)
}
