import { randomUUID } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { Busy } from '../../lib/foundation/table/attempts.ts'
import { cleanUp } from '../../lib/positions/runs/clean-up.ts'
import { collect, reconcile } from '../../lib/positions/runs/stages.ts'
import { bucketFiles, type SnapshotFiles, signedFiles } from '../../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../../lib/positions/snapshot/snapshot-reader.ts'
import { tableNames } from '../../lib/positions/snapshot/tables.ts'
import { s3ClientOf } from '../support/importer-on.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger } from '../support/ledger.ts'

const bucket = `snapshots-${randomUUID()}`
const bytes = Buffer.from('0123456789')

let written: SnapshotFiles
/** As functions read that have no S3 client; the emulator does not look at signatures. */
const signed = signedFiles(async (key) => `${inject('s3Endpoint')}/${bucket}/${key}`)

beforeAll(async () => {
  const s3 = s3ClientOf(inject('s3Endpoint'))
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  written = bucketFiles(bucket, s3)
})

const list = async (prefix: string) => {
  const keys: string[] = []
  for await (const page of written.list(prefix)) keys.push(...page.map(({ key }) => key))
  return keys
}

describe('The bucket of snapshots', () => {
  it('gives whole objects, parts of them, and nothing for one that is not there, to those who write and who read', async () => {
    await written.write('snapshots/S1/titles.parquet', bytes)
    for (const files of [written, signed]) {
      const read = async (range?: { start: number; end: number }) =>
        Buffer.from((await files.read('snapshots/S1/titles.parquet', range)) ?? []).toString()
      expect(await read()).toBe('0123456789')
      expect(await read({ start: 2, end: 5 })).toBe('234')
      expect(await read({ start: 9, end: 10 })).toBe('9')
      expect(await files.read('snapshots/S1/none.parquet')).toBeUndefined()
      expect(await files.read('snapshots/S1/none.parquet', { start: 0, end: 1 })).toBeUndefined()
    }
  })

  it('lists more objects than one page has, with when they were written, and removes as many', async () => {
    const keys = Array.from({ length: 1_050 }, (_, index) => `many/${String(index).padStart(4, '0')}`)
    for (let first = 0; first < keys.length; first += 50)
      await Promise.all(keys.slice(first, first + 50).map((key) => written.write(key, bytes)))
    for await (const page of written.list('many/'))
      for (const { at } of page) expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000)
    expect(await list('many/')).toEqual(keys)
    await written.remove(keys.slice(1))
    expect(await list('many/')).toEqual(keys.slice(0, 1))
    await written.remove([])
    await written.remove(['many/none'])
  })

  it('that does not answer, or not now, is busy for readers', async () => {
    const away = signedFiles(async () => 'http://127.0.0.1:1/')
    await expect(away.read('key')).rejects.toThrow(Busy)
  })

  it('is all that the two stages, readers and the clean-up need', async () => {
    const ledger = await newLedger()
    const desk = { ...ledger.runs, files: written }
    await inventoryOf(ledger).report('PC1', new Date().toISOString(), ['Contoso/Payroll 7'])
    await collect(desk)
    await reconcile(desk)
    await cleanUp(desk)
    const { snapshot } = await snapshotReader({ ...desk, files: signed }).present()
    for (const table of tableNames) await snapshot?.all(table)
    expect((await snapshot?.some({ table: 'titles', columns: ['title', 'installed'] }))?.[0]).toEqual({
      title: 'Payroll 7',
      installed: 1,
    })
    expect(await snapshot?.some({ table: 'installs', from: 0, to: 1 })).toEqual([{ title: 0, device: 0 }])
  })
})
