import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { verify } from '../infra/operations/verify/verify.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { s3ClientOf } from '../test/support/importer-on.ts'
import { clientOf } from '../test/support/ledger-on.ts'
import { eventually, type LocalStack, makeDirectory, startStack } from '../test/support/local-stack.ts'
import { largest } from './pair-drop.ts'
import { figure, type Row } from './report.ts'
import { amount } from './size.ts'

const files = amount(4, 2)
const patience = 300_000
/** MB of old space that workers.ts gives to the worker of imports. */
const heapLimit = 224
const atOnce = 2

const Runs = z.object({ items: z.array(z.object({ status: z.string(), counts: z.object({ created: z.number() }) })) })
const Memory = z.object({ heapUsed: z.number(), rss: z.number() })

const pairFile = (file: number): string =>
  Array.from({ length: largest }, (_, index) => `F${file}N${index},L${index},Agreement ${index} of file ${file}`).join(
    '\n',
  )

const readRuns = async ({ apiUrl, tokens }: LocalStack) => {
  const answer = await fetch(`${apiUrl}/imports?limit=100`, { headers: { authorization: `Bearer ${tokens.reader}` } })
  return Runs.parse(await answer.json()).items
}

const dropAll = async ({ s3Endpoint, bucket }: LocalStack): Promise<void> => {
  const s3 = s3ClientOf(s3Endpoint)
  await Promise.all(
    Array.from({ length: files }, (_, file) =>
      s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `imports/agreements/Dropped/file ${file}.csv`,
          Body: pairFile(file),
        }),
      ),
    ),
  )
  s3.destroy()
}

/** Waits until all files are imported. @returns the milliseconds that it took, and how many were written at once at most */
const untilImported = async (stack: LocalStack) => {
  const start = performance.now()
  let mostAtOnce = 0
  await dropAll(stack)
  await eventually(async () => {
    const runs = await readRuns(stack)
    mostAtOnce = Math.max(mostAtOnce, runs.filter(({ status }) => status === 'processing').length)
    return runs.length === files && runs.every(({ status }) => status === 'completed') ? true : undefined
  }, patience)
  return { milliseconds: performance.now() - start, mostAtOnce }
}

/** Drops files of the largest size at once into a local stack as `npm start` runs it, and recounts what came of them. */
export const measureDrops = async (): Promise<Row[]> => {
  const directory = makeDirectory()
  const sampled = `--import ${import.meta.resolve('./memory-sampler.ts')}`
  const stack = await startStack(directory, { NODE_OPTIONS: sampled })
  try {
    const { milliseconds, mostAtOnce } = await untilImported(stack)
    const created = (await readRuns(stack)).reduce((sum, { counts }) => sum + counts.created, 0)
    const table = connectTable(stack.tableName, clientOf(stack.dynamodbEndpoint))
    const { agreements, pairs, differences } = await verify({ table, now: () => new Date() })
    await stack.stop()
    const workers = readdirSync(directory)
      .filter((name) => name.startsWith('memory-others-'))
      .map((name) => Memory.parse(JSON.parse(readFileSync(`${directory}/${name}`, 'utf8'))))
    const peak = (kind: keyof z.infer<typeof Memory>): number => Math.max(...workers.map((worker) => worker[kind]))
    const missing = (count: number): number => Math.abs(files * largest - count)
    return [
      figure(`${files} files of ${largest} lines: time`, milliseconds, 'ms'),
      figure('lines that were not created', missing(created), 'lines', 0),
      figure('agreements that a recount misses', missing(agreements), 'agreements', 0),
      figure('pairs that a recount misses', missing(pairs), 'pairs', 0),
      figure('what differs', differences.length, 'differences', 0),
      figure('files written at once', mostAtOnce, 'files', atOnce),
      figure('worker processes that were needed', workers.length, 'processes', 1),
      figure(`peak heap of the worker, limited to ${heapLimit} MB`, peak('heapUsed') / 2 ** 20, 'MB', heapLimit),
      figure('peak resident memory of the worker', peak('rss') / 2 ** 20, 'MB'),
    ]
  } finally {
    await stack.kill()
    rmSync(directory, { recursive: true, force: true })
  }
}
