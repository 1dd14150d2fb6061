/**
 * Loaded into every process of a local stack (`--import`): at its end, a worker leaves in the stack's directory how
 * much memory it took at most, in bytes.
 */
import { writeFileSync } from 'node:fs'

const interval = 10
const [, program = '', role = ''] = process.argv

if (program.endsWith('/infra/local/worker.ts')) {
  let heapUsed = 0
  const sampler = setInterval(() => {
    heapUsed = Math.max(heapUsed, process.memoryUsage().heapUsed)
  }, interval)
  sampler.unref()
  process.on('exit', () => {
    const rss = process.resourceUsage().maxRSS * 1024
    writeFileSync(`${process.env.LOCAL_DIR}/memory-${role}-${process.pid}.json`, JSON.stringify({ heapUsed, rss }))
  })
}
