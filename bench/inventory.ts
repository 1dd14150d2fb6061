import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { parse } from 'csv-parse'
import * as z from 'zod'
import { readMarks } from '../lib/inventory/install-marks.ts'
import { PositionStatus } from '../lib/software/title-store.ts'
import { softwareByStatus } from '../lib/table/keys.ts'
import { connectTable, queryAll, type Table } from '../lib/table/table.ts'
import { checkInventory } from '../lib/verify/check-inventory.ts'
import { s3ClientOf, s3Event, sqsEvent } from '../test/support/importer-on.ts'
import { clientOf } from '../test/support/ledger-on.ts'
import { type LocalStack, newDirectory, startStack, withoutVlsc } from '../test/support/local-stack.ts'
import { makeInventory, titlesPerDevice } from './made-inventory.ts'
import { counted, sumOf } from './meter.ts'
import { recorded, writesBeside } from './replay.ts'
import { figure, type Row } from './report.ts'
import type { Stage } from './stage.ts'

const devices = Number(process.env.INVENTORY_DEVICES ?? 10_000)
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
const markRecords = /^(IMPORT|DROP|INSTALL-MARKS)/

/** What a program takes that only reads the cells of the file. @returns milliseconds */
const readBare = async (path: string): Promise<number> => {
  const start = performance.now()
  let rows = 0
  for await (const _row of createReadStream(path).pipe(parse())) rows += 1
  if (rows !== devices * titlesPerDevice + 1) throw new Error(`The file has ${rows} rows.`)
  return performance.now() - start
}

/** Installs by title. */
const readInstalls = async (table: Table): Promise<Map<unknown, unknown>> => {
  const titles = PositionStatus.options.map((status) =>
    queryAll(table, { index: 'gsi1', partition: softwareByStatus(status) }),
  )
  return new Map((await Promise.all(titles)).flat().map(({ id, installed }) => [id, installed]))
}

const Runs = z.object({ items: z.array(z.looseObject({ id: z.string(), status: z.string() })) })

const readNewest = async ({ apiUrl, tokens }: LocalStack) => {
  const answer = await fetch(`${apiUrl}/imports?limit=1`, { headers: { authorization: `Bearer ${tokens.reader}` } })
  return Runs.parse(await answer.json()).items[0]
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const start = performance.now()
  while (!(await isSo())) {
    if (performance.now() - start > patience) throw new Error('The inventory is not imported.')
    await sleep(moment)
  }
}

/** Drops the file and waits until all of it is counted. @returns milliseconds until it was imported, and until the end */
const drop = async (stack: LocalStack, table: Table, path: string) => {
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
  await until(async () => (await readMarks(table, 1)).length === 0)
  return { imported, counted: performance.now() - start }
}

const Memory = z.object({ heapUsed: z.number(), rss: z.number() })

const peakOf = (directory: string, kind: keyof z.infer<typeof Memory>): number =>
  Math.max(
    ...readdirSync(directory)
      .filter((name) => name.startsWith('memory-'))
      .map((name) => Memory.parse(JSON.parse(readFileSync(`${directory}/${name}`, 'utf8')))[kind]),
  )

/** Time and memory, in a local stack as `npm start` runs it. */
const runThroughStack = async (path: string): Promise<Row[]> => {
  const bare = await readBare(path)
  const directory = newDirectory()
  const sampled = `--import ${import.meta.resolve('./memory-sampler.ts')}`
  const stack = await startStack(directory, { ...withoutVlsc, NODE_OPTIONS: sampled })
  try {
    const table = connectTable(stack.tableName, clientOf(stack.dynamodbEndpoint))
    const first = await drop(stack, table, path)
    const installs = await readInstalls(table)
    const again = await drop(stack, table, path)
    const changed = [...(await readInstalls(table))].filter(([id, installed]) => installs.get(id) !== installed)
    const found = await checkInventory(table)
    await stack.stop()
    const rows = devices * titlesPerDevice
    return [
      figure('devices', devices, 'devices'),
      figure('rows', rows, 'rows'),
      figure('titles that came of it', found.titleIds.length, 'titles'),
      figure('csv-parse alone', rows / (bare / 1_000), 'rows/s'),
      figure('import', rows / (first.imported / 1_000), 'rows/s'),
      figure('time of csv-parse alone to that of the import', bare / first.imported, ''),
      figure('time of the import', first.imported, 'ms'),
      figure('time until all is counted', first.counted, 'ms'),
      figure('same again: time of the import', again.imported, 'ms'),
      figure('same again: time until all is counted', again.counted, 'ms'),
      figure('same again: import, to the first time', again.imported / first.imported, '', mostAgain),
      figure('same again: until all is counted, to the first time', again.counted / first.counted, '', mostAgain),
      figure('same again: titles whose installs are others', changed.length, 'titles', 0),
      figure('devices that a recount misses', devices - found.devices, 'devices', 0),
      figure('what differs', found.differences.length, 'differences', 0),
      figure('peak heap of the worker', peakOf(directory, 'heapUsed') / megabyte, 'MB', heapLimit),
      figure('peak resident memory of the worker', peakOf(directory, 'rss') / megabyte, 'MB'),
    ]
  } finally {
    await stack.kill()
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** What the import and the counting ask of the table. */
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
  const roll = await recorded(stage.client, () => counted(stage.client, ledger.work))
  const again = await importFile()
  const rollAgain = await counted(stage.client, ledger.work)
  const perDevice = (items: number): number => items / devices
  return [
    ...rowsOf('import', first.result.requests, mostWrites),
    figure('import: items written per device', perDevice(writesBeside(first.log, ownRecords)), 'items'),
    ...rowsOf('counting', roll.result.requests),
    figure('counting: items written per device', perDevice(writesBeside(roll.log, markRecords)), 'items'),
    ...rowsOf('same again: import', again.result.requests, mostWrites),
    figure('same again: items written per device', perDevice(writesBeside(again.log, ownRecords)), 'items', 1),
    figure('same again: counting', sumOf(rollAgain.requests), 'requests'),
  ]
}

/** A made inventory of 10,000 devices of 120 titles, or of INVENTORY_DEVICES: time and memory, then requests. */
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
