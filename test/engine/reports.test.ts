import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sweep } from '../../functions/wiring/sweep.ts'
import { isBuiltInName } from '../../lib/agreements/records/group.ts'
import { nameFault, nameKey } from '../../lib/foundation/text/name.ts'
import { crashFrom } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'
import { reporter, type TestReporter } from '../support/reports.ts'

let ledger: TestLedger
let reports: TestReporter
let heal = () => {}
let minutes = 0
beforeEach(async () => {
  ledger = await newLedger()
  reports = reporter(ledger)
  minutes = 0
})

/** What a run took its last step before counts as left alone. */
const aMinuteLater = () => {
  minutes += 1
  ledger.setClock(new Date(Date.now() + minutes * 61_000))
}
afterEach(() => heal())

const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const post = (body: unknown, more = {}) => ledger.call('POST /reports', { body, ...more })
const agreement = async (name: string, more: Record<string, unknown> = {}) => {
  const body = { type: 'volume', name, pairs: [newPair()], ...more }
  return (await ledger.call('POST /agreements', { body })).body
}
const group = async (name: string) => (await ledger.call('POST /groups', { body: { name } })).body
const namesIn = ({ files }: { files: Map<string, string> }) =>
  [...files.values()].flatMap((content) => content.trimEnd().split('\r\n').slice(1)).map((line) => line.split(',')[2])

