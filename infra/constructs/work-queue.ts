import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Binding } from './ledger-function.ts'

/** Deliveries after which a message goes to the dead-letter queue. */
export const maxReceiveCount = 5

interface WorkQueueProps {
  /** Timeout of the function that works on its messages. */
  workerTimeout: Duration
}

/** A queue for one worker, with a queue for what it gives up. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly workerTimeout: Duration

  constructor(scope: Construct, id: string, { workerTimeout }: WorkQueueProps) {
    super(scope, id)
    this.workerTimeout = workerTimeout
    // Keys of SQS itself: S3 cannot write to a queue under the AWS-managed KMS key.
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    // As long as SQS keeps anything: a message may have to wait until somebody has mended its cause.
    const kept = { ...secured, retentionPeriod: Duration.days(14) }
    this.deadLetters = new Queue(this, 'DeadLetters', kept)
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      // What AWS advises: time for a batch, and for the retries when Lambda is throttled.
      visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
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

  /** Feeds a consumer, one message at a time and at most two at once, so that writers of one table do not collide. */
  feed(worker: IFunction): void {
    new EventSourceMapping(this, 'Feed', {
      eventSourceArn: this.queue.queueArn,
      target: worker,
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: 2,
    })
  }
}
