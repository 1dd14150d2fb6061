import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

/** A license statement that speaks for the whole organization. */
const statement = [
  'Product family,Version,Product pool,Type,Effective quantity,Active SA quantity',
  ...Array.from({ length: 100 }, (_, index) => `Product ${numbered(index)},2019,Servers,License,${index},0`),
]

/** Looked-up pairs, and a VLSC whose answers are the same in every run. */
export const measureRefreshes = async (cost: Cost, users: Users): Promise<void> => {
  const { call, createAgreement, fillGroup, importFile, lookUp, publish } = users
  await lookUp()

  const agreementId = await createAgreement('Looked up', 2)
  await cost('look up 2 new pairs: its worker', lookUp)
  await cost('get an agreement, 2 pairs with answers', () =>
    call('GET /agreements/{agreementId}', { params: { agreementId } }),
  )
  const { groupId } = await fillGroup('Refreshed', 100)
  await cost('look up 100 new pairs of an import: its worker', lookUp)

  const refresh = (body: object) => call('POST /refreshes', { body })
  const { id: refreshId } = await cost('Refresh Now: the request', () => refresh({}))
  await lookUp()
  await refresh({})
  await cost('refresh everything, nothing new: its worker', lookUp)
  await refresh({ groupId })
  await cost('refresh a group of 100 pairs, nothing new: its worker', lookUp)
  await cost('get a refresh', () => call('GET /refreshes/{refreshId}', { params: { refreshId } }))
  await cost('list refreshes, a page of 25', () => call('GET /refreshes', { query: { limit: '25' } }))
  await publish()
  await cost('list entitlements of an agreement', () => call('GET /entitlements', { query: { agreementId } }))
  await cost('overview', () => call('GET /overview'))
  await cost('list what ends, a page of 25', () => call('GET /calendar'))

  const { pairs } = await call('GET /agreements/{agreementId}', { params: { agreementId } })
  const { agreementNumber, licenseNumber } = pairs[0]
  await cost('remove a pair that has an answer', () =>
    call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
      params: { agreementId, agreementNumber, licenseNumber },
    }),
  )

  const importStatement = () => importFile('statement.csv', statement, 'entitlements')
  await cost('import a license statement of 100 rows', importStatement)
  await cost('import the same statement again', importStatement)
}
