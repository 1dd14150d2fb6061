import { randomUUID } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { raceLost } from '../lib/foundation/table/attempts.ts'
import { wantedKey } from '../lib/foundation/table/keys.ts'
import { commit, type Table, update } from '../lib/foundation/table/table.ts'
import { startRuns } from '../lib/positions/runs/ask-for-runs.ts'
import type { RunDesk } from '../lib/positions/runs/reconciliation.ts'
import { collect, reconcile } from '../lib/positions/runs/stages.ts'
import { bucketFiles } from '../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'
import { pricedByEngine } from '../test/support/engine-prices.ts'
import { sqsEvent } from '../test/support/importer-on.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'
import { type LedgerSize, makeLedger } from './made-ledger.ts'
import { counted, sumOf } from './meter.ts'
import { figure, type Row } from './report.ts'
import { dollarsOf } from './run-dollars.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'
import { numbered } from './users.ts'
import { type Measured, processesOf } from './worker-process.ts'

/** All devices whose figures are promised take minutes: a part of them tells the same. */
const isFull = process.env.RUNS === 'full'
const sizes = isFull ? [400, 20_000, 100_000, 300_000] : [amount(5_000, 100), amount(20_000, 400)]
const namesOfAll = 9_200
/** Of these the limits of an edit are promised. */
const edited: LedgerSize = isFull
  ? { devices: 100_000, names: 23_000, volumeAgreements: 2_500, pairsOfEach: 8, otherAgreements: 2_500 }
  : {
      devices: amount(10_000, 200),
      names: amount(5_750, 500),
      volumeAgreements: amount(625, 20),
      pairsOfEach: 8,
      otherAgreements: amount(625, 20),
    }

const limits = {
  /** Promised of up to 100,000 devices. */
  megabytes: (devices: number) => (devices > 100_000 ? undefined : 600),
  /** 22,000 for 100,000 devices. */
  readUnits: (devices: number) => 420 + 0.2158 * devices,
  /** With fewer devices, reading what is known of software and recognizing names for the first time weigh more. */
  cpuToBare: (devices: number) => {
    if (devices < 20_000) return undefined
    return devices < 100_000 ? 7 : 4
  },
  exponent: 1.1,
  editSeconds: 2,
  /** 8,000 for 20,000 pairs. Each of the partitions takes a read unit, however little is in it. */
  editReadUnits: (pairs: number) => 80 + 0.396 * pairs,
}
/** MB of heap: less than a third of what the function has. */
const heapLimit = 512
/** A ledger of everything takes what the function has. */
const heapOfEdits = 1_300
const megabyte = 2 ** 20

