import { Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { WorkQueue } from './work-queue.ts'

interface RefreshScheduleProps {
  /** Expression of EventBridge Scheduler. */
  expression: string
  timeZone: string
  refreshQueue: WorkQueue
}

/** The queue is hardly ever out of reach for hours; what is given up then can be sent again. */
const retryPolicy = { maximumEventAgeInSeconds: 6 * 3_600, maximumRetryAttempts: 185 }

/** Asks for a refresh of everything whenever it is time. A message that comes twice asks for the same run. */
export class RefreshSchedule extends Construct {
  constructor(scope: Construct, id: string, { expression, timeZone, refreshQueue }: RefreshScheduleProps) {
    super(scope, id)
    const { queue, deadLetters } = refreshQueue
    const send = new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn, deadLetters.queueArn],
    })
    const role = new Role(this, 'Role', {
      description: 'Lets the schedule ask for refreshes',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: { access: new PolicyDocument({ statements: [send] }) },
    })
    new CfnSchedule(this, 'Schedule', {
      description: 'Asks VLSC about all agreement number pairs.',
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: queue.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ scheduledFor: '<aws.scheduler.scheduled-time>' }),
        retryPolicy,
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    })
  }
}
