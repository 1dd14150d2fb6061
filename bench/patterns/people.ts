import { tokenOf } from '../../test/support/events.ts'
import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

export const measurePeople = async (cost: Cost, { call }: Users): Promise<void> => {
  const me = (sub: string, name: string) =>
    call('GET /me', { headers: { authorization: `Bearer ${tokenOf(['license-reader'], { sub, name })}` } })
  for (let made = 0; made < 99; made++) await me(`subject-${numbered(made)}`, `Person ${numbered(made)}`)
  await cost('who calls, for the first time', () => me('dora', 'Dora Lang'))
  await cost('who calls, under the same name as before', () => me('dora', 'Dora Lang'))
  await cost('names of 100 people', () => call('GET /people'))
  await cost('delete the name of a person', () => call('DELETE /people/{personId}', { params: { personId: 'dora' } }))
}
