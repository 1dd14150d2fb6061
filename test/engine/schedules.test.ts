import { beforeEach, describe, expect, it } from 'vitest'
import { tick as tickOfSweep } from '../../functions/wiring/sweep.ts'
import type { Mail } from '../../lib/reporting/mail/mailer.ts'
import { alertsOf, workQueueOf } from '../support/alerts.ts'
import { tokenOf } from '../support/events.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { reporter, type TestReporter } from '../support/reports.ts'

const at = (time: string): Date => new Date(`2026-06-${time}Z`)

let ledger: TestLedger
let queue: ReturnType<typeof workQueueOf>
let reports: TestReporter

beforeEach(async () => {
  ledger = await newLedger({ timeZone: 'Europe/Berlin' })
  ledger.setClock(at('15T12:00:00'))
  queue = workQueueOf(ledger)
  reports = reporter(ledger)
})

const daily = { name: 'Daily purchases', report: { type: 'purchase', format: 'csv' }, cron: '0 8 * * ? *' }
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ledger.call('POST /report-schedules', { body, headers })
const create = async (more: Record<string, unknown> = {}) => {
  const answer = await post({ ...daily, ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const get = async (scheduleId: string) =>
  (await ledger.call('GET /report-schedules/{scheduleId}', { params: { scheduleId } })).body
const patch = (scheduleId: string, body: unknown, headers: Record<string, string> = {}) =>
  ledger.call('PATCH /report-schedules/{scheduleId}', { params: { scheduleId }, body, headers })
const remove = (scheduleId: string, headers: Record<string, string> = {}) =>
  ledger.call('DELETE /report-schedules/{scheduleId}', { params: { scheduleId }, headers })
/** What the worker does when the sweep asks for it. @param time sets the clock */
const tick = async (time?: string): Promise<void> => {
  if (time !== undefined) ledger.setClock(at(time))
  expect(await queue.deliver('run-schedules')).toBe(true)
}
const made = async () => (await ledger.call('GET /reports', { query: { limit: '100' } })).body.items

describe('a report schedule', () => {
  it('shows when it is due next, in its time zone or that of the ledger', async () => {
    const { status, body, headers } = await post(daily)
    expect(status).toBe(201)
    expect(headers).toMatchObject({ location: `/report-schedules/${body.id}`, etag: '"1"' })
    expect(body).toMatchObject({
      ...daily,
      report: { type: 'purchase', format: 'csv', agreementType: 'all' },
      timeZone: 'Europe/Berlin',
      recipients: [],
      nextDueAt: '2026-06-16T06:00:00.000Z',
      missed: 0,
      version: 1,
    })
    expect(body).not.toHaveProperty('lastRun')
    const tokyo = await create({ name: 'Tokyo', timeZone: 'Asia/Tokyo' })
    expect(tokyo.nextDueAt).toBe('2026-06-15T23:00:00.000Z')
    const { cron: _, ...rest } = daily
    const weekly = (await post({ ...rest, name: 'Weekly', rate: '7 days' })).body
    expect(weekly).toMatchObject({
      rate: '7 days',
      nextDueAt: '2026-06-22T12:00:00.000Z',
      nextDueTimes: ['2026-06-22T12:00:00.000Z', '2026-06-29T12:00:00.000Z', '2026-07-06T12:00:00.000Z'],
    })
    expect(await get(weekly.id)).toEqual(weekly)
  })

  it.each([
    ['neither', {}, '/cron', 'invalid-schedule', 'either cron or rate'],
    ['both', { cron: '0 8 * * ? *', rate: '1 day' }, '/cron', 'invalid-schedule', 'either cron or rate'],
    ['five fields', { cron: '0 8 * * *' }, '/cron', 'invalid-schedule', '0 8 * * ? * is every day at 8'],
    ['day and weekday', { cron: '0 8 1 * MON *' }, '/cron', 'invalid-schedule', 'either the day or the weekday is ?'],
    ['a time that never comes', { cron: '0 8 31 2 ? *' }, '/cron', 'invalid-schedule', 'never comes'],
    ['every minute', { cron: '* * * * ? *' }, '/cron', 'invalid-schedule', 'every 5 minutes at most'],
    ['two minutes in a row', { cron: '0,2 8 1 1 ? *' }, '/cron', 'invalid-schedule', 'every 5 minutes at most'],
    ['around the hour', { cron: '2,58 8-9 * * ? *' }, '/cron', 'invalid-schedule', 'every 5 minutes at most'],
    ['four minutes', { rate: '4 minutes' }, '/rate', 'invalid-schedule', 'every 5 minutes at most'],
    ['a rate of nothing', { rate: 'rate(1 day)' }, '/rate', 'invalid-schedule', '1 day, 12 hours, 30 minutes'],
    ['Mars', { rate: '1 day', timeZone: 'Mars/Olympus' }, '/timeZone', 'validation', 'Europe/Berlin'],
    ['a name with a brace', { name: '{x}', rate: '1 day' }, '/name', 'invalid-name', '{'],
    ['no such report', { rate: '1 day', report: { type: 'sales' } }, '/report/type', 'validation', ''],
    [
      'no such group',
      { rate: '1 day', report: { type: 'purchase', groupIds: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] } },
      '/report/groupIds/0',
      'group-not-found',
      'There is no group',
    ],
    [
      'another header',
      { rate: '1 day', recipients: ['a@example.com\r\nBcc: b@example.com'] },
      '/recipients/0',
      'validation',
      'without a name',
    ],
    [
      'another recipient',
      { rate: '1 day', recipients: ['a@example.com, b@example.com'] },
      '/recipients/0',
      'validation',
      '',
    ],
    [
      'a name before the address',
      { rate: '1 day', recipients: ['Ann <a@example.com>'] },
      '/recipients/0',
      'validation',
      '',
    ],
    [
      'a long address',
      { rate: '1 day', recipients: [`${'a'.repeat(64)}@${'b.'.repeat(100)}example.com`] },
      '/recipients/0',
      'validation',
      '',
    ],
    [
      '21 recipients',
      { rate: '1 day', recipients: Array.from({ length: 21 }, (_, n) => `a${n}@example.com`) },
      '/recipients',
      'validation',
      'at most 20',
    ],
    ['an unknown field', { rate: '1 day', every: 'day' }, '/every', 'unknown-field', ''],
  ])('is refused with a correct example: %s', async (_, wrong, pointer, code, says) => {
    const { cron: __, ...rest } = daily
    const { status, body } = await post({ ...rest, ...wrong })
    expect(status).toBe(422)
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer, code }))
    expect(JSON.stringify(body.errors)).toContain(says)
  })

  it.each(['0/5 * * * ? *', '0 8 L * ? *', '0,5 8 * * ? *', '30 6 ? * MON *'])('takes %s', async (cron) => {
    await create({ cron })
  })

  it('shows its recipients to managers only, also in the list and in the audit', async () => {
    const { id } = await create({ recipients: ['a@example.com'] })
    await patch(id, { recipients: ['b@example.com'] })
    await ledger.call('DELETE /report-schedules/{scheduleId}', { params: { scheduleId: id } })
    const other = await create({ recipients: ['c@example.com'] })
    const seenAs = async (role: string) => {
      const headers = { authorization: `Bearer ${tokenOf([role])}` }
      const answers = await Promise.all([
        ledger.call('GET /report-schedules', { headers }),
        ledger.call('GET /report-schedules/{scheduleId}', { params: { scheduleId: other.id }, headers }),
        ledger.call('GET /audit', { headers }),
        ledger.call('GET /audit', { headers, query: { actor: 'alice' } }),
      ])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      return answers.map(({ body }) => JSON.stringify(body).match(/[a-z]@example.com/g)?.length ?? 0)
    }
    expect(await seenAs('license-reader')).toEqual([0, 0, 0, 0])
    const seen = await seenAs('license-manager')
    expect(seen.slice(0, 2)).toEqual([1, 1])
    expect(seen[2]).toBeGreaterThan(3)
    expect(seen[3]).toBe(seen[2])
  })

  it('has a unique name, and there are at most a hundred', async () => {
    const { id } = await create()
    expect((await post({ ...daily, name: ' daily  PURCHASES ' })).body.type).toContain('report-schedule-name-taken')
    expect((await post(daily)).status).toBe(409)
    for (let number = 1; number < 100; number++) await create({ name: `S ${number}` })
    expect((await post({ ...daily, name: 'One more' })).body.type).toContain('report-schedule-limit-reached')
    const { body: first } = await ledger.call('GET /report-schedules', { query: { limit: '60' } })
    expect(first.items).toHaveLength(60)
    const query = { limit: '60', cursor: first.cursor }
    const { body: second } = await ledger.call('GET /report-schedules', { query })
    expect(second.cursor).toBeUndefined()
    const ids = [...first.items, ...second.items].map((item: { id: string }) => item.id)
    expect(new Set(ids).size).toBe(100)
    expect((await remove(id)).status).toBe(204)
    await create()
  })

  it('is changed by a merge patch on its version and recorded in the trail', async () => {
    const { id } = await create({ recipients: ['a@example.com', 'A@example.com', 'b@example.com'] })
    expect((await get(id)).recipients).toEqual(['A@example.com', 'b@example.com'])
    const { status, body } = await patch(
      id,
      { rate: '6 hours', report: { format: null, agreementType: 'other' } },
      { 'if-match': '"1"' },
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      rate: '6 hours',
      report: { type: 'purchase', format: 'html', agreementType: 'other' },
      nextDueAt: '2026-06-15T18:00:00.000Z',
      version: 2,
    })
    expect(body).not.toHaveProperty('cron')
    expect((await patch(id, { name: 'x' }, { 'if-match': '"1"' })).status).toBe(412)
    expect((await patch(id, { rate: null })).body.errors[0].message).toContain('Give either cron or rate')
    expect((await patch(id, { report: { type: 'export' } })).body).toMatchObject({
      report: { type: 'export' },
      version: 3,
    })
    expect((await patch(id, { report: { format: 'pdf' } })).status).toBe(422)
    expect((await patch(id, { recipients: null, name: 'Renamed' })).body).toMatchObject({ recipients: [], version: 4 })
    expect((await patch(id, { name: 'Renamed' })).body.version).toBe(4)
    expect((await remove(id, { 'if-match': '"1"' })).status).toBe(412)
    expect((await remove(id)).status).toBe(204)
    expect((await patch(id, { name: 'x' })).status).toBe(404)
    const { body: trail } = await ledger.call('GET /audit', { query: { limit: '100' } })
    expect(trail.items.map(({ action }: { action: string }) => action).sort()).toEqual(
      ['report-schedule-created', ...Array(3).fill('report-schedule-changed'), 'report-schedule-deleted'].sort(),
    )
  })

  it('is created once for one Idempotency-Key', async () => {
    const answers = [await post(daily, { 'idempotency-key': 'k' }), await post(daily, { 'idempotency-key': 'k' })]
    expect(answers[0]?.body).toEqual(answers[1]?.body)
  })
})

