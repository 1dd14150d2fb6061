import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importRuns } from '../../lib/work/imports/import-run.ts'
import { amountOf } from '../support/amount.ts'
import { Crash, injectFaults, interleave, throttled } from '../support/faults.ts'
import { importer, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})
afterEach(() => heal())

const root = 'imports/agreements'
const runs = async () => (await ledger.call('GET /imports', { query: { limit: '100' } })).body.items
const run = async (importId: string) => (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
const agreements = async () => (await ledger.call('GET /agreements', { query: { limit: '100' } })).body.items
const sound = async () => expect(await recount(ledger)).toEqual([])

/** New agreements, small and staged, pairs for one that exists, repeated, unchanged and wrong lines. */
const mixedFile = [
  ...Array.from({ length: 70 }, (_, index) => `S${index},L,Small ${index}`),
  ...Array.from({ length: 210 }, (_, index) => `B${index},L,Big`),
  ...Array.from({ length: 100 }, (_, index) => `E${index},L,Existing`),
  'S1,L,Small 1',
  'X1,L1,Existing',
  'wrong',
  'X1,L1,Elsewhere',
].join('\n')
const skip = { 'on-error': 'skip' }
const expected = { rows: 384, created: 280, updated: 100, unchanged: 2, rejected: 2, skipped: 0 }

const prepare = async () => {
  const body = { type: 'volume', name: 'Existing', pairs: [{ agreementNumber: 'X1', licenseNumber: 'L1' }] }
  expect((await ledger.call('POST /agreements', { body })).status).toBe(201)
}

const endState = async () => {
  const items = await agreements()
  return items.map(({ name, pairCount, groupId }: Record<string, unknown>) => [
    name,
    pairCount,
    groupId === 'unassigned',
  ])
}

const countTransactions = async (): Promise<number> => {
  let transactions = 0
  heal = injectFaults(ledger.client, {
    before: ({ command }) => {
      if (command === 'TransactWriteItems') transactions += 1
      return undefined
    },
  })
  await imports.drop(`${root}/New/a.csv`, mixedFile, skip)
  heal()
  return transactions
}

describe('An import that crashes at any point, and whose message is delivered again,', () => {
  it('ends with the agreements and counts of one clean run', async () => {
    await prepare()
    const transactions = await countTransactions()
    const [clean, cleanRun] = [await endState(), (await runs())[0]]
    expect(cleanRun).toMatchObject({ status: 'completed', counts: expected })
    expect(transactions).toBeGreaterThan(7)
    await sound()

    // After one transaction the table is as before the next: every second one of both kinds is all of them.
    for (const when of ['before', 'after'] as const)
      for (let crash = 0; crash < transactions; crash += amountOf(8, 2)) {
        ledger = await newLedger()
        imports = importer(ledger)
        await prepare()
        const event = s3Event([await imports.put(`${root}/New/a.csv`, mixedFile, skip)])
        heal = injectFaults(ledger.client, {
          [when]: ({ command, count }: { command: string; count: number }) =>
            command === 'TransactWriteItems' && count >= crash ? new Crash() : undefined,
        })
        expect((await imports.deliver(event)).batchItemFailures).toHaveLength(1)
        heal()
        const visible = (await agreements()).find(({ name }: { name: string }) => name === 'Big')
        expect([undefined, 210]).toContain(visible?.pairCount)

        expect((await imports.deliver(event)).batchItemFailures).toEqual([])
        const [only, ...others] = await runs()
        expect(others).toEqual([])
        expect(only).toMatchObject({ status: 'completed', counts: expected, progress: { done: 384, total: 384 } })
        expect(only.errors).toEqual(cleanRun.errors)
        expect(await endState()).toEqual(clean)
        await sound()
      }
  })

  it('changes nothing when the whole event is delivered again after its end', async () => {
    const event = s3Event([await imports.put(`${root}/a.csv`, mixedFile, skip)])
    await imports.deliver(event)
    const before = await runs()
    await imports.deliver(event)
    expect(await runs()).toEqual(before)
    await sound()
  })
})

describe('An event that is delivered several times simultaneously', () => {
  it('is one import, which writes and counts every line once', async () => {
    await prepare()
    const event = s3Event([await imports.put(`${root}/New/a.csv`, mixedFile, skip)])
    const answers = await Promise.all([imports.deliver(event), imports.deliver(event), imports.deliver(event)])
    for (const { batchItemFailures } of answers) expect(batchItemFailures).toEqual([])
    const [only, ...others] = await runs()
    expect(others).toEqual([])
    expect(only).toMatchObject({ status: 'completed', counts: expected })
    await sound()
  })
})

describe('A delivery that pauses while another one does the whole import', () => {
  it.each([
    ['before it announces the import', '"queued"'],
    ['before it begins to write', '"processing"'],
    ['before it writes its first agreements', 'Small 1"'],
    ['before it writes staged pairs', 'B150#L'],
    ['before it ends the import', '"completed"'],
  ])('%s changes nothing, and ends', async (_, text) => {
    await prepare()
    const event = s3Event([await imports.put(`${root}/New/a.csv`, mixedFile, skip)])
    let between: unknown
    heal = interleave(ledger.client, text, async () => {
      expect((await imports.deliver(event)).batchItemFailures).toEqual([])
      between = await runs()
    })
    expect((await imports.deliver(event, 5_000)).batchItemFailures).toEqual([])
    expect(between).toMatchObject([{ status: 'completed', counts: expected }])
    expect(await runs()).toEqual(between)
    const { items } = (await ledger.call('GET /audit')).body
    expect(items.filter(({ action }: { action: string }) => action === 'agreements-imported')).toHaveLength(1)
    await sound()
  })
})

describe('Objects put under one key', () => {
  it('supersede an older one that has not begun, in whatever order their events arrive', async () => {
    const older = await imports.put(`${root}/a.csv`, 'A1,L1,Older')
    const newer = await imports.put(`${root}/a.csv`, 'A2,L2,Newer')
    await imports.deliver(s3Event([newer]))
    await imports.deliver(s3Event([older]))
    expect((await runs()).map(({ status }: { status: string }) => status).sort()).toEqual(['completed', 'superseded'])
    expect((await agreements()).map(({ name }: { name: string }) => name)).toEqual(['Newer'])
  })

  it('are superseded when they were replaced before they were read', async () => {
    const older = await imports.put(`${root}/a.csv`, 'A1,L1,Older')
    await imports.put(`${root}/a.csv`, 'A2,L2,Newer')
    await imports.deliver(s3Event([older]))
    expect(await runs()).toMatchObject([{ status: 'superseded' }])
    expect(await agreements()).toEqual([])
  })

  it('have sequencers of different lengths, compared as S3 documents it', async () => {
    const put = await imports.put(`${root}/a.csv`, 'A1,L1')
    await imports.deliver(s3Event([{ ...put, sequencer: '0055AED6DCD90281E6' }]))
    await imports.deliver(s3Event([{ ...put, sequencer: '0055AED6DCD90281E5FF' }]))
    expect((await runs()).map(({ status }: { status: string }) => status).sort()).toEqual(['completed', 'superseded'])
  })

  it('wait for one that has begun to write, which finishes from its own copy', async () => {
    const file = (name: string) =>
      Array.from({ length: 100 }, (_, index) => `${name}${index},L,${name} ${index}`).join('\n')
    const older = s3Event([await imports.put(`${root}/a.csv`, file('Old'))])
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count >= 3 ? new Crash() : undefined),
    })
    await imports.deliver(older)
    heal()
    const newer = s3Event([await imports.put(`${root}/a.csv`, file('New'))])
    expect((await imports.deliver(newer)).batchItemFailures).toEqual([])
    expect((await runs()).map(({ status }: { status: string }) => status).sort()).toEqual(['processing', 'queued'])

    // However long: each look at whether it is its turn is a step, so that nobody takes it for stuck.
    const waiting = (await runs()).find(({ status }: { status: string }) => status === 'queued')
    const begun = Date.now()
    for (let minutes = 10; minutes <= 90; minutes += 10) {
      ledger.setClock(new Date(begun + minutes * 60_000))
      await imports.deliver(sqsEvent({ importId: waiting.id }))
    }
    const stuck = await importRuns.stuck(ledger.table, new Date(begun + 30 * 60_000).toISOString())
    expect(stuck).toHaveLength(1)
    expect(stuck).not.toContain(waiting.id)

    await imports.deliver(older)
    expect(imports.woken).toHaveLength(1)
    await imports.deliver(sqsEvent({ importId: imports.woken[0] }))
    expect(await runs()).toMatchObject([
      { status: 'completed', counts: { created: 100 } },
      { status: 'completed', counts: { created: 100 } },
    ])
    await sound()
  })

  it('are reported when they were deleted before they were read', async () => {
    const put = await imports.put(`${root}/a.csv`, 'A1,L1')
    await imports.deliver(s3Event([{ ...put, key: `${root}/never.csv` }]))
    expect(await runs()).toMatchObject([{ status: 'failed', errors: [{ code: 'file-gone' }] }])
  })
})

