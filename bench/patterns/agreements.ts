import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

const keyed = { 'idempotency-key': '00000000-0000-4000-8000-000000000000' }
const one = (agreementId: string, more: object = {}) => ({ params: { agreementId }, ...more })

/** @returns ids of agreements of 1, 85 and 5,000 pairs */
const create = async (cost: Cost, { call, createAgreement, createGroup, createLarge, newPairs }: Users) => {
  const group = { id: await createGroup('Existing') }
  const small = await cost('create an agreement, 1 pair', () => createAgreement('One pair', 1))
  await cost('create an agreement, 1 pair, into a group', () => createAgreement('In a group', 1, { group }))
  await cost('create an agreement, 1 pair, into a new group', () =>
    createAgreement('In a new group', 1, { group: { name: 'New' } }),
  )
  const medium = await cost('create an agreement, 85 pairs', () => createAgreement('85 pairs', 85))
  const body = { type: 'volume', name: 'With a key', pairs: newPairs(1) }
  const withKey = () => call('POST /agreements', { body, headers: keyed })
  await cost('create an agreement, 1 pair, with an Idempotency-Key', withKey)
  await cost('create it again with the same Idempotency-Key', withKey)
  const large = await createLarge('5000 pairs', 5_000)
  return { small, medium, large, groupId: group.id }
}

export const measureAgreements = async (cost: Cost, users: Users): Promise<void> => {
  const { call, createAgreement, newPairs, work } = users
  const { small, medium, large, groupId } = await create(cost, users)

  const read = (id: string) => call('GET /agreements/{agreementId}', one(id))
  await cost('get an agreement, 1 pair', () => read(small))
  await cost('get an agreement, 85 pairs', () => read(medium))
  await cost('get an agreement, 5,000 pairs', () => read(large))
  const listPairs = (id: string, limit: number) =>
    call('GET /agreements/{agreementId}/pairs', one(id, { query: { limit: String(limit) } }))
  await cost('list 25 of 5,000 pairs', () => listPairs(large, 25))

  const patch = (id: string, body: object) => call('PATCH /agreements/{agreementId}', one(id, { body }))
  await cost('rename an agreement, 1 pair', () => patch(small, { name: 'Renamed' }))
  await cost('rename an agreement, 85 pairs', () => patch(medium, { name: 'Renamed, 85 pairs' }))
  await cost('rename an agreement, 5,000 pairs', () => patch(large, { name: 'Renamed, 5000 pairs' }))
  await cost('move an agreement by a patch, 1 pair', () => patch(small, { groupId }))

  const add = (id: string, count: number) =>
    call('POST /agreements/{agreementId}/pairs', one(id, { body: { pairs: newPairs(count) } }))
  const removeFirst = async (agreementId: string) => {
    const { agreementNumber, licenseNumber } = (await listPairs(agreementId, 1)).items[0]
    const params = { agreementId, agreementNumber, licenseNumber }
    return () => call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', { params })
  }
  await cost('add a pair to 1', () => add(small, 1))
  await cost('add 85 pairs to 2', () => add(small, 85))
  await cost('remove a pair of 85', await removeFirst(medium))
  await cost('remove a pair of 5,000', await removeFirst(large))
  await cost('add a pair to 4,999', () => add(large, 1))

  for (let count = 0; count < 25; count++) await patch(medium, { name: `Renamed ${numbered(count)}` })
  await cost('history of an agreement, a page of 25', () => call('GET /agreements/{agreementId}/history', one(medium)))

  const remove = (id: string) => call('DELETE /agreements/{agreementId}', one(id))
  const least = await createAgreement('To be deleted', 1)
  await cost('delete an agreement, 1 pair', () => remove(least))
  const more = await createAgreement('To be deleted', 85)
  await cost('delete an agreement, 85 pairs', () => remove(more))
  await work()
  await cost('delete an agreement, 5,000 pairs: the request', () => remove(large))
  await cost('delete an agreement, 5,000 pairs: its worker', work)
}
