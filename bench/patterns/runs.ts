import { agreementKey, deviceKey, packedDeviceKey } from '../../lib/foundation/table/keys.ts'
import { countChanges } from '../../lib/positions/runs/ask-for-runs.ts'
import { collect, reconcile } from '../../lib/positions/runs/stages.ts'
import type { TestLedger } from '../../test/support/ledger-on.ts'
import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

/** @param ledger no stream follows its table: changes are announced by hand */
export const measureRuns = async (
  cost: Cost,
  { call, lookUp, work, publish, wait }: Users,
  { announced, runs }: TestLedger,
): Promise<void> => {
  await lookUp()
  await publish()
  const { items: others } = await call('GET /agreements', { query: { type: 'other', limit: '1' } })
  const [{ publisher, productTitle }] = others
  const agreement = { type: 'other', name: 'One more', publisher, productTitle, licenseCount: 5 }
  const { id } = await call('POST /agreements', { body: agreement })
  const changed = () => countChanges(runs, [agreementKey(id)])
  await cost('hear from the stream of a changed fact', changed)
  await cost('hear of another one, a run asked for already', changed)
  await cost('reconcile after a new other agreement', () => reconcile(runs))
  await cost('settle alerts after it, none due', work)

  await cost('hear from the stream of a changed device', () => countChanges(runs, [deviceKey(packedDeviceKey('PC-A'))]))
  await cost('collect 102 devices', () => collect(runs))

  const asked = await cost('ask for a reconciliation', () => call('POST /reconciliations'))
  await collect(runs)
  await cost('reconcile as asked', () => reconcile(runs))
  const params = { reconciliationId: asked.id }
  await cost('get a reconciliation', () => call('GET /reconciliations/{reconciliationId}', { params }))
  await cost('list reconciliations', () => call('GET /reconciliations'))
  announced.splice(0)

  wait(1)
  await call('GET /overview')
  await collect(runs)
  await cost('reconcile on a new day', () => reconcile(runs))
  const { items } = await call('GET /software', { query: { limit: '1' } })
  await cost('history of a title', () => call('GET /software/{titleId}/history', { params: { titleId: items[0].id } }))
}