describe('each due time makes one report', () => {
  it('requests the report when it is due, and shows that', async () => {
    const { id } = await create()
    await tick('16T05:55:00')
    expect(await made()).toEqual([])
    await tick('16T06:00:00')
    const [report] = await made()
    expect(report).toMatchObject({ type: 'purchase', format: 'csv', status: 'queued', scheduleId: id })
    expect(await get(id)).toMatchObject({
      nextDueAt: '2026-06-17T06:00:00.000Z',
      lastRun: { reportId: report.id, dueAt: '2026-06-16T06:00:00.000Z', status: 'queued' },
      version: 1,
    })
    await tick('16T06:05:00')
    expect(await made()).toHaveLength(1)
    await reports.deliver(report.id)
    expect((await get(id)).lastRun.status).toBe('completed')
    await ledger.call('DELETE /reports/{reportId}', { params: { reportId: report.id } })
    expect((await get(id)).lastRun.status).toBe('deleted')
  })

  it('also when two ticks come together several times', async () => {
    await create({ cron: '0/5 * * * ? *' })
    ledger.setClock(at('15T12:21:00'))
    await Promise.all([1, 2, 3].map(() => tick()))
    expect(await made()).toHaveLength(4)
  })

  it('and asked for by the sweep when it is due, not before', async () => {
    await create()
    for (const [time, asked] of [
      ['16T05:59:59', []],
      ['16T06:00:00', ['run-schedules']],
    ] as const) {
      ledger.setClock(at(time))
      ledger.announced.splice(0)
      await tickOfSweep(ledger.ledger)
      expect(ledger.announced).toEqual(asked)
    }
  })

  it('also when the worker dies after any of its transactions', async () => {
    const { id } = await create({ cron: '0/5 * * * ? *' })
    ledger.setClock(at('15T12:16:00'))
    for (let crash = 0; crash < 3; crash++) {
      const heal = injectFaults(ledger.client, {
        after: ({ command, count }) => (command === 'TransactWriteItems' && count === 0 ? new Crash() : undefined),
      })
      expect(await queue.deliver('run-schedules')).toBe(false)
      heal()
    }
    await tick()
    const ids = (await made()).map((report: { id: string }) => report.id)
    expect(new Set(ids).size).toBe(3)
    expect(await get(id)).toMatchObject({ nextDueAt: '2026-06-15T12:20:00.000Z', missed: 0 })
  })

  it('also when ticks were missed: it makes up for the last 24 hours and counts older ones', async () => {
    const { id } = await create({ cron: '0 0/6 * * ? *', timeZone: 'UTC' })
    await tick('18T11:00:00')
    // Due at 18:00 on the 15th, then every six hours; the last 24 hours begin at 11:00 on the 17th.
    expect(await get(id)).toMatchObject({
      missed: 7,
      nextDueAt: '2026-06-18T12:00:00.000Z',
      lastRun: { dueAt: '2026-06-18T06:00:00.000Z' },
    })
    expect(await made()).toHaveLength(4)
    await tick('25T11:00:00')
    expect(await get(id)).toMatchObject({ missed: 7 + 24, nextDueAt: '2026-06-25T12:00:00.000Z' })
    expect(await made()).toHaveLength(8)
  })

  it('also when the schedule changes while a time is due', async () => {
    const { id } = await create()
    ledger.setClock(at('16T06:01:00'))
    expect((await patch(id, { cron: '0 20 * * ? *' })).body.nextDueAt).toBe('2026-06-16T06:00:00.000Z')
    await tick()
    expect(await made()).toHaveLength(1)
    expect((await get(id)).nextDueAt).toBe('2026-06-16T18:00:00.000Z')
  })

  it('until the schedule has no further times', async () => {
    const { id } = await create({ cron: '0 8 16 6 ? 2026' })
    await tick('16T06:03:00')
    expect(await get(id)).not.toHaveProperty('nextDueAt')
    expect((await get(id)).nextDueTimes).toEqual([])
    expect((await patch(id, { name: 'Once' })).status).toBe(200)
    await tick('17T07:00:00')
    expect(await made()).toHaveLength(1)
  })

  it('fails alone with an event when its group was deleted', async () => {
    const { body: group } = await ledger.call('POST /groups', { body: { name: 'Group' } })
    const { id } = await create({ report: { type: 'purchase', groupIds: [group.id] } })
    await create({ name: 'Another' })
    await ledger.call('DELETE /groups/{groupId}', { params: { groupId: group.id } })
    await tick('16T06:00:00')
    await ledger.work()
    const error = { code: 'group-not-found', message: `There is no group ${group.id}.` }
    expect(await get(id)).toMatchObject({
      nextDueAt: '2026-06-17T06:00:00.000Z',
      lastRun: { dueAt: '2026-06-16T06:00:00.000Z', status: 'failed', error },
    })
    expect(await made()).toHaveLength(1)
    expect(alertsOf(ledger).told()).toEqual(['ReportFailed: Scheduled report failed: Daily purchases'])
  })
})

