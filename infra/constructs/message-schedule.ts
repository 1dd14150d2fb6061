import { Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { WorkMessage } from '../../functions/wiring/messages.ts'
import type { WorkQueue } from './work-queue.ts'

interface MessageScheduleProps {
  /** What the message brings about. */
  description: string
  /** Expression of EventBridge Scheduler. */
  expression: string
  timeZone: string
  to: WorkQueue
  message: WorkMessage
}

/** The queue is hardly ever out of reach for hours; what is given up then can be sent again. */
const retryPolicy = { maximumEventAgeInSeconds: 6 * 3_600, maximumRetryAttempts: 185 }

/** Sends a message to a queue whenever it is time in a time zone. The message may come twice. */
export class MessageSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { description, expression, timeZone, to: { queue, deadLetters }, message }: MessageScheduleProps,
  ) {
    super(scope, id)
    const send = new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn, deadLetters.queueArn],
    })
    const role = new Role(this, 'Role', {
      description: 'Lets the schedule send its message',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: { access: new PolicyDocument({ statements: [send] }) },
    })
    new CfnSchedule(this, 'Schedule', {
      description,
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: queue.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify(message),
        retryPolicy,
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    })
  }
}
