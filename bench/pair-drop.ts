import { s3Event } from '../test/support/importer-on.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'

/** Most lines of a file. */
export const largest = amount(5_000, 500)
const invocation = 120_000

/** A file of so many agreements with one pair each. */
const pairFile = (lines: number): string =>
  Array.from({ length: lines }, (_, index) => {
    const number = String(index).padStart(5, '0')
    return `A-${number},L-${number},Agreement ${number} of the benchmark`
  }).join('\n')

/** A ledger of its own with such a file in its bucket, dropped into a folder that names a new group. */
export const dropPairs = async (stage: Stage, lines: number) => {
  const ledger = await stage.newLedger()
  const importer = stage.importerFor(ledger)
  const put = async () => s3Event([await importer.put('imports/agreements/Benchmark/agreements.csv', pairFile(lines))])
  let event = await put()

  return {
    ledger,
    bucket: importer.bucket,
    event,
    /** Puts the same file again. */
    putAgain: async () => {
      event = await put()
    },
    /** Imports what was put last. @returns the milliseconds that it took */
    run: async (): Promise<number> => {
      const start = performance.now()
      const { batchItemFailures } = await importer.deliver(event, invocation)
      if (batchItemFailures.length > 0) throw new Error('The import failed.')
      return performance.now() - start
    },
    /** @throws Error when not every line had this outcome */
    expect: async (outcome: 'created' | 'unchanged') => {
      const { status, counts } = await importer.newest()
      if (status !== 'completed' || counts[outcome] !== lines) throw new Error(`It ended as ${status}.`)
    },
  }
}
