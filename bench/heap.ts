import { dropPairs, largest } from './pair-drop.ts'
import { figure, type Row } from './report.ts'
import type { Stage } from './stage.ts'
import { processesOf } from './worker-process.ts'

/** MB of old space; the deployed function has 512 MB of memory for everything. */
const heapLimit = 128

/** Imports the largest file with the bundled worker in a process whose heap is limited. @param folder for bundles */
export const measureHeap = async (stage: Stage, folder: string): Promise<Row[]> => {
  const { run: runWorker } = processesOf(stage, 'functions/import-worker.ts', folder, heapLimit)
  const { ledger, bucket, event, expect } = await dropPairs(stage, largest)
  const { heapUsed, rss, milliseconds } = await runWorker(event, {
    TABLE_NAME: ledger.tableName,
    BUCKET_NAME: bucket,
  })
  await expect('created')
  return [
    figure(`peak heap, limited to ${heapLimit} MB`, heapUsed / 2 ** 20, 'MB', heapLimit),
    figure('peak resident memory', rss / 2 ** 20, 'MB'),
    figure('time in a process of its own, cold', milliseconds, 'ms'),
  ]
}
