/** A function that takes the messages of a queue. */
export interface Worker {
  /** File of `functions/`. */
  name: string
  /** Messages that it works on at the same time, one in each instance. */
  concurrency: number
  /** MB; CPU comes with memory. */
  memorySize: number
  /** GiB of its disk. */
  disk: number
  /** It sends messages to the queue that feeds it. Lambda would end such a chain after some 16 calls. */
  feedsItself: boolean
}

/**
 * The queues, by name. Files that nobody has checked are read by a function that knows no secret and holds up nothing
 * else; everything else is one queue, as each is asked for messages day and night: docs/adr/0029-two-queues.md.
 * Together they leave some of the ten executions of a new AWS account to the API, the sweep and the stream.
 */
export const workers = {
  /** An inventory of 5 GiB is sorted by device on its disk. */
  imports: { name: 'import-worker', concurrency: 2, memorySize: 1_024, disk: 10, feedsItself: true },
  /** A whole CPU for reconciliations, as many slots that two long reports leave some, and disk for rows of reports: 1.5 KB each. */
  work: { name: 'work-worker', concurrency: 4, memorySize: 1_769, disk: 4, feedsItself: true },
} as const satisfies Record<string, Worker>

export type QueueName = keyof typeof workers

/** Deliveries after which a message goes to the dead-letter queue. */
export const maxReceiveCount = 5

/** Minutes that a worker may take, the longest that Lambda allows: an inventory has millions of rows. */
export const workerMinutes = 15
