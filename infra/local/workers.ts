import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Milliseconds until a worker that ended is started again. */
const pause = 500
/** Milliseconds that a worker has to end by itself. */
const patience = 5_000

/** Megabytes of heap, by what a worker does. */
const heap = { reconciliations: 512, others: 224 } as const
type WorkerRole = keyof typeof heap

/** @param ended is told each time that the worker ended by itself, before the next one starts */
const startWorker = (role: WorkerRole, ended: () => Promise<void>) => {
  let stopping = false

  const start = (): ChildProcess =>
    fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [role], {
      execArgv: [`--max-old-space-size=${heap[role]}`],
    })

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

/**
 * Keeps worker processes running.
 * @param ended is given the names of the queues that a worker took messages of, when it ended by itself
 */
export const startWorkers = (ended: (role: WorkerRole) => Promise<void>) => {
  const workers = (['reconciliations', 'others'] as const).map((role) => startWorker(role, () => ended(role)))
  return { stop: async () => void (await Promise.all(workers.map(({ stop }) => stop()))) }
}
