import { products } from '../../infra/local/vlsc/products.ts'
import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

/** Products of VLSC that a device reports as titles, so that these meet. */
const installed = products.slice(0, 3)

export const measureEntitlements = async (cost: Cost, { call, publish }: Users): Promise<void> => {
  await call('PUT /devices/{deviceId}/software', {
    params: { deviceId: 'PC-E' },
    roles: ['inventory-writer'],
    body: {
      deviceName: 'Computer E',
      platform: 'Windows',
      reportedAt: '2025-12-24T08:00:00Z',
      software: [
        ...installed.map(({ productFamily, version }) => ({ title: `Microsoft ${productFamily} ${version}`, version })),
        { title: 'Data Tools', version: '1' },
      ].map((program) => ({ publisher: 'Microsoft Corporation', ...program })),
    },
  })
  await publish()
  const list = (query: Record<string, string>) => call('GET /entitlements', { query })
  await cost('list entitlements, a page of 25', () => list({}))
  const matched = await cost('list matched entitlements, a page of 25', () => list({ matched: 'true' }))
  const unmatched = await cost('list unmatched entitlements with candidates, a page of 25', () =>
    list({ matched: 'false' }),
  )
  const [{ id: titleId }] = matched.items[0].matchedTitles
  await cost('list entitlements of a title, a page of 25', () => list({ titleId }))

  const { items } = await call('GET /software', { query: { contains: 'Data Tools' } })
  const [{ productId }] = unmatched.items
  const map = (title: string) =>
    call('PUT /software/{titleId}/entitlement-mapping', {
      params: { titleId: title },
      body: { products: [productId] },
    })
  await cost('map a product to a title', () => map(items[0].id))
  await cost('map a product to a second title', () => map(titleId))
}
