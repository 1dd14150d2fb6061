import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { maxReceiveCount, workerMinutes } from '../workers.ts'
import type { Binding } from './ledger-function.ts'

/** A queue for one worker, with a queue for what it gives up. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string) {
    super(scope, id)
    // Keys of SQS itself: S3 cannot write to a queue under the AWS-managed KMS key.
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    // As long as SQS keeps anything: a message may have to wait until somebody has mended its cause.
    const kept = { ...secured, retentionPeriod: Duration.days(14) }
    this.deadLetters = new Queue(this, 'DeadLetters', kept)
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      // What AWS advises: time for a batch, and for the retries when Lambda is throttled.
      visibilityTimeout: Duration.minutes(6 * workerMinutes),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    })
  }

  /** Lets a function send messages. @param variable that names the queue's URL */
  sender(variable: string): Binding {
    return {
      variables: { [variable]: this.queue.queueUrl },
      statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] })],
    }
  }

  /** Lets a function see how many messages were given up. */
  deadLetterCounter(): Binding {
    const counted = { actions: ['sqs:GetQueueAttributes'], resources: [this.deadLetters.queueArn] }
    return { statements: [new PolicyStatement(counted)] }
  }

  /** Lets a function be fed from the queue. */
  consumer(): Binding {
    return {
      statements: [
        new PolicyStatement({
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          resources: [this.queue.queueArn],
        }),
      ],
    }
  }

  /** Feeds a consumer one message per call. @param maxConcurrency the most calls that run in parallel */
  feed(worker: IFunction, maxConcurrency: number): void {
    new EventSourceMapping(this, 'Feed', {
      eventSourceArn: this.queue.queueArn,
      target: worker,
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency,
    })
  }
}
