import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../support/ledger-on.ts'
import {
  endProcessesOf,
  eventually,
  type LocalStack,
  newDirectory,
  startStack,
  withoutVlsc,
} from '../support/local-stack.ts'

const directory = newDirectory()
let stack: LocalStack
let s3: S3Client
beforeAll(async () => {
  stack = await startStack(directory, withoutVlsc)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  s3 = new S3Client({ endpoint: stack.s3Endpoint, region: 'us-east-1', credentials, forcePathStyle: true })
})
afterAll(async () => {
  await stack.stop()
  endProcessesOf(directory)
  rmSync(directory, { recursive: true, force: true })
})

type Role = keyof LocalStack['tokens']

const call = async (method: string, path: string, body?: object, role: Role = 'manager') => {
  const headers = { authorization: `Bearer ${stack.tokens[role]}`, 'content-type': 'application/json' }
  const response = await fetch(`${stack.apiUrl}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const answer: Answer['body'] = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, body: answer }
}

const put = (Key: string, Body: string | Uint8Array, Metadata: Record<string, string> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key, Body, Metadata }))

const imported = (fileName: string) =>
  eventually(async () => {
    const { body } = await call('GET', '/imports?limit=1')
    const [run] = body.items
    return run?.fileName === fileName && run.finishedAt ? run : undefined
  }, 30_000)

const installs = async (): Promise<Record<string, number>> => {
  const { body } = await call('GET', '/software?limit=100')
  return Object.fromEntries(body.items.map((item: Answer['body']) => [item.title, item.installedCount]))
}

const counted = (expected: Record<string, number>) =>
  eventually(async () => {
    const now = await installs()
    return JSON.stringify(now) === JSON.stringify(expected) ? now : undefined
  }, 5_000)

const reportedAt = new Date().toISOString()
const intune = [
  'ApplicationKey,ApplicationName,ApplicationPublisher,ApplicationShortVersion,ApplicationVersion,DeviceId,DeviceName,EmailAddress,OSDescription,OSVersion,Platform,UserId,UserName',
  'k1,7-Zip 20.02 (x64),Igor Pavlov,20.02,20.02,id-1,PC-1,alice@example.com,Windows,10.0,Windows,u1,Alice',
  'k2,Microsoft Visio Professional 2019 - en-us,Microsoft Corporation,16.0,16.0.1,id-1,PC-1,alice@example.com,Windows,10.0,Windows,u1,Alice',
  'k1,7-Zip 16.04 (x64 edition),Igor Pavlov,16.04,16.04,id-2,PC-2,bob@example.com,Windows,10.0,Windows,u2,Bob',
  'k3,Pages,Apple,1,1,id-3,Mac,carol@example.com,macOS,14,macOS,u3,Carol',
].join('\r\n')

describe('an inventory on the local stack', () => {
  it('informs that nothing has reported, and takes no other agreement until then', async () => {
    expect((await call('GET', '/overview')).body).toMatchObject({ workspaceReady: false, deviceCount: 0 })
    const agreement = { type: 'other', name: 'Zip', publisher: 'Igor Pavlov', productTitle: '7-Zip', licenseCount: 5 }
    expect(await call('POST', '/agreements', agreement)).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:no-inventory' },
    })
  })

  it('is imported from a zip of Intune, counted within seconds, and leaves the bucket', async () => {
    await put('imports/inventory/AppInvRawData.zip', zipSync({ 'AppInvRawData.csv': Buffer.from(`\ufeff${intune}`) }))
    expect(await imported('AppInvRawData.zip')).toMatchObject({
      status: 'completed',
      source: 'intune-raw-data',
      counts: { rows: 4, created: 3, skipped: 1 },
    })
    await counted({ '7-Zip': 2, 'Microsoft Visio Professional 2019': 1 })
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.bucket, Prefix: 'imports/' }))
    expect(Contents).toEqual([])
    expect((await call('GET', '/overview')).body).toMatchObject({ workspaceReady: true, deviceCount: 2 })
  })

  it('takes the report of a device by API, by an inventory writer who may do nothing else', async () => {
    const software = [{ publisher: 'Igor Pavlov', title: '7-Zip 22.01 (x64)', version: '22.01' }]
    const report = { deviceName: 'PC-3', platform: 'Windows', reportedAt, software }
    expect((await call('PUT', '/devices/id-3/software', report, 'reader')).status).toBe(403)
    expect((await call('PUT', '/devices/id-3/software', report, 'writer')).status).toBe(204)
    expect((await call('GET', '/devices', undefined, 'writer')).status).toBe(403)
    await counted({ '7-Zip': 3, 'Microsoft Visio Professional 2019': 1 })
  })

  it('is the catalog against which other agreements are written', async () => {
    const found = await call('GET', '/catalog/publishers?contains=SOFT')
    expect(found.body.items).toEqual([{ name: 'Microsoft' }])
    const agreement = { type: 'other', name: 'Zip', publisher: 'Igor Pavlov', productTitle: '7-Zip', licenseCount: 5 }
    const created = await call('POST', '/agreements', { ...agreement, details: 'key 123' })
    expect(created).toMatchObject({ status: 201, body: { productTitle: '7-Zip', details: 'key 123' } })
    const asReader = await call('GET', `/agreements/${created.body.id}`, undefined, 'reader')
    expect(asReader.body.details).toBeUndefined()
    const unknown = await call('POST', '/agreements', { ...agreement, name: 'Other', productTitle: '8-Zip' })
    expect(unknown).toMatchObject({ status: 422, body: { type: 'urn:license-ledger:problem:not-in-catalog' } })
  })

  it('agrees with its recount', async () => {
    await eventually(async () => ((await call('GET', '/software')).body.pending ? undefined : true))
    const env = { ...process.env, LOCAL_DIR: directory }
    const verify = fileURLToPath(new URL('../../infra/operations/verify.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [verify], { env })
    expect(stdout).toContain('Nothing differs.')
    expect(stdout).toContain('3 devices, 4 names of software.')
    expect(stdout).toContain('Reconciled again')
  })
})
