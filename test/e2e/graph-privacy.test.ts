import { createHash } from 'node:crypto'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb'
import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { tenantOf } from '../../infra/local/graph/tenant.ts'
import { localClient } from '../../infra/local/stack-file.ts'
import { readRows } from '../../lib/positions/snapshot/stored-snapshot.ts'
import { tableNames } from '../../lib/positions/snapshot/tables.ts'
import { eventually, sharedStack, withoutVlsc } from '../support/local-stack.ts'

const [users, devices] = [120, 60]
const { stack, call } = sharedStack({ ...withoutVlsc, GRAPH_USERS: `${users}`, GRAPH_DEVICES: `${devices}` })

/** Everything by which somebody could find a user of the simulated tenant: ids, names, addresses, and hashes of these. */
const tracesOfUsers = (): string[] => {
  const tenant = tenantOf({ seed: 1, users, devices, apps: 12 }, () => new Date())
  const known = Array.from({ length: users }, (_, number) => tenant.userOf(number))
  const ids = Array.from({ length: devices }, (_, number) => tenant.deviceOf(number).userId).filter((id) =>
    /[1-9]/.test(id),
  )
  const names = [
    ...known.flatMap(({ id, userPrincipalName, displayName }) => [id, userPrincipalName, displayName]),
    ...ids.flatMap((id) => [id, `Person ${id}`, `${id}@contoso.example`]),
  ]
  const hashesOf = (text: string) =>
    ['md5', 'sha1', 'sha256'].flatMap((algorithm) => {
      const digest = createHash(algorithm).update(text).digest()
      return [digest.toString('hex'), digest.toString('base64').slice(0, 20), digest.toString('base64url').slice(0, 20)]
    })
  const forms = names.flatMap((name) => [
    name,
    name.replaceAll('-', ''),
    ...hashesOf(name),
    ...hashesOf(name.toLowerCase()),
  ])
  return [...new Set(forms.map((form) => form.toLowerCase()))]
}

const s3 = () => new S3Client({ ...localClient, endpoint: stack.s3Endpoint, forcePathStyle: true })

/** What an object says, unpacked. */
const textsOf = async (key: string, bytes: Uint8Array): Promise<string> => {
  const table = tableNames.find((name) => key.endsWith(`/${name}.parquet`))
  if (table) {
    const { buffer, byteOffset, byteLength } = bytes
    return JSON.stringify(await readRows(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer, { table }))
  }
  if (key.endsWith('.zip'))
    return Object.values(unzipSync(bytes))
      .map((each) => Buffer.from(each).toString())
      .join('\n')
  if (key.endsWith('.lists')) return zstdDecompressSync(bytes).toString('latin1')
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : Buffer.from(bytes)).toString('latin1')
}

/** Keeps each version of each object that the bucket has while this goes on. */
const watchBucket = () => {
  const objects = new Map<string, Uint8Array>()
  let isOver = false
  const client = s3()
  const look = async (): Promise<void> => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: stack.bucket }))
    for (const { Key = '', ETag = '' } of Contents) {
      if (objects.has(`${Key} ${ETag}`)) continue
      // One that is gone meanwhile was an upload that has been imported.
      const object = await client.send(new GetObjectCommand({ Bucket: stack.bucket, Key })).catch(() => undefined)
      const bytes = await object?.Body?.transformToByteArray()
      if (bytes) objects.set(`${Key} ${ETag}`, bytes)
    }
  }
  const watching = (async () => {
    while (!isOver) await look()
    await look()
  })()
  return async () => {
    isOver = true
    await watching
    return objects
  }
}

const scanTable = async (): Promise<string[]> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...localClient, endpoint: stack.dynamodbEndpoint }))
  const items: unknown[] = []
  for await (const page of paginateScan({ client }, { TableName: stack.tableName })) items.push(...(page.Items ?? []))
  const asText = (_: string, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
  return items.map((item) => JSON.stringify(item, asText))
}

it('No id, name or hash of a user of the tenant is in the table, in the bucket at any time, or in a log', async () => {
  const stop = watchBucket()
  const ended = async () => {
    const { body } = await call('POST', '/connectors/graph/runs')
    return eventually(async () => {
      const { body: run } = await call('GET', `/connectors/graph/runs/${body.id}`)
      return run.finishedAt === undefined ? undefined : run
    }, 90_000)
  }
  expect(await ended()).toMatchObject({ status: 'completed' })
  // The devices are counted, and what fails is told, too.
  const family = await eventually(async () => {
    const { body } = await call('GET', '/families?limit=100&contains=Windows')
    return body.items.find(
      ({ installs }: { installs: { coveredBySubscription: number } }) => installs.coveredBySubscription > 0,
    )
  }, 60_000)
  expect(family).toMatchObject({ name: 'Windows' })
  const faults = [{ call: 'users', fault: 'wrong-shape', after: 0 }]
  await fetch(`${stack.graphUrl}/simulator/faults`, { method: 'PUT', body: JSON.stringify(faults) })
  expect(await ended()).toMatchObject({ status: 'partial' })
  const objects = await stop()

  const keys = [...objects.keys()].join('\n')
  for (const name of ['AppInvRawData.zip', 'microsoft-365.csv', 'devices.csv', '.lists', 'devices.parquet'])
    expect(keys).toContain(name)
  const stored = await Promise.all([...objects].map(([key, bytes]) => textsOf(key.split(' ')[0] ?? '', bytes)))
  expect(stored.some((text) => text.includes('PC-000'))).toBe(true)
  const items = await scanTable()
  expect(items.some((item) => item.includes('"covers"'))).toBe(true)
  const output = stack.output()
  expect(output).toContain('graph run ended')

  const everything = [...stored, ...items, output, keys].map((text) => text.toLowerCase()).join('\n')
  expect(tracesOfUsers().filter((trace) => everything.includes(trace))).toEqual([])
}, 240_000)
