import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, inject, it } from 'vitest'
import * as z from 'zod'
import { createTable } from '../../infra/local/create-table.ts'
import { newRefresh, refreshes } from '../../lib/entitlements/refreshes/refresh.ts'
import { raceLost } from '../../lib/foundation/table/attempts.ts'
import { newIds } from '../../lib/foundation/table/ids.ts'
import { currentKey, pairItemKey, wantedKey } from '../../lib/foundation/table/keys.ts'
import { commit, connectTable, put, remove, type Table, update } from '../../lib/foundation/table/table.ts'
import { columnsOf } from '../../lib/positions/reconcile/columns.ts'
import { dueOfEnds, dueOfFamilies, dueOfPairs } from '../../lib/positions/reconcile/due.ts'
import { type End, findEnds } from '../../lib/positions/reconcile/find-ends.ts'
import {
  formatVersion,
  knowledgeVersion,
  manifestKey,
  type TableFile,
  tableFileKey,
} from '../../lib/positions/snapshot/manifest.ts'
import { moveCurrent, moveLists, readPointers } from '../../lib/positions/snapshot/pointers.ts'
import { snapshotReader } from '../../lib/positions/snapshot/snapshot-reader.ts'
import { writeTable } from '../../lib/positions/snapshot/stored-snapshot.ts'
import type { Row, TableName } from '../../lib/positions/snapshot/tables.ts'
import { Alert } from '../../lib/reporting/alerts/alert.ts'
import { alertsOfRuns } from '../../lib/reporting/alerts/find-alerts.ts'
import { listAlerts } from '../../lib/reporting/alerts/manage-alerts.ts'
import { settleAlerts } from '../../lib/reporting/alerts/settle-alerts.ts'
import { settleSnapshot } from '../../lib/reporting/alerts/settle-snapshot.ts'
import { StoredEvent } from '../../lib/reporting/events/events.ts'
import { importRuns, newImport } from '../../lib/work/imports/import-run.ts'
import { readOverdueWork } from '../../lib/work/work.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { clientOf } from '../support/ledger-on.ts'

const client = clientOf(inject('dynamodbEndpoint'))
const day = '2026-06-15'
const noon = `${day}T12:00:00.000Z`

let table: Table
let files: Map<string, Uint8Array>
let clock: Date
let snapshots: ReturnType<typeof snapshotReader>
let published: number

const now = () => clock
const wait = (minutes: number) => {
  clock = new Date(Date.parse(noon) + minutes * 60_000)
}

beforeEach(async () => {
  const tableName = `settle-${randomUUID()}`
  await createTable(client, tableName, false)
  table = connectTable(tableName, client)
  files = new Map()
  wait(0)
  published = 0
  const read = async (key: string, range?: { start: number; end: number }) =>
    range ? files.get(key)?.subarray(range.start, range.end) : files.get(key)
  snapshots = snapshotReader({ table, files: { read }, now, timeZone: 'UTC' })
  const lists = { id: 'L', seen: 0, readFrom: noon, day, knowledge: knowledgeVersion, took: 0 }
  await commit(table, [moveLists(lists)])
})

type FamilyFigures = Pick<Row<'families'>, 'id' | 'status' | 'owned' | 'required'>
const familyRow = ({ id, ...family }: FamilyFigures): Row<'families'> => ({
  ...{ id, publisher: 'Contoso', name: id, metric: 'device', unlimited: false },
  ...{ covered: Math.min(family.owned, family.required), shortfall: Math.max(0, family.required - family.owned) },
  ...{ surplus: 0, byRight: '{}', installs: 0, freeOrComponent: 0, sameMachine: 0, exempt: 0, needsData: 0 },
  ...{ coveredBySubscription: 0, withoutPlan: 0, planUnknown: 0 },
  ...{ requiredInstalls: 0, others: '[]', flags: undefined, inCores: false, coverageInputs: '' },
  ...{ firstCombination: 0, combinationCount: 0, firstLicense: 0, licenseCount: 0, firstCoverage: 0, coverageCount: 0 },
  ...family,
})

const agreementRow = (id: string, endDate: string): Row<'agreements'> =>
  ({ id, name: id, title: 0, licenseCount: 1, startDate: undefined, endDate, counted: true }) as Row<'agreements'>

const endOf = (id: string, endDate: string) => ({
  row: agreementRow(id, endDate),
  ends: findEnds({
    agreements: [{ id, name: id, product: { publisher: 'Contoso', title: 'Paint', licenseCount: 1 }, endDate }],
    ...{ pairs: [], licenses: [], families: [], entitlements: [] },
  }),
})

