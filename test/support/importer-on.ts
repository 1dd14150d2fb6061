import { randomUUID } from 'node:crypto'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { SQSEvent } from 'aws-lambda'
import { importKinds } from '../../functions/wiring/import-code.ts'
import { uploadFormSigner } from '../../lib/foundation/bucket/upload-form.ts'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { writesOfImportEnd } from '../../lib/reporting/alerts/find-alerts.ts'
import { connectBucket } from '../../lib/work/imports/drop-bucket.ts'
import type { ImportDesk } from '../../lib/work/imports/end-import.ts'
import { takeImportMessage } from '../../lib/work/imports/import-engine.ts'
import { lambdaContext } from './events.ts'
import { localCredentials, type TestLedger } from './ledger-on.ts'

const maxReceiveCount = 5

export interface S3Put {
  bucket: string
  key: string
  eTag: string
  size: number
  sequencer: string
}

let sequence = 0x0055aed6dcd90281n

/** The event that S3 sends to a queue for puts, as a queue delivers it. */
export const s3Event = (puts: readonly S3Put[], receiveCount = 1): SQSEvent =>
  sqsEvent(
    {
      Records: puts.map(({ bucket, key, eTag, size, sequencer }) => ({
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'eu-central-1',
        eventTime: '2026-01-01T12:00:00.000Z',
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
        requestParameters: { sourceIPAddress: '192.0.2.1' },
        responseElements: {
          'x-amz-request-id': 'C3D13FE58DE4C810',
          'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'imports',
          bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
          object: { key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'), size, eTag, sequencer },
        },
      })),
    },
    receiveCount,
  )

export const sqsEvent = (body: unknown, receiveCount = 1): SQSEvent => ({
  Records: [
    {
      messageId: randomUUID(),
      receiptHandle: 'receipt',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: '1523232000000',
        SenderId: '123456789012',
        ApproximateFirstReceiveTimestamp: '1523232000001',
      },
      messageAttributes: {},
      md5OfBody: 'md5',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:imports',
      awsRegion: 'eu-central-1',
    },
  ],
})

export const s3ClientOf = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  })

/** The import worker over a test ledger and a real S3 emulator, with what an operator does to a bucket. */
export const importerOn = (endpoint: string, { ledger, call, imports, woken }: TestLedger) => {
  const s3 = s3ClientOf(endpoint)
  // A bucket of its own, so that test files that run at once do not replace each other's objects.
  const bucket = `drops-${randomUUID()}`
  const ready = s3.send(new CreateBucketCommand({ Bucket: bucket }))
  imports.bucket = bucket
  imports.signUpload = uploadFormSigner(bucket, 'eu-central-1', ledger.now, endpoint, localCredentials)
  const desk: ImportDesk = {
    ledger,
    bucket: connectBucket(bucket, s3),
    kinds: importKinds(ledger.announceRefresh),
    endsWith: writesOfImportEnd,
    wake: async (importId) => void woken.push(importId),
  }
  const handler = consumer(maxReceiveCount, (delivery) => takeImportMessage(desk, delivery))
  const deliver = (event: SQSEvent, milliseconds = 60_000) => handler(event, lambdaContext(milliseconds))

  /** What an event tells of an object that was put, each time as of a newer put. */
  const describe = async (key: string): Promise<S3Put> => {
    const { ETag = '', ContentLength: size = 0 } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    sequence += 1n
    return {
      bucket,
      key,
      eTag: ETag.replaceAll('"', ''),
      size,
      sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
    }
  }

  /** Puts an object; each put has a sequencer of its own. */
  const put = async (
    key: string,
    content: string | Uint8Array,
    metadata: Record<string, string> = {},
  ): Promise<S3Put> => {
    await ready
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, Metadata: metadata }))
    return describe(key)
  }

  const newest = async () => (await call('GET /imports', { query: { limit: '1' } })).body.items[0]

  /** Puts a file, delivers its event and gives the import as the API shows it. */
  const drop = async (key: string, content: string | Uint8Array, metadata?: Record<string, string>) => {
    const { batchItemFailures } = await deliver(s3Event([await put(key, content, metadata)]))
    if (batchItemFailures.length > 0) throw new Error(`The import of ${key} failed.`)
    return newest()
  }

  /** An object of the bucket as text. */
  const read = async (key: string): Promise<string | undefined> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return Body?.transformToString()
  }

  return { bucket, s3, desk, deliver, describe, put, drop, newest, read, woken }
}

export type TestImporter = ReturnType<typeof importerOn>