describe('POST /reports', () => {
  it('records a run and sends it to the queue', async () => {
    const answer = await post({ type: 'export' })
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/reports/${answer.body.id}` },
      body: { type: 'export', status: 'queued', agreementType: 'all', progress: { done: 0, total: 0 }, version: 1 },
    })
    expect(ledger.announcedReports).toEqual([answer.body.id])
    expect(await reports.show(answer.body.id)).toEqual(answer.body)
  })

  it.each([
    [{}, '/type', 'validation'],
    [{ type: 'inventory' }, '/type', 'validation'],
    [{ type: 'export', format: 'csv' }, '/format', 'unknown-field'],
    [{ type: 'export', groupIds: [] }, '/groupIds', 'validation'],
    [{ type: 'export', groupIds: ['EMEA'] }, '/groupIds/0', 'validation'],
    [{ type: 'export', agreementType: 'boxed' }, '/agreementType', 'validation'],
    [{ type: 'export', groupIds: ['unassigned', nowhere] }, '/groupIds/1', 'group-not-found'],
  ])('refuses %j', async (body, pointer, code) => {
    expect(await post(body)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } })
    expect(ledger.announcedReports).toEqual([])
  })

  it('does not let a reader run or see an export', async () => {
    const reader = { roles: ['license-reader'] as const }
    const reportId = await reports.request()
    expect((await post({ type: 'export' }, reader)).status).toBe(403)
    expect((await ledger.call('GET /reports', reader)).body).toEqual({ items: [] })
    expect((await ledger.call('GET /reports/{reportId}', { params: { reportId }, ...reader })).status).toBe(404)
  })

  it('answers a repeated request as before and makes one run', async () => {
    const headers = { 'idempotency-key': 'once' }
    const first = await post({ type: 'export' }, { headers })
    const both = await Promise.all([post({ type: 'export' }, { headers }), post({ type: 'export' }, { headers })])
    for (const { status, body } of both) expect({ status, body }).toEqual({ status: 202, body: first.body })
    expect((await ledger.call('GET /reports')).body.items).toHaveLength(1)
    expect((await post({ type: 'export', agreementType: 'other' }, { headers })).status).toBe(422)
  })
})

describe('runs of reports', () => {
  it('are listed newest first in pages, and not shown after they expire', async () => {
    const ids = [await reports.request(), await reports.request(), await reports.request()]
    const page = async (query: Record<string, string>) => (await ledger.call('GET /reports', { query })).body
    const first = await page({ limit: '2' })
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]])
    const second = await page({ limit: '2', cursor: first.cursor })
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual([ids[0]])
    expect(second).not.toHaveProperty('cursor')

    ledger.setClock(new Date(Date.now() + 90 * 24 * 3_600_000 + 1_000))
    expect((await page({})).items).toEqual([])
    expect((await ledger.call('GET /reports/{reportId}', { params: { reportId: ids[0] ?? '' } })).status).toBe(404)
  })

  it('are deleted with their file, but only after they have ended', async () => {
    const reportId = await reports.request()
    const remove = (headers = {}) => ledger.call('DELETE /reports/{reportId}', { params: { reportId }, headers })
    expect(await remove()).toMatchObject({ status: 409, body: { type: 'urn:license-ledger:problem:report-running' } })
    await reports.deliver(reportId)
    expect(await reports.stored()).toEqual([`results/reports/${reportId}/export.zip`])
    expect((await remove({ 'if-match': '"1"' })).status).toBe(412)
    expect((await remove()).status).toBe(204)
    expect(await reports.stored()).toEqual([])
    expect((await remove()).status).toBe(404)
    expect((await ledger.scan()).filter(({ pk }) => String(pk).startsWith('REPORT'))).toEqual([])
  })
})

describe('POST /reports/{reportId}/cancel', () => {
  const cancel = (reportId: string, more = {}) =>
    ledger.call('POST /reports/{reportId}/cancel', { params: { reportId }, ...more })

  it('ends a run that waits, so that no worker begins it', async () => {
    const reportId = await reports.request()
    const answer = await cancel(reportId)
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/reports/${reportId}` },
      body: { id: reportId, status: 'cancelled', finishedAt: expect.any(String), version: 2 },
    })
    await reports.deliver(reportId)
    expect(await reports.show(reportId)).toEqual(answer.body)
    expect(await reports.stored()).toEqual([])
    expect(await ledger.call('DELETE /reports/{reportId}', { params: { reportId } })).toMatchObject({ status: 204 })
  })

  it('answers a cancelled run unchanged and sends no event', async () => {
    const reportId = await reports.request()
    const first = await cancel(reportId, { headers: { 'idempotency-key': 'once' } })
    for (const headers of [{ 'idempotency-key': 'once' }, {}])
      expect(await cancel(reportId, { headers })).toMatchObject({ status: 202, body: first.body })
    expect(ledger.announced).toEqual([])
  })

  it('refuses a run that has ended', async () => {
    const reportId = await reports.request()
    await reports.deliver(reportId)
    expect(await cancel(reportId)).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:report-ended' },
    })
    expect(await reports.show(reportId)).toMatchObject({ status: 'completed' })
    expect(await reports.stored()).toHaveLength(1)
  })

  it('answers 404 for a run that is unknown or that the caller does not see', async () => {
    expect(await cancel(nowhere)).toMatchObject({
      status: 404,
      body: { type: 'urn:license-ledger:problem:report-not-found' },
    })
    const reportId = await reports.request()
    expect((await cancel(reportId, { roles: ['license-reader'] })).status).toBe(404)
    expect((await cancel(reportId, { roles: ['inventory-writer'] })).status).toBe(403)
    expect(await reports.show(reportId)).toMatchObject({ status: 'queued' })
  })

  it('lets a reader cancel a license report', async () => {
    const reportId = await reports.request({ type: 'purchase' })
    expect(await cancel(reportId, { roles: ['license-reader'] })).toMatchObject({
      status: 202,
      body: { status: 'cancelled' },
    })
  })

  it('stops a worker that is reading before it stores a file', async () => {
    await agreement('One')
    const reportId = await reports.request()
    let isCancelled = false
    ledger.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'QueryCommand' && !isCancelled) {
          isCancelled = true
          expect((await cancel(reportId)).status).toBe(202)
        }
        return next(args)
      },
      { step: 'initialize', name: 'cancelling', override: true },
    )
    heal = () => ledger.client.middlewareStack.remove('cancelling')
    const put = vi.spyOn(reports.desk.bucket, 'put')
    expect((await reports.deliver(reportId)).batchItemFailures).toEqual([])
    expect(put).not.toHaveBeenCalled()
    expect(await reports.show(reportId)).toMatchObject({ status: 'cancelled' })
  })

  it('leaves no file when the worker is storing it', async () => {
    await agreement('One')
    const reportId = await reports.request()
    const put = reports.desk.bucket.put
    reports.desk.bucket.put = async (report, path, day) => {
      expect((await cancel(reportId)).status).toBe(202)
      await put(report, path, day)
    }
    expect((await reports.deliver(reportId)).batchItemFailures).toEqual([])
    expect(await reports.show(reportId)).toMatchObject({ status: 'cancelled' })
    expect(await reports.stored()).toEqual([])
  })
})

