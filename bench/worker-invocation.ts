/**
 * Invocations of a bundled worker, one after the other: `node worker-invocation.ts <module>`. The parent process sends
 * each event, and is told how long it took, how much CPU, and how much memory at most.
 */
import { lambdaContext } from '../test/support/events.ts'

const [module = ''] = process.argv.slice(2)
const interval = 20
const invocation = 15 * 60_000
const loaded = import(module)

const measure = async (event: unknown): Promise<void> => {
  const { handler } = await loaded
  let heapUsed = 0
  const sampler = setInterval(() => {
    heapUsed = Math.max(heapUsed, process.memoryUsage().heapUsed)
  }, interval)
  const start = performance.now()
  const cpuBefore = process.cpuUsage()
  const { batchItemFailures } = await handler(event, lambdaContext(invocation))
  const milliseconds = performance.now() - start
  const { user, system } = process.cpuUsage(cpuBefore)
  clearInterval(sampler)
  if (batchItemFailures.length > 0) throw new Error('The worker failed.')
  const rss = process.resourceUsage().maxRSS * 1024
  process.send?.({ heapUsed, rss, milliseconds, cpu: (user + system) / 1_000 })
}

process.on('message', (event) => void measure(event))
