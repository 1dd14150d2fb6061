import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callWith, mostCalls, nextCall } from '../../../infra/local/call-chain.ts'
import { consume } from '../../../infra/local/consume.ts'
import { type Emulator, startEmulator } from '../../../infra/local/emulator.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { deadLetters } from '../../../infra/local/queue-settings.ts'
import { localClient } from '../../../infra/local/stack-file.ts'
import { messenger } from '../../../lib/foundation/queue/messenger.ts'

const directory = mkdtempSync(`${tmpdir()}/license-ledger-chain-`)
let emulator: Emulator
let sqs: SQSClient
beforeAll(async () => {
  const port = await freePort(0)
  emulator = await startEmulator({ port, directory, bucket: 'drops', region: 'us-east-1' })
  sqs = new SQSClient({ ...localClient, endpoint: emulator.endpoint })
})
afterAll(async () => {
  await emulator.stop()
  rmSync(directory, { recursive: true })
  // Other files share the process, and what it keeps of the last trace.
  await callWith({ calls: 0, header: '' }, async () => undefined)
})

beforeEach(() => void vi.stubEnv('AWS_REGION', 'us-east-1').stubEnv('AWS_LAMBDA_FUNCTION_NAME', ''))
afterEach(() => void vi.unstubAllEnvs())

/** Feeds a function that sends each message on to its own queue until it was called so often. */
const chain = async (feedsItself: boolean, calls: number) => {
  const queueUrl = emulator.queueUrls.work
  const send = messenger(queueUrl, undefined, sqs)
  const stop = new AbortController()
  const told: string[] = []
  let called = 0
  const handler = async (): Promise<void> => {
    called += 1
    if (called < calls) await send({ kind: 'work', id: `${called}` })
    else stop.abort()
  }
  const report = (name: string, why: unknown) => {
    told.push(`${name}: ${why}`)
    stop.abort()
  }
  await send({ kind: 'work', id: '0' })
  const worker = { name: 'work-worker', concurrency: 1, feedsItself }
  await consume({ queueUrl, worker, handler, timeout: 10_000, sqs, stopping: stop.signal, report })
  const given = { QueueUrl: deadLetters(queueUrl), AttributeNames: ['ApproximateNumberOfMessages' as const] }
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(given))
  return { called, told, givenUp: Number(Attributes?.ApproximateNumberOfMessages) }
}

describe('A chain of messages that a function sends to the queue that feeds it', () => {
  it('goes on where the function is declared to feed itself', async () => {
    expect(await chain(true, 2 * mostCalls)).toEqual({ called: 2 * mostCalls, told: [], givenUp: 0 })
  })

  it('ends after 16 calls where it is not, as on AWS: the local stack says so, and gives the message up', async () => {
    const { called, told, givenUp } = await chain(false, 2 * mostCalls)
    expect(called).toBe(16)
    expect(told).toEqual([expect.stringContaining('work-worker: called 17 times in a chain')])
    expect(givenUp).toBe(1)
  })
})

describe('The trace of a call', () => {
  it('counts each function of the chain by itself', () => {
    const first = nextCall('import-worker')
    const second = nextCall('work-worker', first.header)
    const third = nextCall('work-worker', second.header)
    expect([first, second, third].map(({ calls }) => calls)).toEqual([1, 1, 2])
    expect(nextCall('import-worker', third.header).calls).toBe(2)
  })
})
