import { share } from '../lib/positions/runs/pace.ts'
import type { Stage } from '../lib/positions/runs/reconciliation.ts'

/** Dollars, us-east-1, on demand. */
const prices = {
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  put: 0.005e-3,
  get: 0.0004e-3,
  gigabyteSecond: 0.0000133334,
  call: 0.2e-6,
  gigabyteMonth: 0.023,
}
const secondsOfMonth = 30 * 86_400
/** GB of the function: one whole CPU, taken for half as fast as one here. */
const memory = 1.769
const slower = 2
/** Seconds that a request to the bucket takes: they follow each other. */
const wait = 0.03
/** Seconds for which files are kept that no snapshot names any more. */
const grace = 2 * 86_400

/** What one run takes. */
export interface RunCost {
  /** Of CPU, here. */
  seconds: number
  readUnits: number
  writeUnits: number
  puts: number
  gets: number
  /** Bytes that it writes. */
  bytes: number
}

/** Dollars a month of runs of a stage while changes never cease: as many as their pace allows. */
export const dollarsOf = (stage: Stage, { seconds, readUnits, writeUnits, puts, gets, bytes }: RunCost) => {
  const busy = secondsOfMonth * share[stage]
  const runs = busy / (seconds * slower + (puts + gets) * wait)
  const kept = (bytes / 1e9) * runs * (grace / secondsOfMonth)
  return {
    runs,
    table: runs * (readUnits * prices.readUnit + writeUnits * prices.writeUnit),
    bucket: runs * (puts * prices.put + gets * prices.get) + kept * prices.gigabyteMonth,
    functions: busy * memory * prices.gigabyteSecond + runs * prices.call,
  }
}
