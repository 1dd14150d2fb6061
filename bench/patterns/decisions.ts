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
}