describe('an export', () => {
  it('has a manifest and the agreements of every group and program at the keys that import them', async () => {
    await agreement('Loose', { pairs: [{ agreementNumber: 'B', licenseNumber: 'c' }, newPair()] })
    await agreement('-Dash, and comma', { group: { name: 'Büro EMEA' } })
    const { groupId } = await agreement('Value', {
      program: 'open-value',
      pairs: [{ agreementNumber: 'V1', licenseNumber: 'v1' }],
      group: { name: 'Value group' },
    })
    await agreement('Open', { program: 'open', group: { id: groupId } })
    await group('Empty')
    const id = await reports.request()
    await reports.deliver(id)
    expect(await reports.show(id)).toMatchObject({
      status: 'completed',
      progress: { done: 4, total: 4 },
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
    })
    const { manifest, files } = await reports.download(id)
    expect(manifest).toMatchObject({
      agreementType: 'all',
      groups: [
        { name: 'Unassigned Agreements', builtIn: true },
        { name: 'Büro EMEA', builtIn: false },
        { name: 'Empty', builtIn: false },
        { name: 'Value group', builtIn: false },
      ],
      files: [
        { path: 'imports/agreements/no-program(1).csv', group: 'Unassigned Agreements', metadata: {}, pairs: 2 },
        { path: 'imports/agreements/Büro EMEA/no-program(1).csv', group: 'Büro EMEA', metadata: {}, pairs: 1 },
        {
          path: 'imports/agreements/Value group/open(1).csv',
          group: 'Value group',
          metadata: { program: 'open' },
          pairs: 1,
        },
        {
          path: 'imports/agreements/Value group/open-value(1).csv',
          group: 'Value group',
          metadata: { program: 'open-value' },
          pairs: 1,
        },
      ],
    })
    expect([...files.keys()]).toEqual(manifest.files.map(({ path }) => path))
    expect(files.get('imports/agreements/Value group/open-value(1).csv')).toBe(
      '\ufeffagreementNumber,licenseNumber,name\r\nV1,v1,Value\r\n',
    )
    expect(files.get('imports/agreements/Büro EMEA/no-program(1).csv')).toContain(`,"'-Dash, and comma"\r\n`)
  })

  it('has only the groups or the type that were asked for', async () => {
    const { groupId } = await agreement('In', { group: { name: 'One' } })
    await agreement('Loose')
    await agreement('Out', { group: { name: 'Two' } })
    const some = await reports.run({ groupIds: ['unassigned', groupId] })
    expect(some.manifest.groups.map(({ name }) => name)).toEqual(['Unassigned Agreements', 'One'])
    expect(namesIn(some)).toEqual(['Loose', 'In'])
    expect((await reports.run({ agreementType: 'other' })).files.size).toBe(0)
    expect(namesIn(await reports.run({ agreementType: 'volume' }))).toHaveLength(3)
  })

  it('has only a manifest if the ledger is empty', async () => {
    const { manifest, files } = await reports.run()
    expect(files.size).toBe(0)
    expect(manifest).toMatchObject({ groups: [{ builtIn: true }], files: [] })
  })

  it('splits at 5,000 pairs and keeps a large agreement together', async () => {
    const imports = importer(ledger)
    const rows = (count: number, prefix: string, name: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => `${prefix}${index},L${index},${name(index)}`).join('\n')
    const drop = (file: string, content: string) => imports.drop(`imports/agreements/Many/${file}.csv`, content)
    await drop(
      'a',
      rows(2_100, 'A', (index) => `Small ${index}`),
    )
    await drop(
      'b',
      rows(3_000, 'B', () => 'Middle'),
    )
    const { manifest, files } = await reports.run()
    expect(manifest.files.map(({ path, pairs }) => [path, pairs])).toEqual([
      ['imports/agreements/Many/no-program(1).csv', 5_000],
      ['imports/agreements/Many/no-program(2).csv', 100],
    ])
    expect([...files.values()].filter((content) => content.includes(',Middle\r\n'))).toHaveLength(1)
  })
})

