import { addTitles, makeReady } from '../../test/support/catalog.ts'
import type { TestLedger } from '../../test/support/ledger-on.ts'
import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

const product = { type: 'other', publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 25 }
const term = { startDate: '2026-01-01', endDate: '2026-12-31' }
const head = 'name,publisher,productTitle,licenseCount,startDate,endDate,details'
const one = (agreementId: string, more: object = {}) => ({ params: { agreementId }, ...more })

/** @param ledger in whose catalog the titles are put that the agreements name */
export const measureOtherAgreements = async (cost: Cost, users: Users, ledger: TestLedger): Promise<void> => {
  const { call, importFile, goOn, makeReport } = users
  await makeReady(ledger)
  await addTitles(ledger, 'Adobe', ['Acrobat Pro', 'Photoshop'])

  const create = (name: string, more: object = {}) =>
    call('POST /agreements', { body: { ...product, ...term, name, ...more } })
  const patch = (id: string, body: object) => call('PATCH /agreements/{agreementId}', one(id, { body }))
  const { id } = await cost('create an other agreement', () => create('Plain'))
  const secret = await cost('create an other agreement with details', () => create('Secret', { details: 'KEY-1' }))
  await cost('get an other agreement', () => call('GET /agreements/{agreementId}', one(id)))
  await cost('get an other agreement with details, as a manager', () =>
    call('GET /agreements/{agreementId}', one(secret.id)),
  )
  await cost('change the license count of an other agreement', () => patch(id, { licenseCount: 30 }))
  await cost('change the product of an other agreement', () => patch(id, { productTitle: 'Acrobat Pro' }))
  await cost('change the details of an other agreement', () => patch(secret.id, { details: 'KEY-2' }))
  await cost('delete an other agreement with details', () => call('DELETE /agreements/{agreementId}', one(secret.id)))

  const lines = (count: number, licenses: number) => [
    head,
    ...Array.from({ length: count }, (_, index) => `Other ${index},Adobe,Photoshop,${licenses},,,KEY-${index}`),
  ]
  const importOthers = (path: string, content: string[]) => importFile(path, content, 'other-agreements')
  await cost('import a file of 100 new other agreements with details', () => importOthers('a.csv', lines(100, 1)))
  await cost('import the same file of other agreements again', () => importOthers('b.csv', lines(100, 1)))
  await cost('import a file that changes 100 other agreements', () => importOthers('c.csv', lines(100, 2)))
  const [{ id: importId }] = (await call('GET /imports', { query: { limit: '1' } })).items
  await call('POST /imports/{importId}/undo', { params: { importId } })
  await cost('undo an import that changed 100 other agreements: its worker', () => goOn(importId))

  await call('DELETE /agreements/{agreementId}', one(id))
  const body = { type: 'export', agreementType: 'other', groupIds: ['unassigned'] }
  const { id: reportId } = await call('POST /reports', { body })
  await cost('export 100 other agreements: its worker', () => makeReport(reportId))
}
