import { products } from '../../infra/local/vlsc/products.ts'
import { addDays, dayOf } from '../../lib/calendar/day.ts'
import { countPositionsWork } from '../../lib/positions/count-positions-work.ts'
import type { TestLedger } from '../../test/support/ledger-on.ts'
import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

/** Products of VLSC that a device reports as titles, so that these meet. */
const installed = products.slice(0, 3)

export const measureEntitlements = async (
  cost: Cost,
  { call, work }: Users,
  { announced, ledger, setClock }: TestLedger,
): Promise<void> => {
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
  await work()
  const list = (query: Record<string, string>) => call('GET /entitlements', { query })
  const matched = await cost('list matched entitlements, a page of 25', () => list({ matched: 'true' }))
  const unmatched = await cost('list unmatched entitlements with candidates, a page of 25', () =>
    list({ matched: 'false' }),
  )
  const [{ id: titleId }] = matched.items[0].matchedTitles
  await cost('list entitlements of a title, a page of 25', () => list({ titleId }))
  await cost('list entitlements of a product, a page of 25', () => list({ productId: matched.items[0].productId }))

  const { items } = await call('GET /software', { query: { contains: 'Data Tools' } })
  const route = 'PUT /software/{titleId}/entitlement-mapping'
  const map = (title: string, rows: { productId: string }[]) =>
    call(route, { params: { titleId: title }, body: { products: rows.map(({ productId }) => productId) } })
  await cost('map a product to a title: the request', () => map(items[0].id, [unmatched.items[0]]))
  await cost('map a product to a title: its worker', work)
  await cost('map a product to a second title: the request', () => map(titleId, [unmatched.items[0]]))
  await cost('map a product to a second title: its worker', work)

  const { publisher, title: productTitle, id } = items[0]
  const tomorrow = addDays(dayOf(ledger.now(), ledger.timeZone), 1)
  const agreement = { type: 'other', name: 'Data Tools', publisher, productTitle, licenseCount: 5, startDate: tomorrow }
  await call('POST /agreements', { body: agreement })
  await cost('count an other agreement: its worker', work)
  setClock(new Date(`${tomorrow}T00:00:01Z`))
  announced.push(countPositionsWork)
  await cost('count a new day on which a term begins: its worker', work)
  const params = { titleId: id }
  await cost('history of a title, a page of 25 days', () => call('GET /software/{titleId}/history', { params }))
  await cost('list the other agreements of a title', () => call('GET /software/{titleId}/agreements', { params }))
}