describe('an agreement that moves or is renamed while groups are read', () => {
  const whileReading = (text: string, act: () => Promise<unknown>) => {
    let acted = false
    ledger.client.middlewareStack.add(
      (next, context) => async (args) => {
        const result = await next(args)
        const meets = context.commandName === 'QueryCommand' && JSON.stringify(args.input).includes(text)
        if (meets && !acted) {
          acted = true
          await act()
        }
        return result
      },
      { step: 'initialize', name: 'while-reading', override: true },
    )
    heal = () => ledger.client.middlewareStack.remove('while-reading')
  }
  const move = (groupId: string, id: string) =>
    ledger.call('PUT /groups/{groupId}/agreements', { params: { groupId }, body: { agreementIds: [id] } })

  it('is found in a group that was read before it moved there', async () => {
    const { id, groupId } = await agreement('Mover', { group: { name: 'Later' } })
    whileReading(`GROUP#unassigned#`, () => move('unassigned', id))
    const found = await reports.run()
    expect(namesIn(found)).toEqual(['Mover'])
    expect([...found.files.keys()]).toEqual(['imports/agreements/no-program(1).csv'])
    expect(groupId).not.toBe('unassigned')
  })

  it('appears once when it moves into a new group or into one that is read later', async () => {
    const { id } = await agreement('Mover', { group: { name: 'Here' } })
    const other = await agreement('Other')
    const later = await group('Later')
    whileReading('GROUP#unassigned#', async () => {
      await move(later.id, other.id)
      await move((await group('A new one')).id, id)
    })
    const found = await reports.run()
    expect(namesIn(found).sort()).toEqual(['Mover', 'Other'])
    expect([...found.files.keys()].sort()).toEqual([
      'imports/agreements/A new one/no-program(1).csv',
      'imports/agreements/Later/no-program(1).csv',
    ])
  })

  it('appears in its group or in none when the group is deleted meanwhile', async () => {
    const { groupId } = await agreement('Mover', { group: { name: 'Doomed' } })
    whileReading('GROUP#unassigned#', () => ledger.call('DELETE /groups/{groupId}', { params: { groupId } }))
    expect(namesIn(await reports.run())).toEqual(['Mover'])
  })

  it('appears once when it gets a name that sorts earlier', async () => {
    for (let index = 0; index < 201; index++) await agreement(`B ${String(index).padStart(3, '0')}`)
    const { items } = (await ledger.call('GET /agreements', { query: { contains: 'B 200' } })).body
    const [{ id: agreementId }] = items
    whileReading('GROUP#unassigned#', () =>
      ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId }, body: { name: 'A first' } }),
    )
    const names = namesIn(await reports.run())
    expect(names).toHaveLength(201)
    expect(new Set(names).size).toBe(201)
    expect(names).toContain('A first')
  })
})

