import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as z from 'zod'
import { bundleModule } from '../infra/bundle.ts'
import { dropPairs, largest } from './pair-drop.ts'
import { figure, type Row } from './report.ts'
import type { Stage } from './stage.ts'

/** MB of old space; the deployed function has 512 MB of memory for everything. */
const heapLimit = 128

const Measured = z.object({ heapUsed: z.number(), rss: z.number(), milliseconds: z.number() })

/** Imports the largest file with the bundled worker in a process whose heap is limited. @param bundles folder of the functions */
export const measureHeap = async (stage: Stage, bundles: string): Promise<Row[]> => {
  // Bundled too, as the loader of TypeScript takes memory of its own.
  bundleModule('bench/import-process.ts', `${bundles}/import-process`)
  const { ledger, bucket, event, expect } = await dropPairs(stage, largest)
  const child = fork(
    `${bundles}/import-process/index.mjs`,
    [`${bundles}/import-worker/index.mjs`, JSON.stringify(event)],
    {
      execArgv: [`--max-old-space-size=${heapLimit}`],
      env: {
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: stage.endpoints.dynamodb,
        AWS_ENDPOINT_URL_S3: stage.endpoints.s3,
        TABLE_NAME: ledger.tableName,
        BUCKET_NAME: bucket,
        IMPORT_QUEUE_URL: 'http://127.0.0.1/000000000000/imports',
        WORK_QUEUE_URL: 'http://127.0.0.1/000000000000/work',
        MAX_RECEIVE_COUNT: '5',
      },
    },
  )
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`The import with ${heapLimit} MB of heap ended with ${code}.`)
  })
  const [message] = await Promise.race([once(child, 'message'), exited])
  child.kill()
  const { heapUsed, rss, milliseconds } = Measured.parse(message)
  await expect('created')
  return [
    figure(`peak heap, limited to ${heapLimit} MB`, heapUsed / 2 ** 20, 'MB', heapLimit),
    figure('peak resident memory', rss / 2 ** 20, 'MB'),
    figure('time in a process of its own, cold', milliseconds, 'ms'),
  ]
}
