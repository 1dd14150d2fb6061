import { Stack } from 'aws-cdk-lib'
import { EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { eventSource } from '../../lib/reporting/events/events.ts'
import type { Binding } from './ledger-function.ts'
import type { Keeping } from './settings.ts'
import type { WorkQueue } from './work-queue.ts'

interface LedgerEventsProps {
  /** Keeps what could not be brought to the topic. */
  undelivered: WorkQueue
  keeping: Keeping
}

/** What is told to mail and chat: all but that an alert gave way to another one, which is told itself. */
const pattern = {
  source: [eventSource],
  detail: { reason: [{ exists: false }, { 'anything-but': ['replaced'] }] },
}

/** The form that chat clients of AWS show, and that reads well enough as mail. */
const message = {
  version: '1.0',
  source: 'custom',
  id: EventField.fromPath('$.detail.id'),
  content: {
    textType: 'client-markdown',
    title: EventField.fromPath('$.detail.title'),
    description: EventField.fromPath('$.detail.message'),
  },
  metadata: {
    eventType: EventField.fromPath('$.detail-type'),
    relatedResources: [EventField.fromPath('$.detail.url')],
  },
}

/** The bus for events of alerts and reports, and a topic that passes them on to its subscribers. */
export class LedgerEvents extends Construct {
  readonly topicArn: string
  readonly #bus: EventBus

  constructor(
    scope: Construct,
    id: string,
    { undelivered: { deadLetters }, keeping: { removalPolicy } }: LedgerEventsProps,
  ) {
    super(scope, id)
    this.#bus = new EventBus(this, 'Bus', { eventBusName: Stack.of(this).stackName })
    // A key of its own: EventBridge cannot write to a topic under the AWS-managed one. CDK lets it write to both.
    const masterKey = new Key(this, 'Key', {
      description: `License Ledger: what ${Stack.of(this).stackName} tells`,
      enableKeyRotation: true,
      removalPolicy,
    })
    const topic = new Topic(this, 'Topic', { displayName: 'License Ledger', masterKey, enforceSSL: true })
    this.topicArn = topic.topicArn
    new Rule(this, 'Told', {
      description: 'Tells mail and chat of alerts and reports.',
      eventBus: this.#bus,
      eventPattern: pattern,
      targets: [new SnsTopic(topic, { message: RuleTargetInput.fromObject(message), deadLetterQueue: deadLetters })],
    })
  }

  /** Lets a function put events of the ledger onto the bus. */
  sender(): Binding {
    return {
      variables: { EVENT_BUS_NAME: this.#bus.eventBusName },
      statements: [
        new PolicyStatement({
          actions: ['events:PutEvents'],
          resources: [this.#bus.eventBusArn],
          conditions: { StringEquals: { 'events:source': eventSource } },
        }),
      ],
    }
  }
}
