/**
 * One invocation of a bundled worker: `node worker-invocation.ts <module> <event>`.
 * Tells the parent process how long it took and how much memory at most.
 */
import { lambdaContext } from '../test/support/events.ts'

const [module = '', event = ''] = process.argv.slice(2)
const interval = 5
const invocation = 15 * 60_000

const { handler } = await import(module)
let heapUsed = 0
const sampler = setInterval(() => {
  heapUsed = Math.max(heapUsed, process.memoryUsage().heapUsed)
}, interval)
const start = performance.now()
const { batchItemFailures } = await handler(JSON.parse(event), lambdaContext(invocation))
const milliseconds = performance.now() - start
clearInterval(sampler)
if (batchItemFailures.length > 0) throw new Error('The worker failed.')
process.send?.({ heapUsed, rss: process.resourceUsage().maxRSS * 1024, milliseconds })