describe('a worker that dies, hangs or fails', () => {
  const prepare = async () => {
    await agreement('One', { group: { name: 'Group' } })
    await agreement('Two')
    return reports.request()
  }
  const crash = (when: 'before' | 'after', write: number) => {
    heal = crashFrom(ledger.client, when, write)
  }

  it('leaves a run that the next delivery completes when it dies at any write', async () => {
    for (const when of ['before', 'after'] as const)
      for (let transaction = 0; transaction < 3; transaction++) {
        const id = await prepare()
        crash(when, transaction)
        expect((await reports.deliver(id)).batchItemFailures).toHaveLength(1)
        heal()
        aMinuteLater()
        expect((await reports.deliver(id)).batchItemFailures).toEqual([])
        expect(await reports.show(id)).toMatchObject({ status: 'completed' })
        expect(namesIn(await reports.download(id)).sort()).toEqual(['One', 'Two'])
        const before = await reports.show(id)
        await reports.deliver(id)
        expect((await reports.show(id)).version).toBe(before.version)
        ledger = await newLedger()
        reports = reporter(ledger)
      }
  })

  it('completes a run once when its message is delivered several times in parallel', async () => {
    const id = await prepare()
    const answers = await Promise.all([reports.deliver(id), reports.deliver(id), reports.deliver(id)])
    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([])
    expect(await reports.show(id)).toMatchObject({ status: 'completed', progress: { done: 2, total: 2 } })
    expect(namesIn(await reports.download(id)).sort()).toEqual(['One', 'Two'])
  })

  it('costs no attempt for messages that pile up while it may be alive', async () => {
    const id = await prepare()
    const put = reports.desk.bucket.put
    reports.desk.bucket.put = async (report, path, day) => {
      for (let message = 0; message < 10; message++) await reports.deliver(id)
      await put(report, path, day)
    }
    await reports.deliver(id)
    const run = (await ledger.scan()).find(({ pk }) => pk === `REPORT#${id}`)
    expect(run).toMatchObject({ status: 'completed', attempts: 1 })
  })

  it('removes a file that it stored after the run was deleted', async () => {
    const id = await prepare()
    const put = reports.desk.bucket.put
    reports.desk.bucket.put = async (report, path, day) => {
      reports.desk.bucket.put = put
      aMinuteLater()
      await reports.deliver(id)
      expect((await ledger.call('DELETE /reports/{reportId}', { params: { reportId: report.id } })).status).toBe(204)
      await put(report, path, day)
    }
    expect((await reports.deliver(id)).batchItemFailures).toEqual([])
    expect(await reports.stored()).toEqual([])
  })

  it('changes nothing when it wakes after another delivery has done its work', async () => {
    const id = await prepare()
    const put = reports.desk.bucket.put
    let done: unknown
    reports.desk.bucket.put = async (report, path, day) => {
      reports.desk.bucket.put = put
      aMinuteLater()
      await reports.deliver(id)
      done = await reports.show(id)
      await put(report, path, day)
    }
    expect((await reports.deliver(id)).batchItemFailures).toEqual([])
    expect(done).toMatchObject({ status: 'completed' })
    expect(await reports.show(id)).toEqual({ ...(done as object), downloadUrl: expect.any(String) })
  })

  const failing = () => {
    reports.desk.bucket.put = async () => {
      throw new Error('The bucket is gone.')
    }
  }

  it('fails the run with a reason at the last delivery', async () => {
    const id = await prepare()
    failing()
    expect((await reports.deliver(id, 4)).batchItemFailures).toHaveLength(1)
    expect(await reports.show(id)).toMatchObject({ status: 'running' })
    aMinuteLater()
    expect((await reports.deliver(id, 5)).batchItemFailures).toHaveLength(1)
    expect(await reports.show(id)).toMatchObject({
      status: 'failed',
      error: { code: 'internal' },
      finishedAt: expect.any(String),
    })
    expect(await reports.show(id)).not.toHaveProperty('downloadUrl')
  })

  it('fails the run at the fifth attempt, however often each message was delivered', async () => {
    const id = await prepare()
    failing()
    for (let attempt = 0; attempt < 4; attempt++) {
      await reports.deliver(id)
      aMinuteLater()
    }
    expect(await reports.show(id)).toMatchObject({ status: 'running' })
    await reports.deliver(id)
    expect(await reports.show(id)).toMatchObject({ status: 'failed' })
  })

  it('does not begin a sixth time when it was killed each time', async () => {
    const id = await prepare()
    for (let attempt = 0; attempt < 5; attempt++) {
      crash('before', 1)
      await reports.deliver(id)
      heal()
      aMinuteLater()
    }
    expect(await reports.show(id)).toMatchObject({ status: 'running' })
    expect((await reports.deliver(id)).batchItemFailures).toEqual([])
    expect(await reports.show(id)).toMatchObject({ status: 'failed', error: { code: 'internal' } })
  })

  it('leaves a run to the sweep when it took no step for a minute', async () => {
    const id = await prepare()
    const found: string[] = []
    const send = {
      ask: async () => {},
      work: async () => {},
      import: async () => {},
      report: async (each: string) => void found.push(each),
      refresh: async () => {},
      graphRun: async () => {},
    }
    const sweepLater = () => sweep({ ...ledger.runs, now: () => new Date(Date.now() + 61_000) }, send)
    await sweep(ledger.runs, send)
    expect(found).toEqual([])
    await sweepLater()
    crash('before', 1)
    await reports.deliver(id)
    heal()
    await sweepLater()
    expect(found).toEqual([id, id])
    aMinuteLater()
    await reports.deliver(id)
    await sweepLater()
    expect(found).toHaveLength(2)
  })

  it('ignores a message of an unknown run', async () => {
    expect((await reports.deliver(nowhere)).batchItemFailures).toEqual([])
  })
})

