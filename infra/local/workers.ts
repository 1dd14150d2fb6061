import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type QueueName, workers } from '../workers.ts'

/** Milliseconds until a worker that ended is started again. */
const pause = 500
/** Milliseconds that a worker has to end by itself. */
const patience = 5_000

/** Megabytes of each process: those of its function. Sweep and stream have functions of the least size. */
const memory = { imports: workers.imports.memorySize, work: workers.work.memorySize, clock: 512 } as const
type WorkerRole = keyof typeof memory

/** The part of it that is heap: the rest is for code and buffers. */
const heapShare = 0.75

/** @param ended is told each time that the worker ended by itself, before the next one starts */
const startWorker = (role: WorkerRole, ended: () => Promise<void>) => {
  let stopping = false

  const start = (): ChildProcess =>
    fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [role], {
      execArgv: [`--max-old-space-size=${Math.floor(memory[role] * heapShare)}`],
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
 * @param ended is given the name of the queue that a worker took messages of, when it ended by itself
 */
export const startWorkers = (ended: (queue: QueueName) => Promise<void>) => {
  const started = [
    startWorker('imports', () => ended('imports')),
    startWorker('work', () => ended('work')),
    startWorker('clock', async () => {}),
  ]
  return { stop: async () => void (await Promise.all(started.map(({ stop }) => stop()))) }
}
