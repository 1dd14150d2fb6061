import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb'
import { expect, it } from 'vitest'
import { randomFrom } from '../../bench/random.ts'
import { localClient } from '../../infra/local/stack-file.ts'
import { amountOf } from '../support/amount.ts'
import { endAll, workersOf } from '../support/kills.ts'
import { clientOfStack, eventually, type LocalStack, startStack, withoutVlsc } from '../support/local-stack.ts'

const crashes = amountOf(1, 20)
const devices = 60
/** Milliseconds after a point of a run at which its worker is killed, at most. */
const longest = 600

/** PCs of which each run finds others than the one before, with the same programs among them. */
const devicesOf = (run: number) =>
  Array.from({ length: devices }, (_, number) => ({
    ...{ id: `device-${number}`, name: `PC-${number}`, version: '10.0.22631.4317', sku: 'Enterprise' },
    software: Array.from({ length: number % 7 === run % 7 ? 0 : 12 }, (_, program) => ({
      publisher: 'Contoso',
      title: `Program ${'abcdefghijklmnopqrst'[(number + run + program) % 20]}x`,
      version: `${run}.${program}`,
    })),
  }))

const tell = (stack: LocalStack, run: number) =>
  fetch(`${stack.graphUrl}/simulator/devices`, { method: 'PUT', body: JSON.stringify(devicesOf(run)) })

const begin = async (stack: LocalStack): Promise<string> =>
  (await clientOfStack(stack).call('POST', '/connectors/graph/runs')).body.id

const read = async (stack: LocalStack, id: string) =>
  (await clientOfStack(stack).call('GET', `/connectors/graph/runs/${id}`)).body

const end = (stack: LocalStack, id: string) =>
  eventually(async () => {
    const run = await read(stack, id)
    return run.finishedAt === undefined ? undefined : run
  }, 240_000)

const callsOf = async ({ graphUrl }: LocalStack): Promise<string> => (await fetch(`${graphUrl}/simulator/calls`)).text()

/** Points of a run, in their order: it is there, subscriptions are, Intune makes its files, one is fetched, it is imported. */
const points: readonly ((stack: LocalStack, id: string) => Promise<boolean>)[] = [
  async () => true,
  async (stack, id) => (await read(stack, id)).parts[0].importId !== undefined,
  async (stack) => (await callsOf(stack)).includes('job-create'),
  async (stack) => (await callsOf(stack)).includes('download'),
  async (stack, id) => (await read(stack, id)).parts[1].importId !== undefined,
]

const partitions = ['DEVICES#', 'DEVICE-VERSIONS#', 'SEEN#', 'NAMES#', 'TITLE#', 'ENTITLEMENTS#', 'INVENTORY']

/** What runs leave, but for ids and times of what wrote it. */
const factsOf = async ({ dynamodbEndpoint: endpoint, tableName }: LocalStack) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...localClient, endpoint }))
  const facts: Record<string, unknown>[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
    for (const { importId, updatedAt, writtenAt, createdAt, reportedAt, seenAt, at, asOf, version, ...fact } of Items)
      if (partitions.some((partition) => String(fact.pk).startsWith(partition))) facts.push(fact)
  return facts.sort((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1))
}

it(`${crashes} times a run of the connector ends like a clean one, though its workers are killed at a random point`, async () => {
  const random = randomFrom(20_260_303)
  const [clean, killed] = await Promise.all([startStack(undefined, withoutVlsc), startStack(undefined, withoutVlsc)])
  for (let crash = 0; crash < crashes; crash++) {
    await fetch(`${killed.graphUrl}/simulator/calls`, { method: 'DELETE' })
    await Promise.all([tell(clean, crash), tell(killed, crash)])
    const [cleanId, id] = await Promise.all([begin(clean), begin(killed)])
    const hasCome = points[Math.floor(random() * points.length)]
    await eventually(async () => ((await hasCome?.(killed, id)) ? true : undefined))
    await sleep(random() * longest)
    endAll(workersOf(killed.directory))
    const [expected, run] = await Promise.all([end(clean, cleanId), end(killed, id)])
    expect(run).toMatchObject({ status: 'completed', errors: [], counts: expected.counts })
    const facts = await factsOf(killed)
    expect(facts.length).toBeGreaterThan(devices * 2)
    expect(facts).toEqual(await factsOf(clean))
  }
  expect(await Promise.all([clean.stop(), killed.stop()])).toEqual([0, 0])
})