interface Contents {
  families?: FamilyFigures[]
  agreements?: { row: Row<'agreements'>; ends: End[] }[]
  pairs?: { agreementNumber: string; licenseNumber: string; status: 'valid' | 'expired' | 'not-found' }[]
}

const short = (id: string, owned: number, required: number): FamilyFigures => ({
  ...{ id, owned, required },
  status: owned === 0 ? 'unlicensed' : owned < required ? 'under-licensed' : 'licensed',
})

/** Publishes a snapshot as a reconciliation does. */
const publish = async ({ families = [], agreements = [], pairs = [] }: Contents): Promise<string> => {
  published += 1
  const id = `S${published}`
  const ends = agreements.flatMap((agreement) => agreement.ends)
  const rows = {
    ends,
    families: families.map(familyRow),
    agreements: agreements.map(({ row }) => row),
    due: [
      ...dueOfEnds(ends, day, [30, 7]),
      ...dueOfFamilies(families.map(familyRow), false),
      ...dueOfPairs(
        pairs.map((pair) => ({ ...pair, agreementId: 'A' })),
        () => 'Office',
      ),
    ],
  }
  const fileOf = <T extends TableName>(name: T, some: Row<T>[]): TableFile => {
    const bytes = writeTable(name, columnsOf(name, some))
    files.set(tableFileKey(id, name), bytes)
    return { key: tableFileKey(id, name), bytes: bytes.length, rows: some.length, inputs: id }
  }
  const readFrom = clock.toISOString()
  const manifest = {
    id,
    format: formatVersion,
    knowledge: knowledgeVersion,
    day,
    ...{ timeZone: 'UTC', staleDays: 90, alertDays: [30, 7], alertNoEntitlement: false },
    readFrom,
    devicesReadFrom: noon,
    lists: 'L',
    tables: {
      families: fileOf('families', rows.families),
      agreements: fileOf('agreements', rows.agreements),
      ends: fileOf('ends', rows.ends),
      due: fileOf('due', rows.due),
    },
    summary: {
      ...{ machines: 0, devices: 0, names: 0, titles: 0, agreements: 0 },
      pairs: { pending: 0, valid: 0, expired: 0, notFound: 0 },
      expiringAgreements: [],
    },
  }
  files.set(manifestKey(id), Buffer.from(JSON.stringify(manifest)))
  const made = { day, knowledge: knowledgeVersion, took: 0 }
  const lists = { lists: 'L', listsSeen: 0, listsReadFrom: noon, titles: 'test/' }
  await commit(table, moveCurrent({ id, seen: published, readFrom, ...made, ...lists }))
  return id
}

const settle = () => settleSnapshot({ table, now, newId: newIds(), announceWork: async () => {}, snapshots })

const list = async (status: 'open' | 'ended' | 'all') => {
  const { items } = await listAlerts({ table, now }, { status }, { limit: 200, after: undefined })
  return items.map((item) => Alert.parse(item)).reverse()
}
const open = async () => (await list('open')).map(({ title }) => title).sort()
const ended = async () => (await list('ended')).map(({ title, endedBy }) => `${title}: ${endedBy}`).sort()

/** Titles of the events that wait to be sent. */
const told = async () =>
  (await readOverdueWork(table, '9999')).flatMap(({ events }) =>
    z
      .array(StoredEvent)
      .parse(events)
      .map(({ detail }) => String(detail.title)),
  )

/** Publishes a snapshot and settles alerts for it. */
const settled = async (contents: Contents) => {
  await publish(contents)
  await settle()
}

