import { mkdirSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { buildApp } from 'fauxqs'
import { PersistenceManager } from '../../node_modules/fauxqs/dist/persistence.js'
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js'
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js'
import { type SqsQueue, SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js'
import { bucketCors } from '../bucket-cors.ts'
import { maxReceiveCount, type QueueName } from '../workers.ts'
import { watchBucket } from './bucket-watcher.ts'
import { keepTrace } from './call-chain.ts'
import { ObjectFiles } from './object-files.ts'
import { loopback } from './ports.ts'
import { deadLetters, visibilityTimeout } from './queue-settings.ts'
import { uploadFault } from './upload-policy.ts'

const account = '000000000000'

/** S3 takes 5 GiB in one request; this emulator keeps a request in memory. */
const largestPut = 256 * 1024 * 1024

/** S3 and SQS on 127.0.0.1, and what they keep in the directory. */
export interface Emulator {
  endpoint: string
  queueUrls: Record<QueueName, string>
  /** Makes the messages of a queue that its worker left in flight visible; to be called when it is gone. */
  releaseInFlight: (name: QueueName) => Promise<void>
  /** Lets pages of an origin use the bucket, as the CORS rule of a deployed one does. */
  allow: (origin: string) => void
  stop: () => Promise<void>
}

/** fauxqs as its `startFauxqs` wires it, but on 127.0.0.1, and with bodies as they come, whatever their type says. */
const buildEmulator = (stores: { sqsStore: SqsStore; snsStore: SnsStore; s3Store: S3Store }) => {
  const app = buildApp({ logger: false, stores })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-amz-json-1.0', { parseAs: 'string' }, async (_: unknown, body: string) =>
    JSON.parse(body),
  )
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestPut }, async (_: unknown, body: Buffer) => body)
  app.addHook('preHandler', async (request, reply) => {
    // An object without bytes, such as the folders that consoles make.
    request.body ??= Buffer.alloc(0)
    keepTrace(request)
    const type = request.headers['content-type'] ?? ''
    if (request.method !== 'POST' || !type.startsWith('multipart/form-data')) return
    // fauxqs takes any form; S3 takes one that is signed and keeps its policy.
    const bucket = request.url.split(/[/?]/)[1] ?? ''
    const code = await uploadFault(bucket, new Uint8Array(request.body as Buffer), type)
    if (code === undefined) return
    const status = code.startsWith('Entity') || code.startsWith('M') || code.startsWith('I') ? 400 : 403
    await reply
      .status(status)
      .type('application/xml')
      .send(`<Error><Code>${code}</Code><Message>The form is not taken.</Message></Error>`)
  })
  return app
}

/** What S3 adds to answers for pages of another origin, and how it answers their preflights; fauxqs knows nothing of it. */
const followCorsRule = (app: ReturnType<typeof buildEmulator>, isAllowed: (origin: string) => boolean): void => {
  const { methods, exposedHeaders, maxAge } = bucketCors
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    const asked = method === 'OPTIONS' ? headers['access-control-request-method'] : method
    const hasRule = methods.some((known) => known === asked) && headers['access-control-request-headers'] === undefined
    if (hasRule && isAllowed(headers.origin ?? ''))
      reply.headers({
        'access-control-allow-origin': headers.origin,
        'access-control-allow-methods': methods.join(', '),
        'access-control-expose-headers': exposedHeaders.join(', '),
        'access-control-max-age': maxAge,
        vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
      })
    if (method === 'OPTIONS') await reply.status(reply.hasHeader('access-control-allow-origin') ? 200 : 403).send()
  })
}

const makeQueue = (store: SqsStore, endpoint: string, region: string, name: string, more?: Record<string, string>) => {
  const url = `${endpoint}/${account}/${name}`
  const arn = `arn:aws:sqs:${region}:${account}:${name}`
  const attributes = { VisibilityTimeout: String(visibilityTimeout), ...more }
  const kept = store.getQueueByArn(arn)
  if (!kept) return store.createQueue(name, url, arn, attributes)
  kept.setAttributes(attributes)
  // The port may be another one than last time.
  return Object.assign(kept, { url })
}

/** @returns the queue, which gives messages up to a dead-letter queue of its own */
const makeQueueWithDeadLetters = (store: SqsStore, endpoint: string, region: string, name: string): SqsQueue => {
  const { arn } = makeQueue(store, endpoint, region, deadLetters(name))
  return makeQueue(store, endpoint, region, name, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount }),
  })
}

/** fauxqs fails to store a visibility timeout of 0, so the least that it stores is used instead: a millisecond. */
const release = (queue: SqsQueue): void => {
  for (const { receiptHandle } of queue.inspectMessages().inflight) queue.changeVisibility(receiptHandle, 0.001)
}

/** Starts S3 and SQS, and announces objects put under `imports/` to the import queue. */
export const startEmulator = async (settings: {
  port: number
  directory: string
  bucket: string
  region: string
}): Promise<Emulator> => {
  const { port, directory, bucket, region } = settings
  const endpoint = `http://${loopback}:${port}`
  mkdirSync(directory, { recursive: true })

  const sqsStore = new SqsStore()
  const snsStore = new SnsStore()
  const s3Store = new S3Store()
  const queueStorage = new PersistenceManager(directory)
  queueStorage.loadSqsAndSns(sqsStore, snsStore)
  sqsStore.persistence = queueStorage
  for (const queue of sqsStore.allQueues()) queue.persistence = queueStorage

  const make = (name: QueueName) => makeQueueWithDeadLetters(sqsStore, endpoint, region, name)
  const queues: Record<QueueName, SqsQueue> = { imports: make('imports'), work: make('work') }

  const watcher = watchBucket({
    bucket,
    prefix: 'imports/',
    region,
    markFile: `${directory}/announced.json`,
    send: (body) => queues.imports.enqueue(SqsStore.createMessage(body)),
  })
  const objectStorage = new ObjectFiles(`${directory}/objects`, (inBucket, object) => {
    if (inBucket === bucket) watcher.announce(object)
  })
  objectStorage.loadS3(s3Store)
  s3Store.persistence = objectStorage
  s3Store.createBucket(bucket)
  watcher.catchUp(s3Store.listObjects(bucket, { maxKeys: Number.POSITIVE_INFINITY }).objects)

  const app = buildEmulator({ sqsStore, snsStore, s3Store })
  const allowed = new Set<string>()
  followCorsRule(app, (origin) => allowed.has(origin))
  await app.listen({ port, host: loopback })

  const releaseInFlight = async (name: QueueName) => {
    // A worker that was killed still waits for messages here; let it go before it is handed one.
    queues[name].cancelWaiters()
    await nextTurn()
    release(queues[name])
  }
  await releaseInFlight('imports')
  await releaseInFlight('work')

  return {
    endpoint,
    queueUrls: { imports: queues.imports.url, work: queues.work.url },
    releaseInFlight,
    allow: (origin) => void allowed.add(origin),
    stop: async () => {
      await app.close()
      queueStorage.close()
    },
  }
}
