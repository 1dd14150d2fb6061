import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { parse } from 'csv-parse'
import * as z from 'zod'
import { verify } from '../infra/operations/verify/verify.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { bucketFiles } from '../lib/positions/snapshot/files.ts'
import { s3ClientOf, s3Event, sqsEvent } from '../test/support/importer-on.ts'
import { clientOf } from '../test/support/ledger-on.ts'
import { type LocalStack, makeDirectory, startStack, withoutVlsc } from '../test/support/local-stack.ts'
import { makeInventory, titlesPerDevice } from './made-inventory.ts'
import { counted, sumOf } from './meter.ts'
import { recorded, writesBeside } from './replay.ts'
import { figure, type Row } from './report.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'

const devices = Number(process.env.INVENTORY_DEVICES ?? amount(2_000, 50))
const key = 'imports/inventory/inventory.csv'
/** MB of heap that the worker may take; workers.ts gives it 224 of old space. */
const heapLimit = 256
/** Write requests for a device, and how long the same file may take again, to the first time. */
const mostWrites = 1.3
const mostAgain = 0.5
const patience = 60 * 60_000
const invocation = 15 * 60_000
const moment = 200
const megabyte = 2 ** 20

/** Records that an import keeps of itself. */
const ownRecords = /^(IMPORT|DROP)#/

/** What a program takes that only reads the cells of the file. @returns milliseconds */
const readBare = async (path: string): Promise<number> => {
  const start = performance.now()
  let rows = 0
  for await (const _row of createReadStream(path).pipe(parse())) rows += 1
  if (rows !== devices * titlesPerDevice + 1) throw new Error(`The file has ${rows} rows.`)
  return performance.now() - start
}

const Runs = z.object({ items: z.array(z.looseObject({ id: z.string(), status: z.string() })) })

const Titles = z.object({
  pending: z.boolean(),
  totals: z.object({ count: z.number(), installedCount: z.number() }),
})

const get = async ({ apiUrl, tokens }: LocalStack, path: string): Promise<unknown> => {
  const answer = await fetch(`${apiUrl}${path}`, { headers: { authorization: `Bearer ${tokens.reader}` } })
  return answer.json()
}

const readNewest = async (stack: LocalStack) => Runs.parse(await get(stack, '/imports?limit=1')).items[0]
const readTitles = async (stack: LocalStack) => Titles.parse(await get(stack, '/software?limit=1'))

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const start = performance.now()
  while (!(await isSo())) {
    if (performance.now() - start > patience) throw new Error('The inventory is not imported.')
    await sleep(moment)
  }
}

/** Drops the file and waits until all of it is in a snapshot. @returns milliseconds until it was imported, and until then */
const drop = async (stack: LocalStack, path: string) => {
  const before = (await readNewest(stack))?.id
  const s3 = s3ClientOf(stack.s3Endpoint)
  const { size: ContentLength } = await stat(path)
  const put = { Bucket: stack.bucket, Key: key, Body: createReadStream(path), ContentLength }
  const start = performance.now()
  await s3.send(new PutObjectCommand(put))
  s3.destroy()
  await until(async () => {
    const run = await readNewest(stack)
    if (run?.status === 'rejected') throw new Error(JSON.stringify(run))
    return run !== undefined && run.id !== before && run.status === 'completed'
  })
  const imported = performance.now() - start
  await until(async () => !(await readTitles(stack)).pending)
  return { imported, published: performance.now() - start }
}

const Memory = z.object({ heapUsed: z.number(), rss: z.number() })

const peakOf = (directory: string, kind: keyof z.infer<typeof Memory>): number =>
  Math.max(
    ...readdirSync(directory)
      .filter((name) => name.startsWith('memory-others-'))
      .map((name) => Memory.parse(JSON.parse(readFileSync(`${directory}/${name}`, 'utf8')))[kind]),
  )