describe('Lines that lose a race after the check', () => {
  const whileWriting = (act: () => Promise<unknown>) => {
    heal = interleave(ledger.client, 'Small 1"', act)
  }
  const file = Array.from({ length: 40 }, (_, index) => `S${index},L,Small ${index}`).join('\n')

  it('are rejected with the reason when they lose their pair, and the import completes', async () => {
    const pair = { agreementNumber: 'S5', licenseNumber: 'L' }
    whileWriting(() => ledger.call('POST /agreements', { body: { type: 'volume', name: 'Faster', pairs: [pair] } }))
    const result = await imports.drop(`${root}/a.csv`, file)
    expect(result).toMatchObject({
      status: 'completed',
      counts: { rows: 40, created: 39, rejected: 1 },
      errors: [{ line: 6, code: 'pair-taken', text: 'S5,L,Small 5' }],
    })
    expect(result.errors[0].message).toContain('Faster')
    expect(await imports.read(`results/imports/${result.id}/errors.csv`)).toContain('S5,L,Small 5')
    await sound()
  })

  it('join the agreement that has their name now', async () => {
    whileWriting(() =>
      ledger.call('POST /agreements', { body: { type: 'volume', name: 'small 7', pairs: [newPair()] } }),
    )
    const result = await imports.drop(`${root}/a.csv`, file)
    expect(result).toMatchObject({ status: 'completed', counts: { created: 39, updated: 1, rejected: 0 } })
    await sound()
  })

  it('go to unassigned when their group is deleted, like its other agreements', async () => {
    whileWriting(async () => {
      const [, { id: groupId }] = (await ledger.call('GET /groups')).body.items
      expect((await ledger.call('DELETE /groups/{groupId}', { params: { groupId } })).status).toBe(204)
    })
    const result = await imports.drop(`${root}/Vanishing/a.csv`, file)
    expect(result).toMatchObject({ status: 'completed', counts: { created: 40 }, groupId: 'unassigned' })
    await sound()
  })

  it('create their agreement again when it is deleted meanwhile', async () => {
    const { body } = await ledger.call('POST /agreements', {
      body: { type: 'volume', name: 'Small 3', pairs: [newPair()] },
    })
    whileWriting(() => ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: body.id } }))
    const result = await imports.drop(`${root}/a.csv`, file)
    expect(result).toMatchObject({ status: 'completed', counts: { rows: 40, created: 40 } })
    await sound()
  })
})

