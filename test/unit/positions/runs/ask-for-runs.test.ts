import { describe, expect, it } from 'vitest'
import type { Key } from '../../../../lib/foundation/table/keys.ts'
import * as keys from '../../../../lib/foundation/table/keys.ts'
import { countChanges, factKindOf, factPartitionPrefixes } from '../../../../lib/positions/runs/ask-for-runs.ts'
import { collect } from '../../../../lib/positions/runs/stages.ts'
import { runsInMemory } from '../../../support/runs.ts'

const id = '01KA0000000000000000000000'
const day = '2026-06-15'
const hash = 'AAAAAAAA'
const packed = 'AAAAAAAAAAAA'

/**
 * Every key of the table, by the name of the function or constant that spells it, and which run follows from it. A new one
 * that is not listed here fails: decide whether conclusions follow from it.
 */
const kinds: Record<string, { keys: Key[]; kind: 'devices' | 'facts' | undefined }> = {
  deviceKey: { keys: [keys.deviceKey(packed)], kind: 'devices' },
  deviceFactsKey: { keys: [keys.deviceFactsKey(packed)], kind: 'devices' },
  softwareNameKey: { keys: [keys.softwareNameKey(hash)], kind: 'devices' },
  // The counter of a bucket of names changes with a name.
  nameCountKey: { keys: keys.namePartitions.map(keys.nameCountKey), kind: 'devices' },

  agreementKey: { keys: [keys.agreementKey(id)], kind: 'facts' },
  pairItemKey: { keys: [keys.pairItemKey('A1#L1')], kind: 'facts' },
  decisionKey: { keys: ['licensable', 'link', 'line'].map((kind) => keys.decisionKey(kind, 'subject')), kind: 'facts' },

  // What agreements consist of besides; their items are written with them.
  agreementPairsKey: { keys: [keys.agreementPairsKey(id)], kind: undefined },
  detailsKey: { keys: [keys.detailsKey(id)], kind: undefined },
  formerKey: { keys: [keys.formerKey(id, 1)], kind: undefined },
  agreementNameKey: { keys: [keys.agreementNameKey('NAME')], kind: undefined },
  // Versions and times of devices: most reports change nothing else.
  deviceVersionsKey: { keys: [keys.deviceVersionsKey(packed)], kind: undefined },
  seenKey: { keys: [keys.seenKey(packed)], kind: undefined },
  // Guards of what is decided elsewhere.
  titleGuardKey: { keys: [keys.titleGuardKey('PUBLISHER', 'TITLE')], kind: undefined },
  lineTotalKey: { keys: [keys.lineTotalKey], kind: undefined },
  decisionHistoryKey: { keys: [keys.decisionHistoryKey('subject', '2026-01-01', id)], kind: undefined },
  readinessKey: { keys: [keys.readinessKey], kind: undefined },
  freshnessKey: { keys: [keys.freshnessKey('PAIRS#00')], kind: undefined },
  lastRefreshKey: { keys: [keys.lastRefreshKey], kind: undefined },
  contractKey: { keys: [keys.contractKey('L1')], kind: 'facts' },
  statementKey: { keys: [keys.statementKey('license-summary')], kind: undefined },
  // Groups say where agreements are listed, not what they count for.
  groupKey: { keys: [keys.groupKey(id)], kind: undefined },
  completenessKey: { keys: [keys.completenessKey], kind: undefined },
  graphRunKey: { keys: [keys.graphRunKey(id)], kind: undefined },
  graphScopeKey: { keys: [keys.graphScopeKey], kind: undefined },
  groupCountKey: { keys: [keys.groupCountKey(id, 'api')], kind: undefined },
  groupTotalKey: { keys: [keys.groupTotalKey], kind: undefined },
  groupNameKey: { keys: [keys.groupNameKey('NAME')], kind: undefined },
  // Runs, trails and receipts.
  agreementHistoryKey: { keys: [keys.agreementHistoryKey(id, 1)], kind: undefined },
  groupHistoryKey: { keys: [keys.groupHistoryKey(id, 1)], kind: undefined },
  auditKey: { keys: [keys.auditKey('2026-06-15T12:00:00Z', id)], kind: undefined },
  personKey: { keys: [keys.personKey('alice')], kind: undefined },
  moveKey: { keys: [keys.moveKey(id)], kind: undefined },
  refreshKey: { keys: [keys.refreshKey(id)], kind: undefined },
  refreshPairsKey: { keys: [keys.refreshPairsKey(id, 'list', 1)], kind: undefined },
  refreshScopeKey: { keys: [keys.refreshScopeKey('all')], kind: undefined },
  importKey: { keys: [keys.importKey(id)], kind: undefined },
  importErrorsKey: { keys: [keys.importErrorsKey(id, false, 1)], kind: undefined },
  dropKey: { keys: [keys.dropKey('bucket', 'key')], kind: undefined },
  reportKey: { keys: [keys.reportKey(id)], kind: undefined },
  reportScheduleKey: { keys: [keys.reportScheduleKey(id)], kind: undefined },
  reportScheduleTotalKey: { keys: [keys.reportScheduleTotalKey], kind: undefined },
  reportScheduleNameKey: { keys: [keys.reportScheduleNameKey('NAME')], kind: undefined },
  alertKey: { keys: [keys.alertKey(id)], kind: undefined },
  alertSubjectKey: { keys: [keys.alertSubjectKey('title#T')], kind: undefined },
  workKey: { keys: [keys.workKey(id)], kind: undefined },
  idempotencyKey: { keys: [keys.idempotencyKey('sub', 'route', 'key')], kind: undefined },
  // What reconciliations write themselves: they would trigger themselves.
  wantedKey: { keys: [keys.wantedKey], kind: undefined },
  currentKey: { keys: [keys.currentKey], kind: undefined },
  dayKey: { keys: [keys.dayKey(day)], kind: undefined },
  reconciliationKey: { keys: [keys.reconciliationKey(id)], kind: undefined },
  // Counts nothing, but tells that a reconcile is due: see below.
  listsKey: { keys: [keys.listsKey], kind: undefined },
}

