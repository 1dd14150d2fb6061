import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

export const measureLists = async (cost: Cost, { call, createGroup, fillGroup }: Users): Promise<void> => {
  const { groupId } = await fillGroup('Thousand', 1_000)
  const list = (query: Record<string, string>) => call('GET /agreements', { query })
  await cost('list agreements, a page of 25', () => list({}))
  await cost('list agreements of a type, a page of 25', () => list({ type: 'volume' }))
  await cost('list agreements of a group, a page of 25', () => list({ groupId }))
  await cost('find agreements by a part of their name, among 1,000', () => list({ groupId, contains: '00777' }))
  await cost('find agreements by how their names begin', () => list({ groupId, startsWith: 'thousand member 007' }))
  const { items } = await list({ contains: '00777', groupId })
  const { pairs } = await call('GET /agreements/{agreementId}', { params: { agreementId: items[0].id } })
  await cost('find an agreement by a number of a pair', () => list({ number: pairs[0].agreementNumber }))
  const trail = await cost('audit trail, a page of 25', () => call('GET /audit'))
  await cost('audit trail of one thing', () => call('GET /audit', { query: { object: trail.items[0].changes[0].id } }))
  await cost('audit trail of an actor, a page of 25', () => call('GET /audit', { query: { actor: 'alice' } }))

  const listGroups = async (count: number) => {
    const { items } = await call('GET /groups')
    for (let made = items.length; made < count; made++) await createGroup(`License group ${numbered(made)}`)
    await cost(`list groups, ${count} of them`, () => call('GET /groups'))
  }
  await listGroups(10)
  await listGroups(500)
}