describe('Two simultaneous files with the same pairs, names and new group', () => {
  it('end with every line created, updated, unchanged or rejected, and with no pair in two agreements', async () => {
    for (let round = 0; round < 3; round++) {
      const file = (name: string) =>
        Array.from(
          { length: 60 },
          (_, index) => `R${round}p${index},L,${index % 2 ? `Shared ${round} ${index}` : `${name} ${round} ${index}`}`,
        ).join('\n')
      const one = s3Event([await imports.put(`${root}/Fought ${round}/one.csv`, file('One'), skip)])
      const two = s3Event([await imports.put(`${root}/Fought ${round}/two.csv`, file('Two'), skip)])
      const answers = await Promise.all([imports.deliver(one), imports.deliver(two)])
      expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([])
      const both = (await runs()).slice(0, 2)
      for (const { status, counts } of both) {
        expect(status).toBe('completed')
        expect(counts.created + counts.updated + counts.unchanged + counts.rejected).toBe(60)
      }
      expect(both[0].counts.created + both[1].counts.created).toBe(60)
      await sound()
    }
  })
})

describe('A service that is busy or fails', () => {
  it('is waited for while transactions conflict or are throttled', async () => {
    const conflict = new TransactionCanceledException({
      message: 'conflict',
      $metadata: {},
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    })
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => {
        if (count % 2 === 1) return undefined
        return command === 'TransactWriteItems' ? conflict : throttled()
      },
    })
    const event = s3Event([await imports.put(`${root}/a.csv`, mixedFile, skip)])
    expect((await imports.deliver(event)).batchItemFailures).toEqual([])
    heal()
    expect((await runs())[0].status).toBe('completed')
    await sound()
  })

  it('causes a redelivery when it stays busy, and the next delivery goes on', async () => {
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count > 3 ? throttled() : undefined),
    })
    const event = s3Event([await imports.put(`${root}/a.csv`, mixedFile, skip)])
    expect((await imports.deliver(event, 2_000)).batchItemFailures).toHaveLength(1)
    heal()
    expect((await runs())[0].status).toBe('processing')
    await imports.deliver(event)
    expect((await runs())[0].status).toBe('completed')
    await sound()
  })

  it('fails the import at the last delivery, which undoes half an agreement and lets the next import begin', async () => {
    const event = (count: number, put: Parameters<typeof s3Event>[0]) => s3Event(put, count)
    const put = [await imports.put(`${root}/a.csv`, mixedFile, skip)]
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count === 6 ? new Crash() : undefined),
    })
    expect((await imports.deliver(event(5, put))).batchItemFailures).toHaveLength(1)
    heal()
    const [failed] = await runs()
    expect(failed).toMatchObject({ status: 'failed', errors: [{ code: 'internal' }] })
    await ledger.work()
    await sound()
    expect((await agreements()).map(({ name }: { name: string }) => name)).not.toContain('Big')
    const again = await imports.drop(`${root}/a.csv`, mixedFile, skip)
    expect(again.status).toBe('completed')
    expect((await run(failed.id)).status).toBe('failed')
    await sound()
  })
})