/** Makes a ledger of some size, with a bucket, and what runs its stages in processes of their own. */
const prepare = async (stage: Stage, size: LedgerSize, folder: string, heap = heapLimit) => {
  const ledger = await stage.newLedger()
  await makeLedger(ledger, size)
  const bucket = `runs-${randomUUID()}`
  await stage.s3.send(new CreateBucketCommand({ Bucket: bucket }))
  const environment = {
    TABLE_NAME: ledger.tableName,
    BUCKET_NAME: bucket,
  }
  const worker = processesOf(stage, 'functions/work-worker.ts', folder, heap)
  const bare = processesOf(stage, 'bench/bare-reading.ts', folder, heap)
  const desk: RunDesk = { ...ledger.runs, files: bucketFiles(bucket, stage.s3) }
  const eventOf = (name: 'collect' | 'reconcile') => sqsEvent({ kind: 'run', id: name })
  return {
    ledger,
    desk,
    run: (name: 'collect' | 'reconcile') => worker.run(eventOf(name), environment),
    /** A process that is kept from run to run. */
    openProcess: () => {
      const { invoke, close } = worker.open(environment)
      return { run: (name: 'collect' | 'reconcile') => invoke(eventOf(name)), close }
    },
    readBare: () => bare.run({}, environment),
  }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

/** Facts have changed, as the table's stream tells. */
const want = (table: Table): Promise<void> => commit(table, [update(wantedKey, { add: { facts: 1 } }, {}, raceLost)])

/** Requests and units of a run; the engine itself prices it, as to compute that takes longer than the run. */
const price = async ({ client, s3 }: Stage, work: () => Promise<void>) => {
  const { result: table, requests: objects } = await counted(s3, () =>
    counted(client, () => pricedByEngine(client, work)),
  )
  return { ...table.result.units, requests: sumOf(table.requests), objects }
}

type Price = Awaited<ReturnType<typeof price>>

const priceRows = (what: string, { requests, readUnits, writeUnits, objects }: Price, mostRead?: number): Row[] => [
  figure(`${what}: requests`, requests, 'requests'),
  figure(`${what}: read units`, readUnits, 'RRU', mostRead),
  figure(`${what}: write units`, writeUnits, 'WRU'),
  ...Object.entries(objects).map(([operation, count]) => figure(`${what}: ${operation}`, count, 'requests')),
]

const processRows = (
  what: string,
  { rss, cpu, milliseconds }: Measured,
  most: { megabytes?: number | undefined; seconds?: number } = {},
): Row[] => [
  figure(`${what}: peak resident memory`, rss / megabyte, 'MB', most.megabytes),
  figure(`${what}: CPU`, cpu / 1_000, 's', most.seconds),
  figure(`${what}: time`, milliseconds / 1_000, 's'),
]

const bytesOf = async ({ ledger: { ledger }, desk: { files } }: Prepared): Promise<number> => {
  const { snapshot } = await snapshotReader({ ...ledger, files }).present()
  return Object.values(snapshot?.manifest.tables ?? {}).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** A device that was not there reports one of the names. */
const addDevice = async ({ call, table }: TestLedger, deviceId: string): Promise<void> => {
  const answer = await call('PUT /devices/{deviceId}/software', {
    params: { deviceId },
    roles: ['inventory-writer'],
    body: {
      deviceName: deviceId,
      platform: 'Windows',
      reportedAt: new Date().toISOString(),
      software: [
        {
          publisher: 'Publisher 0',
          title: `Made Title ${numbered(namesOfAll - 8)} Professional Edition`,
          version: '1',
        },
      ],
    },
  })
  if (answer.status !== 204) throw new Error(JSON.stringify(answer.body))
  await startRuns(table)
}

/** Dollars a month of runs that follow each other as fast as they may. */
const dollarRows = (title: string, stage: 'collect' | 'reconcile', { cpu }: Measured, priced: Price, bytes: number) => {
  const { PutObject: puts = 0, GetObject: gets = 0 } = priced.objects
  const { runs, ...dollars } = dollarsOf(stage, { ...priced, seconds: cpu / 1_000, puts, gets, bytes })
  return [
    figure(`${title}, without pause: ${stage} a month`, runs, 'runs'),
    ...Object.entries(dollars).map(([what, amount]) =>
      figure(`${title}, ${stage}: ${what}`, amount, 'dollars a month'),
    ),
  ]
}

/** Both runs over all facts, in a ledger of devices alone. @returns milliseconds of CPU of both */
const measureDevices = async (stage: Stage, devices: number, folder: string) => {
  const none = { volumeAgreements: 0, pairsOfEach: 0, otherAgreements: 0 }
  const prepared = await prepare(stage, { devices, names: namesOfAll, ...none }, folder)
  const { desk, ledger, run, readBare } = prepared
  const title = `${devices.toLocaleString('en-US')} devices`
  const most = { megabytes: limits.megabytes(devices) }
  const bare = await readBare()
  const [collected, reconciled] = [await run('collect'), await run('reconcile')]
  const cpu = collected.cpu + reconciled.cpu
  await addDevice(ledger, 'A')
  const again = { collect: await run('collect'), reconcile: await run('reconcile') }
  await addDevice(ledger, 'B')
  const [collecting, reconciling] = [await price(stage, () => collect(desk)), await price(stage, () => reconcile(desk))]
  const bytes = await bytesOf(prepared)
  const readUnits = collecting.readUnits + reconciling.readUnits
  return {
    cpu,
    rows: [
      ...processRows(`${title}, collect`, collected, most),
      ...priceRows(`${title}, collect`, collecting),
      ...processRows(`${title}, reconcile`, reconciled, most),
      ...priceRows(`${title}, reconcile`, reconciling),
      figure(`${title}, both: read units`, readUnits, 'RRU', limits.readUnits(devices)),
      figure(`${title}: CPU of reading alone`, bare.cpu / 1_000, 's'),
      figure(`${title}, both: CPU to that of reading alone`, cpu / bare.cpu, '', limits.cpuToBare(devices)),
      figure(`${title}, again: CPU`, (again.collect.cpu + again.reconcile.cpu) / 1_000, 's'),
      figure(`${title}: tables of the snapshot`, bytes / megabyte, 'MB'),
      ...dollarRows(title, 'collect', again.collect, collecting, 0),
      ...dollarRows(title, 'reconcile', again.reconcile, reconciling, bytes),
    ],
  }
}

/** A manager writes an agreement: one run follows. */
const edit = async ({ call, table }: TestLedger, name: string): Promise<void> => {
  const { body } = await call('GET /agreements', { query: { type: 'other', limit: '1' } })
  const [{ publisher, productTitle }] = body.items
  const agreement = { type: 'other', name, publisher, productTitle, licenseCount: 7 }
  const answer = await call('POST /agreements', { body: agreement })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  await want(table)
}

/** The run that follows an edit, in a ledger of everything. */
const measureEdit = async (stage: Stage, folder: string): Promise<Row[]> => {
  const prepared = await prepare(stage, edited, folder, heapOfEdits)
  const { ledger, desk, run, openProcess } = prepared
  await run('collect')
  await run('reconcile')
  const kept = openProcess()
  await edit(ledger, 'An edit')
  const first = await kept.run('reconcile')
  await edit(ledger, 'The next edit')
  const next = await kept.run('reconcile')
  kept.close()
  await edit(ledger, 'Another edit')
  const priced = await price(stage, () => reconcile(desk))

  const reader = snapshotReader({ ...ledger.ledger, files: desk.files })
  const start = performance.now()
  const titles = await (await reader.present()).snapshot?.all('titles')
  const cold = performance.now() - start
  const pairs = edited.volumeAgreements * edited.pairsOfEach
  const most = { megabytes: limits.megabytes(edited.devices) }
  return [
    ...processRows('the run after an edit, in a new process', first, most),
    ...processRows('the run after an edit', next, { ...most, seconds: limits.editSeconds }),
    ...priceRows('the run after an edit', priced, limits.editReadUnits(pairs)),
    figure(`cold read of ${titles?.length ?? 0} titles`, cold, 'ms'),
  ]
}

/**
 * Runs over many devices of 80 names each, and the run that follows an edit, in processes of their own: memory, CPU to
 * that of reading the same items alone, and what they ask of the table and the bucket. @param folder for bundles
 */
export const measureRuns = async (stage: Stage, folder: string): Promise<Row[]> => {
  const rows: Row[] = []
  let before: { devices: number; cpu: number } | undefined
  for (const devices of sizes) {
    const measured = await measureDevices(stage, devices, folder)
    const growth = before && Math.log(measured.cpu / before.cpu) / Math.log(devices / before.devices)
    rows.push(...measured.rows)
    if (before && growth !== undefined)
      rows.push(figure(`exponent of CPU from ${before.devices} devices on`, growth, '', limits.exponent))
    before = { devices, cpu: measured.cpu }
  }
  return [...rows, ...(await measureEdit(stage, folder))]
}
