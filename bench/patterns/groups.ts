import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

export const measureGroups = async (cost: Cost, { call, createGroup, fillGroup, work }: Users): Promise<void> => {
  const groupId = await cost('create a group', () => createGroup('Group 1'))
  const group = (id: string, more: object = {}) => ({ params: { groupId: id }, ...more })
  await cost('get a group', () => call('GET /groups/{groupId}', group(groupId)))
  await cost('rename a group', () => call('PATCH /groups/{groupId}', group(groupId, { body: { name: 'Renamed' } })))
  await cost('history of a group', () => call('GET /groups/{groupId}/history', group(groupId)))

  const movers = await fillGroup('Movers', 31)
  const move = (agreementIds: string[]) =>
    call('PUT /groups/{groupId}/agreements', group(groupId, { body: { agreementIds } }))
  await cost('move an agreement into a group', () => move(movers.agreementIds.slice(0, 1)))
  await cost('move 30 agreements into a group', () => move(movers.agreementIds.slice(1)))

  const remove = (id: string) => call('DELETE /groups/{groupId}', group(id))
  await cost('delete a group, empty', () => remove(movers.groupId))
  const small = await fillGroup('Small', 25)
  await cost('delete a group, 25 agreements', () => remove(small.groupId))
  const large = await fillGroup('Large', 100)
  await cost('delete a group, 100 agreements: the request', () => remove(large.groupId))
  await cost('delete a group, 100 agreements: its worker', work)
  const many = await fillGroup('Many', 100)
  const to = await createGroup('To')
  const body = { groupId: many.groupId }
  const { id } = await cost('move all that a search finds: the request', () =>
    call('POST /groups/{groupId}/moves', group(to, { body })),
  )
  await cost('move all that a search finds, 100 agreements of a group: its worker', work)
  await cost('get a move', () => call('GET /moves/{moveId}', { params: { moveId: id } }))
  await cost('list moves', () => call('GET /moves'))
  const other = await call('POST /groups/{groupId}/moves', group(to, { body }))
  await cost('cancel a move', () => call('POST /moves/{moveId}/cancel', { params: { moveId: other.id } }))
  await work()
}
