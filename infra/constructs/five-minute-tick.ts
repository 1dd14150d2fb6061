import { Duration } from 'aws-cdk-lib'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { tickWork } from '../../functions/wiring/standing-work.ts'
import type { WorkQueue } from './work-queue.ts'

/** Asks for due reports, and looks for alerts; a message that comes late, twice or not at all is harmless. */
export class FiveMinuteTick extends Construct {
  constructor(scope: Construct, id: string, { queue, deadLetters: deadLetterQueue }: WorkQueue) {
    super(scope, id)
    new Rule(this, 'EveryFiveMinutes', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: tickWork.map(
        (workId) => new SqsQueue(queue, { message: RuleTargetInput.fromObject({ workId }), deadLetterQueue }),
      ),
    })
  }
}
