import { Duration } from 'aws-cdk-lib'
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Binding } from './ledger-function.ts'

/** Deliveries after which a message goes to the dead-letter queue. */
export const maxReceiveCount = 5

interface WorkQueueProps {
  /** Timeout of the function that works on its messages. */
  workerTimeout: Duration
  alarmTopicArn: string | undefined
}

/** A queue for one worker, with a dead-letter queue and an alarm when that is not empty. */
export class WorkQueue extends Construct {
  readonly queue: Queue

  constructor(scope: Construct, id: string, { workerTimeout, alarmTopicArn }: WorkQueueProps) {
    super(scope, id)
    // Keys of SQS itself: S3 cannot write to a queue under the AWS-managed KMS key.
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    const deadLetters = new Queue(this, 'DeadLetters', { ...secured, retentionPeriod: Duration.days(14) })
    this.queue = new Queue(this, 'Queue', {
      ...secured,
      // What AWS advises: time for a batch, and for the retries when Lambda is throttled.
      visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
    })

    const alarm = deadLetters
      .metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) })
      .createAlarm(this, 'Alarm', {
        alarmDescription: `${id} gave messages up: see docs/operations.md`,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: 0,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
    if (alarmTopicArn !== undefined)
      alarm.addAlarmAction(new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn)))
  }

  /** Lets a function send messages. @param variable that names the queue's URL */
  sender(variable: string): Binding {
    return {
      variables: { [variable]: this.queue.queueUrl },
      statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] })],
    }
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