describe('alerts that are settled for a snapshot', () => {
  it('begin and end with what is due, and are not repeated by the next snapshot', async () => {
    const paint = { families: [short('Paint', 2, 4)], agreements: [endOf('A', '2026-07-01')] }
    await settled(paint)
    await settled(paint)
    expect(await open()).toEqual(['A ends in 16 days', 'Paint lacks 2 licenses'])
    await settled({ families: [short('Paint', 4, 4)], agreements: [endOf('A', '2026-06-20')] })
    expect(await open()).toEqual(['A ends in 5 days'])
    expect(await ended()).toEqual(['A ends in 16 days: replaced', 'Paint lacks 2 licenses: resolved'])
    expect((await told()).sort()).toEqual([
      'A ends in 16 days',
      'A ends in 5 days',
      'Over: A ends in 16 days',
      'Over: Paint lacks 2 licenses',
      'Paint lacks 2 licenses',
    ])
  })

  it('end with a reason', async () => {
    const pair = { agreementNumber: 'A1', licenseNumber: 'L1' }
    const gone = { agreementNumber: 'A2', licenseNumber: 'L2' }
    await commit(table, [put({ ...pairItemKey('A1#L1'), ...pair, agreementId: 'A', status: 'expired' }, {}, raceLost)])
    await settled({
      families: [short('Gone', 1, 2), short('Enough', 1, 2)],
      agreements: [endOf('Extended', '2026-06-20'), endOf('Deleted', '2026-06-20'), endOf('Over', '2026-06-20')],
      pairs: [
        { ...pair, status: 'expired' },
        { ...gone, status: 'not-found' },
      ],
    })
    expect(await open()).toHaveLength(7)
    await settled({
      families: [short('Enough', 2, 2)],
      agreements: [endOf('Extended', '2027-06-20'), endOf('Over', '2026-06-14')],
      pairs: [{ ...pair, status: 'valid' }],
    })
    expect(await open()).toEqual([])
    expect(await ended()).toEqual([
      'A1 / L1 has expired: resolved',
      'A2 / L2 was not found: gone',
      'Deleted ends in 5 days: gone',
      'Enough lacks 1 license: resolved',
      'Extended ends in 5 days: resolved',
      'Gone lacks 1 license: gone',
      'Over ends in 5 days: agreement-ended',
    ])
  })

  it('stay open for a family that has lost its last license until nothing is lacking; one that never had any raises none', async () => {
    await settled({ families: [short('Free', 0, 3), short('Paint', 2, 2)] })
    await settled({ families: [short('Free', 0, 3), short('Paint', 0, 2)] })
    await settled({ families: [short('Free', 0, 3), short('Paint', 0, 2)] })
    await settled({ families: [short('Free', 0, 3), short('Paint', 1, 2)] })
    expect(await open()).toEqual(['Paint lacks 2 licenses'])
    await settled({ families: [short('Free', 0, 3), short('Paint', 2, 2)] })
    expect(await ended()).toEqual(['Paint lacks 2 licenses: resolved'])
  })

  it('replace those about titles, which an earlier version raised', async () => {
    const about = { titleId: 'T' }
    const ofTitle = {
      kind: 'license-shortfall' as const,
      condition: 'short',
      title: 'Old lacks 1 license',
      message: '',
      about,
    }
    await settleAlerts({ table, now, newId: newIds(), announceWork: async () => {} }, new Map([['title#T', ofTitle]]))
    await settled({ families: [short('Paint', 1, 2)] })
    expect(await open()).toEqual(['Paint lacks 1 license'])
    expect(await ended()).toEqual(['Old lacks 1 license: replaced'])
  })

  it('are the same when a snapshot in between was never settled', async () => {
    await settled({ families: [short('Paint', 2, 2), short('Flicker', 2, 2)] })
    await publish({ families: [short('Paint', 0, 2), short('Flicker', 1, 2)] })
    await settled({ families: [short('Paint', 0, 2), short('Flicker', 2, 2)] })
    expect(await list('all')).toMatchObject([{ title: 'Paint lacks 2 licenses', status: 'open' }])
  })
})

