import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { beforeEach, describe, expect, inject, it } from 'vitest'
import { watch } from '../../functions/wiring/watch.ts'
import { localClient } from '../../infra/local/stack-file.ts'
import type { Fields } from '../../lib/foundation/log/log.ts'
import { commit } from '../../lib/foundation/table/table.ts'
import { startRuns } from '../../lib/positions/runs/ask-for-runs.ts'
import { addWork } from '../../lib/work/work.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

const noon = Date.parse('2026-06-15T12:00:00.000Z')
const minutes = 60_000
const sqs = new SQSClient({ ...localClient, endpoint: inject('s3Endpoint') })

let ledger: TestLedger
let deadLetters: Record<string, string>
let queues = 0

beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date(noon))
  await ledger.work()
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `watched-${process.pid}-${queues++}` }))
  deadLetters = { imports: QueueUrl }
})

/** What the log is told so many minutes after noon. */
const troublesAfter = async (passed: number): Promise<Fields[]> => {
  const told: Fields[] = []
  const note = (message: string, fields: Fields) => void told.push({ message, ...fields })
  ledger.setClock(new Date(noon + passed * minutes))
  await watch({ ...ledger.runs, sqs, deadLetters, log: { info: note, warn: note, error: note } })
  return told
}

describe('The watch of the sweep', () => {
  it('says nothing while nothing is wrong', async () => {
    for (const passed of [0, 5, 120]) expect(await troublesAfter(passed)).toEqual([])
  })

  it('counts messages that a queue gave up, every five minutes, and tells the metric of the alarm', async () => {
    for (const body of ['{}', '{}'])
      await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters.imports, MessageBody: body }))
    for (const passed of [1, 2, 3, 4]) expect(await troublesAfter(passed)).toEqual([])
    expect(await troublesAfter(5)).toEqual([
      expect.objectContaining({
        message: 'trouble',
        troubles: [{ kind: 'dead-letters', what: 'imports', count: 2 }],
        Trouble: 1,
      }),
    ])
  })

  it('reports follow-up work that is not done for an hour', async () => {
    const createdAt = new Date(noon).toISOString()
    const subject = { kind: 'release-pairs', subjectId: 'a', actor: 'somebody', createdAt }
    await commit(ledger.table, [addWork({ id: ledger.ledger.newId(), ...subject })])
    expect(await troublesAfter(60)).toEqual([])
    expect(await troublesAfter(65)).toMatchObject([{ troubles: [{ kind: 'stuck', what: 'work', count: 1 }] }])
  })

  it('reports changes that wait for an hour while no snapshot is published', async () => {
    await startRuns(ledger.table)
    for (const passed of [0, 30, 55]) expect(await troublesAfter(passed)).toEqual([])
    expect(await troublesAfter(60)).toMatchObject([
      { troubles: [{ kind: 'changes-wait', what: 'snapshot', count: 1 }] },
    ])
    await ledger.publish()
    expect(await troublesAfter(65)).toEqual([])
  })

  it('says nothing of changes that never cease while snapshots are published', async () => {
    for (const passed of [0, 30, 60, 90, 120]) {
      await startRuns(ledger.table)
      expect(await troublesAfter(passed)).toEqual([])
      await ledger.publish()
      await startRuns(ledger.table)
    }
  })

  it('begins to count the hour anew once no change waits', async () => {
    await startRuns(ledger.table)
    expect(await troublesAfter(0)).toEqual([])
    await ledger.publish()
    expect(await troublesAfter(50)).toEqual([])
    await startRuns(ledger.table)
    for (const passed of [55, 100]) expect(await troublesAfter(passed)).toEqual([])
    expect(await troublesAfter(115)).toHaveLength(1)
  })
})
