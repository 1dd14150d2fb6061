import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { ageDevicesWork } from '../../lib/inventory/age-devices.ts'
import type { WorkQueue } from './work-queue.ts'

/** Takes devices that were not seen for too long out of the counts, every day; a message that comes twice is harmless. */
export class DailyAging extends Construct {
  constructor(scope: Construct, id: string, { queue, deadLetters }: WorkQueue) {
    super(scope, id)
    new Rule(this, 'EveryDay', {
      schedule: Schedule.cron({ hour: '2', minute: '30' }),
      targets: [
        new SqsQueue(queue, {
          message: RuleTargetInput.fromObject({ workId: ageDevicesWork }),
          deadLetterQueue: deadLetters,
        }),
      ],
    })
  }
}