describe('settling', () => {
  const lacking = { families: [short('Paint', 1, 2)] }

  it('waits while a change is pending, for an hour at most', async () => {
    await publish(lacking)
    await commit(table, [update(wantedKey, { set: { facts: 99 } }, {}, raceLost)])
    for (const minutes of [0, 30, 59]) {
      wait(minutes)
      await settle()
      expect(await open()).toEqual([])
    }
    await publish({ families: [short('Paint', 1, 3)] })
    wait(60)
    await settle()
    expect(await open()).toEqual(['Paint lacks 2 licenses'])
    expect((await readPointers(table)).current).toMatchObject({ settled: 'S2' })
    expect((await readPointers(table)).current).not.toHaveProperty('unsettledSince')
  })

  it('waits for imports and refreshes that are writing, but not for an upload that never comes', async () => {
    const run = newImport({ id: 'I', bucket: 'b', key: 'k', actor: 'alice', fileName: 'f.csv' }, noon)
    await commit(table, [importRuns.add({ ...run, id: 'U', stage: 'awaiting', status: 'awaiting-upload' })])
    const refresh = newRefresh({ id: 'R', type: 'all', trigger: 'manual', actor: 'alice', total: 0 }, noon)
    for (const [key, write] of [
      [`IMPORT#I`, importRuns.add({ ...run, stage: 'writing', status: 'processing' })],
      [`REFRESH#R`, refreshes.add(refresh)],
    ] as const) {
      await publish(lacking)
      await commit(table, [write])
      await settle()
      expect(await open()).toEqual([])
      await commit(table, [remove({ pk: key, sk: key.split('#')[0] ?? '' }, {}, raceLost)])
    }
    await settle()
    expect(await open()).toEqual(['Paint lacks 1 license'])
  })

  it('does nothing before the first snapshot, or a second time for the same one', async () => {
    await settle()
    await settled(lacking)
    const before = await table.get(currentKey)
    wait(5)
    await settle()
    expect(await table.get(currentKey)).toEqual(before)
  })

  it('stops when the snapshot is replaced meanwhile, and leaves the next one to another worker', async () => {
    await publish(lacking)
    const heal = interleave(client, 'ALERT-SUBJECT', () => publish({ families: [short('Paint', 2, 2)] }))
    await settle()
    heal()
    expect(await list('all')).toEqual([])
    expect((await readPointers(table)).current?.settled).toBeUndefined()
    await settle()
    expect((await readPointers(table)).current?.settled).toBe('S2')
  })

  const many = Array.from({ length: 70 }, (_, number) => short(`Tool ${number}`, 1, 2))

  it('raises each alert once when three workers do it at the same time', async () => {
    await publish({ families: many })
    await Promise.all([settle(), settle(), settle()])
    expect(await list('all')).toHaveLength(70)
    expect((await told()).toSorted()).toEqual(many.map(({ id }) => `${id} lacks 1 license`).sort())
  })

  it.each(['before', 'after'] as const)(
    'is completed by the next worker when one dies %s any of its transactions',
    async (when) => {
      await publish({ families: many })
      for (let transaction = 0; transaction < 3; transaction++) {
        const heal = injectFaults(client, {
          [when]: ({ command, count }: { command: string; count: number }) =>
            command === 'TransactWriteItems' && count === transaction ? new Crash() : undefined,
        })
        await settle().catch((error) => expect(error).toBeInstanceOf(Crash))
        heal()
      }
      await settle()
      expect(await list('all')).toHaveLength(70)
      expect(new Set(await told()).size).toBe(70)
      expect((await told()).length).toBe(70)
    },
  )

  it('is correct when the index of open alerts lags', async () => {
    await settled({ families: [short('Begun', 1, 2)] })
    const heal = injectFaults(client, {
      answer: ({ command }) => (command === 'Query gsi3' ? { Items: [], Count: 0 } : {}),
    })
    await settled({ families: [short('Begun', 2, 2), short('New', 1, 2)] })
    await settled({ families: [short('Begun', 1, 2), short('New', 1, 2)] })
    heal()
    expect(await open()).toEqual(['Begun lacks 1 license', 'New lacks 1 license'])
    expect(await ended()).toEqual(['Begun lacks 1 license: resolved'])
  })

  it('sends one event for more than a hundred alerts of one kind', async () => {
    const crowd = Array.from({ length: 101 }, (_, number) => short(`Tool ${number}`, 1, 2))
    await settled({ families: crowd })
    expect(await told()).toEqual(['101 alerts were raised: families lack licenses'])
    expect(await list('open')).toHaveLength(101)
  })
})

describe('a reconciliation that is given up', () => {
  it('raises one alert, which ends when a run of its stage completes', async () => {
    const fail = async (id: string) =>
      commit(table, [
        ...(await alertsOfRuns.failed(table, { id, stage: 'collect', error: { message: 'The bucket is away.' } }, noon))
          .writes,
        put({ pk: 'RUN', sk: id }, {}, raceLost),
      ])
    await fail('R1')
    await fail('R2')
    expect(await list('open')).toMatchObject([
      {
        kind: 'reconciliation-failed',
        about: { stage: 'collect', reconciliationId: 'R1' },
        message:
          'Changes of devices do not reach titles, alerts and reports until a run completes. The run R1 was given up: The bucket is away.',
      },
    ])
    const other = await alertsOfRuns.completed(table, { stage: 'reconcile' }, noon)
    expect(other).toEqual({ writes: [], workIds: [] })
    const { writes, workIds } = await alertsOfRuns.completed(table, { stage: 'collect' }, noon)
    await commit(table, writes)
    expect(workIds).toHaveLength(1)
    expect(await ended()).toEqual(['Reconciliation failed (collect): resolved'])
  })
})