/** Time and memory, in a local stack as `npm start` runs it. */
const runThroughStack = async (path: string): Promise<Row[]> => {
  const bare = await readBare(path)
  const directory = makeDirectory()
  const sampled = `--import ${import.meta.resolve('./memory-sampler.ts')}`
  const stack = await startStack(directory, { ...withoutVlsc, NODE_OPTIONS: sampled })
  try {
    const first = await drop(stack, path)
    const { totals } = await readTitles(stack)
    const again = await drop(stack, path)
    const after = await readTitles(stack)
    const s3 = s3ClientOf(stack.s3Endpoint)
    const found = await verify({
      table: connectTable(stack.tableName, clientOf(stack.dynamodbEndpoint)),
      files: bucketFiles(stack.bucket, s3),
      now: () => new Date(),
    })
    s3.destroy()
    await stack.stop()
    const rows = devices * titlesPerDevice
    return [
      figure('devices', devices, 'devices'),
      figure('rows', rows, 'rows'),
      figure('titles that came of it', totals.count, 'titles'),
      figure('csv-parse alone', rows / (bare / 1_000), 'rows/s'),
      figure('import', rows / (first.imported / 1_000), 'rows/s'),
      figure('time of csv-parse alone to that of the import', bare / first.imported, ''),
      figure('time of the import', first.imported, 'ms'),
      figure('time until a snapshot has all of it', first.published, 'ms'),
      figure('same again: time of the import', again.imported, 'ms'),
      figure('same again: import, to the first time', again.imported / first.imported, '', mostAgain),
      figure(
        'same again: installs that were not there before',
        Math.abs(after.totals.installedCount - totals.installedCount),
        'installs',
        0,
      ),
      figure('devices that are missing', devices - found.devices, 'devices', 0),
      figure('what differs', found.differences.length, 'differences', 0),
      figure('peak heap of the worker of imports', peakOf(directory, 'heapUsed') / megabyte, 'MB', heapLimit),
      figure('peak resident memory of the worker of imports', peakOf(directory, 'rss') / megabyte, 'MB'),
    ]
  } finally {
    await stack.kill()
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** What the import and the runs that follow ask of the table. */
const countRequests = async (stage: Stage, path: string): Promise<Row[]> => {
  const ledger = await stage.newLedger()
  const importer = stage.importerFor(ledger)
  const importFile = async () => {
    let event = s3Event([await importer.put(key, await readFile(path))])
    return recorded(stage.client, () =>
      counted(stage.client, async () => {
        while (true) {
          const { batchItemFailures } = await importer.deliver(event, invocation)
          if (batchItemFailures.length > 0) throw new Error('The import failed.')
          const [importId] = importer.woken.splice(0)
          if (importId === undefined) return
          event = sqsEvent({ importId })
        }
      }),
    )
  }
  const rowsOf = (
    what: string,
    { TransactWriteItems = 0, ...reads }: Record<string, number>,
    limit?: number,
  ): Row[] => [
    figure(`${what}: write requests per device`, TransactWriteItems / devices, 'requests', limit),
    figure(`${what}: reads per device`, sumOf(reads) / devices, 'requests'),
  ]
  const first = await importFile()
  const runs = await counted(stage.client, ledger.work)
  const again = await importFile()
  const perDevice = (items: number): number => items / devices
  return [
    ...rowsOf('import', first.result.requests, mostWrites),
    figure('import: items written per device', perDevice(writesBeside(first.log, ownRecords)), 'items'),
    figure('runs that follow: requests', sumOf(runs.requests), 'requests'),
    ...rowsOf('same again: import', again.result.requests, mostWrites),
    figure('same again: items written per device', perDevice(writesBeside(again.log, ownRecords)), 'items', 1),
  ]
}

/** A made inventory of devices of 120 titles: time and memory, then requests. */
export const measureInventoryFile = async (stage: Stage): Promise<Row[]> => {
  const folder = mkdtempSync(`${tmpdir()}/license-ledger-inventory-`)
  try {
    const path = `${folder}/inventory.csv`
    await makeInventory(path, devices)
    return [...(await runThroughStack(path)), ...(await countRequests(stage, path))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