/** Rows of statements have no key function: whoever writes them names partition and sort key. */
const statementRows: Key[] = ['license-summary', 'license-statement'].map((layout) => ({
  pk: keys.statementEntitlements(layout),
  sk: '4711#1',
}))

describe('The trigger of reconciliations', () => {
  it('knows of every key of the table which run follows from it', () => {
    const spelled = Object.keys(keys).filter((name) => name.endsWith('Key'))
    const packing = ['packedDeviceKey', 'packedPublisherKey']
    expect(spelled.filter((name) => !packing.includes(name)).sort()).toEqual(Object.keys(kinds).sort())
    for (const [name, { keys: some, kind }] of Object.entries(kinds))
      for (const key of some) expect([name, factKindOf(key)]).toEqual([name, kind])
    for (const row of statementRows) expect(factKindOf(row)).toBe('facts')
  })

  it('is told by the stream of all facts and of the pointer to the lists, by what their partitions begin with', () => {
    const isTold = ({ pk }: Key) => factPartitionPrefixes.some((prefix) => pk.startsWith(prefix))
    for (const [name, { keys: some, kind }] of Object.entries(kinds))
      for (const key of some) if (kind) expect([name, isTold(key)]).toEqual([name, true])
    for (const row of statementRows) expect(isTold(row)).toBe(true)
    for (const key of [keys.wantedKey, keys.currentKey, keys.reconciliationKey(id), keys.workKey(id)])
      expect(isTold(key)).toBe(false)
  })

  it('counts the changes of one call once for each kind, and asks for what is due', async () => {
    const runs = runsInMemory('2026-06-15T12:00:00Z')
    const keysOf = (...names: string[]) => names.flatMap((name) => kinds[name]?.keys ?? [])
    const counted = () => {
      const { devices, facts } = runs.items.get('SNAPSHOT\nWANTED') ?? {}
      return { devices, facts }
    }
    await countChanges(runs.desk, keysOf('deviceKey', 'softwareNameKey', 'agreementKey', 'pairItemKey', 'seenKey'))
    expect(counted()).toEqual({ devices: 1, facts: 1 })
    // A reconcile waits for the first lists file.
    expect(runs.asked).toEqual(['collect'])
    await runs.run()
    runs.clock.now = new Date('2026-06-15T12:01:00Z')

    await countChanges(runs.desk, keysOf('seenKey', 'groupKey', 'workKey', 'currentKey'))
    expect(counted()).toEqual({ devices: 1, facts: 1 })
    expect(runs.asked).toEqual(['collect'])
    await countChanges(runs.desk, keysOf('agreementKey'))
    expect(counted()).toEqual({ devices: 1, facts: 2 })
    expect(runs.asked).toEqual(['collect', 'reconcile'])
  })

  it('asks for a reconcile when the pointer to the lists has moved, which a collect never does itself', async () => {
    const runs = runsInMemory('2026-06-15T12:00:00Z')
    await runs.run()
    const device = await runs.facts.device('PC1', [['Contoso', 'Payroll 7']], '2026-06-15T11:00:00Z')
    await runs.changed(device)
    await collect(runs.desk)
    expect(runs.asked).toEqual(['collect'])
    await countChanges(runs.desk, [keys.listsKey])
    expect(runs.asked).toEqual(['collect', 'reconcile'])
  })
})