describe('an export that is imported into an empty ledger', () => {
  const part = fc.constantFrom(
    '-',
    ',',
    '.',
    ' ',
    '?',
    '%',
    '`',
    '_',
    'a',
    'Z',
    '7',
    'é',
    'e\u0301',
    'ß',
    '東',
    '💻',
    '\u2028',
  )
  const Name = fc
    .oneof(
      fc.string({ unit: part, minLength: 1, maxLength: 12 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.constantFrom('A1 L1', 'agreementNumber', '-', '--1', '.', '..', 'no-program-1.csv', '東'.repeat(256)),
    )
    .map((name) => name.trim())
    .filter((name) => nameFault(name) === undefined)
  const GroupName = fc.oneof(Name, fc.constant('💻'.repeat(256))).filter((name) => !isBuiltInName(name))
  const Pairs = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,3}$/), {
    minLength: 1,
    maxLength: 4,
    selector: (number) => number.toUpperCase(),
  })
  const Agreement = fc.record({
    name: Name,
    program: fc.constantFrom(undefined, 'open-value', 'open', 'select-or-enterprise'),
    numbers: Pairs,
    group: fc.nat({ max: 4 }),
  })
  const Content = fc.record({
    groups: fc.uniqueArray(GroupName, { maxLength: 4, selector: nameKey }),
    agreements: fc.uniqueArray(Agreement, { maxLength: 8, selector: ({ name }) => nameKey(name) }),
  })

  const describeLedger = async ({ call }: TestLedger) => {
    const { items: groups } = (await call('GET /groups')).body
    const { items } = (await call('GET /agreements', { query: { limit: '100' } })).body
    const nameOf = new Map(groups.map(({ id, name }: { id: string; name: string }) => [id, name]))
    const agreements = []
    for (const { id: agreementId } of items) {
      const { body } = await call('GET /agreements/{agreementId}', { params: { agreementId } })
      const { name, program, groupId, pairs } = body
      agreements.push({ name, program, group: nameOf.get(groupId), pairs })
    }
    return { groups: groups.map(({ name }: { name: string }) => name), agreements }
  }

  it('gives the same agreements, names, pairs, programs and groups', async () => {
    await fc.assert(
      fc.asyncProperty(Content, async ({ groups, agreements }) => {
        ledger = await newLedger()
        reports = reporter(ledger)
        const ids = ['unassigned']
        for (const name of groups) ids.push((await group(name)).id)
        for (const [index, { name, program, numbers, group: place }] of agreements.entries()) {
          const pairs = numbers.map((number) => {
            const agreementNumber = `${number}x${index}`
            return { agreementNumber, licenseNumber: program === 'open-value' ? agreementNumber.toLowerCase() : 'L.-_' }
          })
          const id = ids[place % ids.length]
          expect(await agreement(name, { program, pairs, group: { id } })).toMatchObject({ name })
        }
        const { manifest, files } = await reports.run()

        const other = await newLedger()
        const imports = importer(other)
        // A group without agreements has no file: whoever restores a ledger makes it from the manifest.
        for (const { name, builtIn } of manifest.groups)
          if (!builtIn) await other.call('POST /groups', { body: { name } })
        for (const { path, group: name, metadata } of manifest.files) {
          // What lies under uploads/ is put with its group, which the emulator takes as a key where S3 would not.
          const key = path.replace(/^uploads\/[^/]+/, `imports/agreements/${name}`)
          expect(await imports.drop(key, files.get(path) ?? '', metadata)).toMatchObject({
            status: 'completed',
            counts: { rejected: 0, updated: 0, unchanged: 0 },
          })
        }
        expect(await describeLedger(other)).toEqual(await describeLedger(ledger))
        expect(await recount(other)).toEqual([])
      }),
      { numRuns: 10 },
    )
  })
})
