import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

export const measureDecisions = async (cost: Cost, { call, publish }: Users): Promise<void> => {
  await publish()
  const { items } = await cost('list open decisions, a page of 25', () => call('GET /decisions'))
  await cost('list settled decisions, a page of 25', () => call('GET /decisions', { query: { settled: 'true' } }))
  const [{ method, path, body }] = items[0].actions
  await cost('preview that a title needs a license', () =>
    call('POST /decisions/preview', { body: { method, path, body } }),
  )
  const families = await cost('list families, a page of 25', () => call('GET /families'))
  const ofFamily = { params: { familyId: families.items[0].id } }
  await cost('get a family', () => call('GET /families/{familyId}', ofFamily))
  await cost('list the machines of a family, a page of 25', () => call('GET /families/{familyId}/devices', ofFamily))
  await cost('history of a family', () => call('GET /families/{familyId}/history', ofFamily))
  await cost('trend of all families', () => call('GET /trend'))
  await cost('ask what licenses more would change in a family', () =>
    call('POST /families/{familyId}/what-if', { ...ofFamily, body: { policies: { priorVersion: false } } }),
  )
  const from = '2026-01-01'
  await cost('compare two days, a page of 25', () => call('GET /changes', { query: { from } }))
  await cost('compare a family on two days', () =>
    call('GET /families/{familyId}/compare', { ...ofFamily, query: { from } }),
  )
  await cost('change the policies of positions', () =>
    call('PUT /position-policies', { body: { lowerEdition: false } }),
  )
  await cost('get the policies of positions', () => call('GET /position-policies'))
  const params = { familyId: '0'.repeat(26) }
  const use = { metric: 'user', quantity: 120, asOf: '2026-01-01' }
  await cost('declare the use of a family', () => call('PUT /families/{familyId}/declared-use', { params, body: use }))
  await cost('get the declared use of a family', () => call('GET /families/{familyId}/declared-use', { params }))
  const ofDevice = { params: { deviceId: 'PC-A' } }
  await cost('exempt a device', () =>
    call('PUT /devices/{deviceId}/exemptions', { ...ofDevice, body: { reason: 'Test machine' } }),
  )
  await cost('list the exemptions of a device', () => call('GET /devices/{deviceId}/exemptions', ofDevice))
  await cost('list all exemptions, a page of 25', () => call('GET /exemptions'))
}
