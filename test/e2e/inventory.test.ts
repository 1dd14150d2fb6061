import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { localClient } from '../../infra/local/stack-file.ts'
import type { Answer } from '../support/ledger-on.ts'
import { eventually, sharedStack, withoutVlsc } from '../support/local-stack.ts'

const { stack, call, drop, run } = sharedStack(withoutVlsc)

const imported = (fileName: string) =>
  eventually(async () => {
    const { body } = await call('GET', '/imports?limit=1')
    const [run] = body.items
    return run?.fileName === fileName && run.finishedAt ? run : undefined
  })

const installs = async (): Promise<Record<string, number>> => {
  const { body } = await call('GET', '/software?limit=100')
  return Object.fromEntries(body.items.map((item: Answer['body']) => [item.title, item.installedCount]))
}

/** Runs for the start of the stack and for each step of the import come first: the next one may have to wait its turn. */
const counted = (expected: Record<string, number>) =>
  eventually(async () => {
    const now = await installs()
    return JSON.stringify(now) === JSON.stringify(expected) ? now : undefined
  })

const reportedAt = new Date().toISOString()
const intune = [
  'ApplicationKey,ApplicationName,ApplicationPublisher,ApplicationShortVersion,ApplicationVersion,DeviceId,DeviceName,EmailAddress,OSDescription,OSVersion,Platform,UserId,UserName',
  'k1,7-Zip 20.02 (x64),Igor Pavlov,20.02,20.02,id-1,PC-1,alice@example.com,Windows,10.0,Windows,u1,Alice',
  'k2,Microsoft Visio Professional 2019 - en-us,Microsoft Corporation,16.0,16.0.1,id-1,PC-1,alice@example.com,Windows,10.0,Windows,u1,Alice',
  'k1,7-Zip 16.04 (x64 edition),Igor Pavlov,16.04,16.04,id-2,PC-2,bob@example.com,Windows,10.0,Windows,u2,Bob',
  'k3,Pages,Apple,1,1,id-3,Mac,carol@example.com,macOS,14,macOS,u3,Carol',
].join('\r\n')

describe('An inventory on the local stack', () => {
  it('says that nothing has reported, and no other agreement is accepted until then', async () => {
    expect((await call('GET', '/overview')).body).toMatchObject({ workspaceReady: false, deviceCount: 0 })
    const agreement = { type: 'other', name: 'Zip', publisher: 'Igor Pavlov', productTitle: '7-Zip', licenseCount: 5 }
    expect(await call('POST', '/agreements', agreement)).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:no-inventory' },
    })
  })

  it('is imported from a zip of Intune, counted within seconds, and leaves the bucket', async () => {
    await drop('imports/inventory/AppInvRawData.zip', zipSync({ 'AppInvRawData.csv': Buffer.from(`\ufeff${intune}`) }))
    expect(await imported('AppInvRawData.zip')).toMatchObject({
      status: 'completed',
      source: 'intune-raw-data',
      counts: { rows: 4, created: 3, skipped: 1 },
    })
    await counted({ '7-Zip': 2, 'Microsoft Visio Professional 2019': 1 })
    const s3 = new S3Client({ ...localClient, endpoint: stack.s3Endpoint, forcePathStyle: true })
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.bucket, Prefix: 'imports/' }))
    expect(Contents).toEqual([])
    expect((await call('GET', '/overview')).body).toMatchObject({ workspaceReady: true, deviceCount: 2 })
  })

  it('accepts the report of a device by the API from an inventory writer, who may do nothing else', async () => {
    const software = [{ publisher: 'Igor Pavlov', title: '7-Zip 22.01 (x64)', version: '22.01' }]
    const report = { deviceName: 'PC-3', platform: 'Windows', reportedAt, software }
    expect((await call('PUT', '/devices/id-3/software', report, { role: 'reader' })).status).toBe(403)
    expect((await call('PUT', '/devices/id-3/software', report, { role: 'writer' })).status).toBe(204)
    expect((await call('GET', '/devices', undefined, { role: 'writer' })).status).toBe(403)
    await counted({ '7-Zip': 3, 'Microsoft Visio Professional 2019': 1 })
  })

  it('is the catalog against which other agreements are written', async () => {
    const found = await call('GET', '/catalog/publishers?contains=SOFT')
    expect(found.body.items).toEqual([{ name: 'Microsoft' }])
    const agreement = { type: 'other', name: 'Zip', publisher: 'Igor Pavlov', productTitle: '7-Zip', licenseCount: 5 }
    const created = await call('POST', '/agreements', { ...agreement, details: 'key 123' })
    expect(created).toMatchObject({ status: 201, body: { productTitle: '7-Zip', details: 'key 123' } })
    const asReader = await call('GET', `/agreements/${created.body.id}`, undefined, { role: 'reader' })
    expect(asReader.body.details).toBeUndefined()
    const unknown = await call('POST', '/agreements', { ...agreement, name: 'Other', productTitle: '8-Zip' })
    expect(unknown).toMatchObject({ status: 422, body: { type: 'urn:license-ledger:problem:not-in-catalog' } })
  })

  it('leaves nothing that differs for npm run verify', async () => {
    await eventually(async () => ((await call('GET', '/software')).body.pending ? undefined : true))
    const { code, output } = await run('operations/verify')
    expect(output).toContain('Nothing differs.')
    expect(output).toContain('3 devices, 4 names of software.')
    expect(output).toContain('Reconciled again')
    expect(code).toBe(0)
  })
})
