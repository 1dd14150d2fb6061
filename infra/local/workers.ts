import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Milliseconds until a worker that ended is started anew. */
const pause = 500
/** Milliseconds that a worker has to end by itself. */
const patience = 5_000

/**
 * Keeps a worker process running.
 * @param ended is told each time that a worker ended by itself, before the next one starts
 */
export const startWorkers = (ended: () => Promise<void>) => {
  let stopping = false

  const start = (): ChildProcess =>
    fork(fileURLToPath(new URL('worker.ts', import.meta.url)), { execArgv: ['--max-old-space-size=224'] })

  let worker = start()
  const running = (async () => {
    while (true) {
      await once(worker, 'exit')
      if (stopping) return
      console.error('The worker process ended; another one takes over.')
      await ended()
      await sleep(pause)
      if (stopping) return
      worker = start()
    }
  })()

  return {
    stop: async () => {
      stopping = true
      if (worker.connected) worker.send('stop')
      const late = setTimeout(() => worker.kill('SIGKILL'), patience)
      await running
      clearTimeout(late)
    },
  }
}
