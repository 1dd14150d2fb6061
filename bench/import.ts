import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { counted, metered, type Requests, type Usage } from './meter.ts'
import { dropPairs, largest } from './pair-drop.ts'
import { recorded, replayOf, type Sent, writesBeside } from './replay.ts'
import { figure, median, type Row } from './report.ts'
import type { Stage } from './stage.ts'

const pairsOfRuns = 5

/** Records that an import keeps of itself. */
const ownRecords = /^(IMPORT|DROP)#/

const usageRows = (which: string, usage: Usage, objects: Requests, limits: Requests = {}): Row[] => [
  ...Object.entries({ ...usage.requests, ...objects }).map(([operation, count]) =>
    figure(`${which}: ${operation}`, count, 'requests', limits[operation]),
  ),
  figure(`${which}: read units`, usage.readUnits, 'RCU'),
  figure(`${which}: write units`, usage.writeUnits, 'WCU'),
]

/** What an import of the largest file asks of the table, and that of the same file again. */
const countImport = async (stage: Stage) => {
  const drop = await dropPairs(stage, largest)
  const run = () => recorded(stage.client, () => metered(stage, () => counted(stage.s3, drop.run)))
  const first = await run()
  await drop.expect('created')
  await drop.putAgain()
  const again = await run()
  await drop.expect('unchanged')
  return {
    log: first.log,
    tableName: drop.ledger.tableName,
    rows: [
      ...usageRows('import', first.result.usage, first.result.result.requests, { TransactWriteItems: 165 }),
      ...usageRows('same again', again.result.usage, again.result.result.requests),
      figure('same again: items written beside its own records', writesBeside(again.log, ownRecords), 'items', 0),
    ],
  }
}

/** Times imports against their bare requests, in turns, each with a table of its own. */
const timeImport = async (stage: Stage, log: readonly Sent[], tableName: string) => {
  const plain = new DynamoDBClient({
    endpoint: stage.endpoints.dynamodb,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const ours = async (): Promise<number> => {
    const drop = await dropPairs(stage, largest)
    return drop.run()
  }
  const bare = async (): Promise<number> => {
    const ledger = await stage.newLedger()
    const replay = replayOf(plain, log, { from: tableName, to: ledger.tableName })
    const start = performance.now()
    await replay()
    return performance.now() - start
  }
  await bare()
  const times: { ours: number; bare: number }[] = []
  for (let pair = 0; pair < pairsOfRuns; pair++) {
    const before = pair % 2 === 0 ? await bare() : undefined
    times.push({ ours: await ours(), bare: before ?? (await bare()) })
  }
  plain.destroy()
  return times
}

/** The import of the largest file: counts, and time against the same requests sent by a plain client. */
export const measureImport = async (stage: Stage) => {
  const { log, tableName, rows } = await countImport(stage)
  const times = await timeImport(stage, log, tableName)
  const milliseconds = median(times.map(({ ours }) => ours))
  return {
    milliseconds,
    rows: [
      ...rows,
      figure('time', milliseconds, 'ms'),
      figure('time of the bare requests', median(times.map(({ bare }) => bare)), 'ms'),
      figure('time to bare requests, median of pairs', median(times.map((pair) => pair.ours / pair.bare)), '', 1.5),
    ],
  }
}
