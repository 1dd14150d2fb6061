import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tick } from '../../functions/wiring/sweep.ts'
import {
  agreementKey,
  alertSubjectKey,
  auditKey,
  currentKey,
  decisionKey,
  type Key,
  listsKey,
  pairItemKey,
  reconciliationKey,
  refreshKey,
  reportKey,
  reportScheduleKey,
  wantedKey,
} from '../../lib/foundation/table/keys.ts'
import { commit, put, update } from '../../lib/foundation/table/table.ts'
import { addWork } from '../../lib/work/work.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { reporter } from '../support/reports.ts'

/** After a rollback, or while a deployment goes on, items have values of a newer version: docs/architecture.md. */
let ledger: TestLedger
let lines: string[] = []
beforeEach(async () => {
  ledger = await newLedger()
  lines = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
})
afterEach(() => vi.restoreAllMocks())

const set = (key: Key, changes: Record<string, unknown>) =>
  commit(ledger.table, [update(key, { set: changes }, { exists: true })])
const skipped = () =>
  lines
    .filter((line) => line.includes('unknown stored value'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const post = async (route: Parameters<TestLedger['call']>[0], body: object) => {
  const answer = await ledger.call(route, { body })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}
const list = async (route: Parameters<TestLedger['call']>[0]) => {
  const { status, body } = await ledger.call(route)
  expect(status).toBe(200)
  return body.items.map(({ id }: { id: string }) => id)
}

describe('An unknown stored value is skipped, logged and counted, and all else goes on', () => {
  it('in a report, for the API and its worker', async () => {
    const [odd, known] = [
      await post('POST /reports', { type: 'purchase' }),
      await post('POST /reports', { type: 'purchase' }),
    ]
    await set(reportKey(odd.id), { status: 'paused' })
    expect(await list('GET /reports')).toEqual([known.id])
    expect((await ledger.call('GET /reports/{reportId}', { params: { reportId: odd.id } })).status).toBe(404)
    expect(await reporter(ledger).deliver(odd.id)).toEqual({ batchItemFailures: [] })
    expect(skipped()[0]).toMatchObject({
      level: 'WARN',
      where: `REPORT#${odd.id}`,
      fields: ['status'],
      UnknownStoredValues: 1,
    })
  })

  it('in a refresh and in a reconciliation', async () => {
    await post('POST /agreements', { type: 'volume', name: 'Office', pairs: [newPair()] })
    const refresh = await post('POST /refreshes', {})
    await set(refreshKey(refresh.id), { status: 'paused' })
    expect(await list('GET /refreshes')).not.toContain(refresh.id)
    const run = await post('POST /reconciliations', {})
    await set(reconciliationKey(run.id), { status: 'paused' })
    expect(await list('GET /reconciliations')).not.toContain(run.id)
    expect(skipped().length).toBeGreaterThanOrEqual(2)
  })

  it('in a report schedule; the others are made', async () => {
    const daily = { report: { type: 'purchase' }, rate: '1 day' }
    const odd = await post('POST /report-schedules', { ...daily, name: 'Odd' })
    const known = await post('POST /report-schedules', { ...daily, name: 'Known' })
    await set(reportScheduleKey(odd.id), { report: { type: 'forecast' } })
    expect(await list('GET /report-schedules')).toEqual([known.id])
    ledger.setClock(new Date(Date.now() + 25 * 3_600_000))
    ledger.announced.push('run-schedules')
    await ledger.work()
    expect(await list('GET /reports')).toHaveLength(1)
    expect(skipped()[0]).toMatchObject({ where: 'REPORT-SCHEDULES' })
  })

  it('in follow-up work, which stays for the version that knows its kind', async () => {
    await commit(ledger.table, [
      addWork({ id: 'odd', kind: 'post-chat', subjectId: '1', actor: 'alerts', createdAt: new Date().toISOString() }),
    ])
    ledger.announced.push('odd')
    await ledger.work()
    expect(skipped()).toMatchObject([{ where: 'post-chat', fields: ['kind'], UnknownStoredValues: 1 }])
    expect((await ledger.scan()).filter(({ id }) => id === 'odd')).toHaveLength(1)
  })

  it('in the audit', async () => {
    const { id } = await post('POST /groups', { name: 'EMEA' })
    const at = new Date().toISOString()
    const change = { type: 'invoice', id: '1', name: 'PC', before: null, after: null }
    await commit(ledger.table, [
      put(
        { ...auditKey(at, 'odd'), id: 'odd', at, actor: 'bob', action: 'title-changed', changes: [change] },
        { exists: false },
      ),
      put(
        { ...auditKey(at, 'new'), id: 'new', at, actor: 'bob', action: 'invoice-paid', changes: [] },
        { exists: false },
      ),
    ])
    const { status, body } = await ledger.call('GET /audit')
    expect([status, body.items.map(({ changes }: { changes: { id: string }[] }) => changes[0]?.id)]).toEqual([
      200,
      [id],
    ])
    expect(skipped()).toHaveLength(2)
  })

  it('in a pair and in a decision; a reconciliation publishes what it knows', async () => {
    const [odd, known] = [newPair(), newPair()]
    const { id } = await post('POST /agreements', { type: 'volume', name: 'Office', pairs: [odd, known] })
    const keyOf = ({ agreementNumber, licenseNumber }: typeof odd) =>
      pairItemKey(`${agreementNumber}#${licenseNumber}`.toUpperCase())
    await set(keyOf(odd), { status: 'suspended' })
    const decided = { by: 'bob', at: new Date().toISOString(), version: 1 }
    await commit(ledger.table, [
      put({ ...decisionKey('policy', 'x'), kind: 'policy', subject: 'x', value: {}, ...decided }, { exists: false }),
    ])
    const { status, body } = await ledger.call('GET /agreements/{agreementId}', { params: { agreementId: id } })
    expect([status, body.pairCount, body.pairs.length]).toEqual([200, 2, 2])
    await ledger.publish()
    expect((await ledger.call('GET /overview')).status).toBe(200)
    expect(new Set(skipped().map(({ fields }) => String(fields)))).toEqual(new Set(['status', 'kind']))
  })

  it('in an agreement, of which another type is neither listed nor read', async () => {
    const ids: string[] = []
    for (const name of ['Odd', 'Odder', 'Known'])
      ids.push((await post('POST /agreements', { type: 'volume', name, pairs: [newPair()] })).id)
    const [odd = '', odder = '', known] = ids
    await set(agreementKey(odd), { type: 'subscription' })
    await set(agreementKey(odder), { program: 'academic' })
    expect(await list('GET /agreements')).toEqual([known])
    for (const agreementId of [odd, odder])
      expect((await ledger.call('GET /agreements/{agreementId}', { params: { agreementId } })).status).toBe(404)
    expect(new Set(skipped().map(({ fields }) => String(fields)))).toEqual(new Set(['type', 'program']))
  })

  it('while fields that a newer version adds to pointers and to subjects of alerts are left alone', async () => {
    await post('POST /agreements', { type: 'volume', name: 'Office', pairs: [newPair()] })
    await ledger.publish()
    for (const key of [wantedKey, listsKey, currentKey]) await set(key, { families: 'later', kind: 'families' })
    const subject = { ...alertSubjectKey('vlsc#all'), subject: 'vlsc#all', episode: 0, reason: 'policy' }
    await commit(ledger.table, [put(subject, { exists: false })])
    await tick(ledger.ledger)
    await ledger.publish()
    expect((await ledger.call('GET /software')).status).toBe(200)
    expect(skipped()).toEqual([])
  })

  it('but a value that is merely wrong is thrown', async () => {
    const { id } = await post('POST /reports', { type: 'purchase' })
    await set(reportKey(id), { done: 'many' })
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await ledger.call('GET /reports')).status).toBe(500)
  })
})
