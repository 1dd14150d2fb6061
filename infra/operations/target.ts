import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Finding } from './finding.ts'

/** What the doctor looks at: a deployed stage, or the local stack. */
export interface Target {
  stage: 'dev' | 'prod' | 'local'
  dynamodb: DynamoDBClient
  s3: S3Client
  sqs: SQSClient
  apiUrl: string
  issuer: string
  tableName: string
  /** The stream by which changes are told to a function; undefined where the stack itself follows that of the table. */
  streamArn: string | undefined
  bucket: string
  /** URLs by name. */
  queues: Record<string, string>
  /** URL of the queue that is told of objects in the bucket. */
  importQueue: string
  /** Address at which pairs are looked up, where one is configured. */
  vlscUrl: string | undefined
}

export type Check = (target: Target) => Promise<Finding[]>

/** A target, unless what was found on the way to it says why there is none. */
export interface Arrival {
  found: Finding[]
  target?: Target
}

/** For clients and requests: the doctor soon gives up on what does not answer. Times in milliseconds. */
export const patience = 5_000
export const impatient = { maxAttempts: 2, requestHandler: { connectionTimeout: patience, requestTimeout: patience } }
