import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as z from 'zod'
import { bundleModule } from '../infra/bundle.ts'
import { figure, median, type Row } from './report.ts'
import { amount } from './size.ts'

/** Milliseconds of CPU that the median may take, with the start of the solver. */
const mostOfMedian = 500

/** CPU in milliseconds, memory in bytes. */
const Measured = z.object({
  start: z.number(),
  families: z.array(z.object({ cpu: z.number(), isProven: z.boolean(), isSame: z.boolean() })),
  plain: z.number(),
  rss: z.number(),
})

/** Covers made families of 60 products, 200 lots and 500 combinations in a process of its own. @param folder for bundles */
export const measureCoverage = async (folder: string): Promise<Row[]> => {
  bundleModule('bench/coverage-process.ts', `${folder}/coverage`)
  const child = fork(`${folder}/coverage/index.cjs`, [String(amount(50, 2))])
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`Coverage ended with ${code}.`)
  })
  const [message] = await Promise.race([once(child, 'message'), exited])
  const { start, families, plain, rss } = Measured.parse(message)
  const cpu = families.map((family) => family.cpu)
  const middle = median(cpu)
  const but = (isSo: (family: (typeof families)[number]) => boolean): number =>
    families.filter((family) => !isSo(family)).length
  return [
    figure('families', families.length, 'families'),
    figure('start of the solver', start, 'ms of CPU'),
    figure('start and a family, median', start + middle, 'ms of CPU', mostOfMedian),
    figure('a family, most', Math.max(...cpu), 'ms of CPU'),
    figure('most of median', Math.max(...cpu) / middle, 'times'),
    figure(
      'families whose solution is not proven',
      but(({ isProven }) => isProven),
      'families',
      0,
    ),
    figure(
      'families whose solution is another when sought again',
      but(({ isSame }) => isSame),
      'families',
      0,
    ),
    figure('1,000 families of one title, without the solver', plain, 'ms of CPU'),
    figure('peak resident memory', rss / 2 ** 20, 'MB'),
  ]
}