describe('a scheduled report is delivered', () => {
  /** Has a schedule's report made. @returns its id */
  const run = async (more: Record<string, unknown> = {}): Promise<string> => {
    await create({ recipients: ['a@example.com', 'b@example.com'], ...more })
    await tick('16T06:00:00')
    const [report] = await made()
    await ledger.work()
    await reports.deliver(report.id)
    return report.id
  }
  const mails = () => ledger.sent.mails.map(({ to }) => to).sort()

  it('as an event, and as a mail to each recipient with a link that needs no token', async () => {
    const id = await run({ name: 'Käufe “mehr”' })
    await ledger.work()
    expect(ledger.sent.events).toMatchObject([
      {
        type: 'ReportCompleted',
        detail: {
          report: { id, type: 'purchase', format: 'csv' },
          schedule: { name: 'Käufe “mehr”', dueAt: '2026-06-16T06:00:00.000Z' },
          url: `https://api.example/reports/${id}`,
        },
      },
    ])
    expect(mails()).toEqual(['a@example.com', 'b@example.com'])
    const [{ subject, text, html } = {} as Mail] = ledger.sent.mails
    expect(subject).toBe('License Purchase Report: Käufe “mehr”')
    const link = /CSV: (\S+)/.exec(text)?.[1] ?? ''
    expect((await fetch(link)).status).toBe(200)
    expect(text).toContain('16 June 2026 at 08:00 (Europe/Berlin)')
    for (const body of [text, html]) {
      expect(body).toContain('at most 12 hours')
      expect(body).toContain(`https://api.example/reports/${id}`)
      expect(body).toContain('no proof of compliance')
    }
    expect(new Set(ledger.sent.mails.map(({ id: messageId }) => messageId)).size).toBe(2)
    const standing = ['find-alerts', 'guard-titles']
    for (const workId of await queue.swept()) expect(standing).toContain(workId)
  })

  it('again to a recipient that the mail server refuses, until it gives up; the report stays', async () => {
    const id = await run()
    const send = ledger.outside.sendMail
    ledger.outside.sendMail = async (mail) => {
      if (mail.to.startsWith('a')) throw new Error('451 Greylisted, try again later')
      await send(mail)
    }
    const works = ledger.announced.splice(0)
    const failed: string[] = []
    for (const workId of works) if (!(await queue.deliver(workId))) failed.push(workId)
    expect(failed).toHaveLength(1)
    const [workId = ''] = failed
    for (let delivery = 2; delivery <= 5; delivery++) expect(await queue.deliver(workId, delivery)).toBe(false)
    expect(await queue.swept()).not.toContain(workId)
    expect(mails()).toEqual(['b@example.com'])
    expect(await reports.show(id)).toMatchObject({ status: 'completed' })
    ledger.outside.sendMail = send
    expect(await queue.deliver(workId)).toBe(true)
    for (const each of works) expect(await queue.deliver(each)).toBe(true)
    expect(mails()).toEqual(['a@example.com', 'b@example.com'])
  })

  it('once when messages are delivered twice in parallel', async () => {
    await run()
    const works = ledger.announced.splice(0)
    await Promise.all([...works, ...works].map((workId) => queue.deliver(workId)))
    expect(mails()).toEqual(['a@example.com', 'b@example.com'])
  })

  it('to nobody when it was deleted before', async () => {
    const id = await run()
    expect((await ledger.call('DELETE /reports/{reportId}', { params: { reportId: id } })).status).toBe(204)
    await ledger.work()
    expect(mails()).toEqual([])
  })

  it('only as an event when it was requested by hand', async () => {
    const id = await reports.request({ type: 'installation', format: 'json' })
    await ledger.work()
    await reports.deliver(id)
    await ledger.work()
    expect(alertsOf(ledger).told()).toEqual(['ReportCompleted: License Installation Report completed'])
    expect(mails()).toEqual([])
  })

  it('with a trace in the audit when it is an export: who asked for it, and each link given out', async () => {
    const id = await run({ name: 'Backup', report: { type: 'export' } })
    await ledger.work()
    expect(mails()).toHaveLength(2)
    const { items } = (await ledger.call('GET /audit')).body
    const { actor, changes } = items.find(({ action }: { action: string }) => action === 'export-requested')
    expect([actor.startsWith('schedule:'), changes]).toMatchObject([true, [{ type: 'report', id, name: 'Export' }]])
    const opened = items.filter(({ action }: { action: string }) => action === 'export-opened')
    expect(opened).toMatchObject([
      { actor, changes },
      { actor, changes },
    ])
  })

  it('only as an event when it fails', async () => {
    await create({ recipients: ['a@example.com'] })
    await tick('16T06:00:00')
    const [report] = await made()
    Object.assign(reports.desk.bucket, { put: () => Promise.reject(new Error('S3 is away.')) })
    await ledger.work()
    await reports.deliver(report.id, 5)
    await ledger.work()
    expect(await reports.show(report.id)).toMatchObject({ status: 'failed' })
    expect(alertsOf(ledger).told()).toEqual(['ReportFailed: License Purchase Report failed'])
    expect(mails()).toEqual([])
  })
})

describe('where no mail server is configured', () => {
  it('recipients are refused', async () => {
    ledger = await newLedger({ sendsMail: false })
    const { status, body } = await post({ ...daily, recipients: ['a@example.com'] })
    expect([status, body.errors[0].code]).toEqual([422, 'mail-not-configured'])
    expect((await post(daily)).status).toBe(201)
  })
})
