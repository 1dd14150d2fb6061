import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as z from 'zod'
import { bundleModule } from '../infra/bundle.ts'
import { figure, median, type Row } from './report.ts'
import { amount, isSmall } from './size.ts'

const devices = amount(100_000, 500)
const rounds = amount(3, 1)
/** Promised of CPU and of memory. With few devices the start of the solver weighs more. */
const mostToWithout = isSmall ? undefined : 1.5

/** CPU in milliseconds, memory in bytes. `solved`: families that an edit of one agreement lets be covered again. */
const Measured = z.object({
  rights: z.string(),
  cpu: z.number(),
  rss: z.number(),
  families: z.number(),
  solved: z.number(),
})

/**
 * Reconciles many devices of 80 names each, with the steps of coverage and without them, each time in a process of its own.
 * @param folder for bundles
 */
export const measureFamilies = async (folder: string): Promise<Row[]> => {
  bundleModule('bench/families-process.ts', `${folder}/families`)
  const run = async (rights = '') => {
    const child = fork(`${folder}/families/index.cjs`, [String(devices), rights])
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`Families ended with ${code}.`)
    })
    const [message] = await Promise.race([once(child, 'message'), exited])
    return Measured.parse(message)
  }
  const first = await run()
  const whole = [first]
  const without = [await run(first.rights)]
  while (whole.length < rounds) {
    whole.push(await run())
    without.push(await run(first.rights))
  }
  const of = (runs: readonly (typeof first)[], what: 'cpu' | 'rss'): number => median(runs.map((one) => one[what]))
  return [
    figure(`${devices.toLocaleString('en-US')} devices: families`, first.families, 'families'),
    figure('CPU', of(whole, 'cpu'), 'ms'),
    figure('CPU without coverage', of(without, 'cpu'), 'ms'),
    figure('CPU to that without coverage', of(whole, 'cpu') / of(without, 'cpu'), '', mostToWithout),
    figure('peak resident memory', of(whole, 'rss') / 2 ** 20, 'MB'),
    figure('memory to that without coverage', of(whole, 'rss') / of(without, 'rss'), '', mostToWithout),
    figure('families that an edit of one agreement lets be covered again', first.solved, 'families', 1),
  ]
}
