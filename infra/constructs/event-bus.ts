import { Stack } from 'aws-cdk-lib'
import { EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Alias } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { eventSource } from '../../lib/reporting/events/events.ts'
import type { Binding } from './ledger-function.ts'
import type { WorkQueue } from './work-queue.ts'

interface LedgerEventsProps {
  /** Keeps what could not be brought to the topic. */
  undelivered: WorkQueue
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

  constructor(scope: Construct, id: string, { undelivered: { deadLetters } }: LedgerEventsProps) {
    super(scope, id)
    const { stackName, account } = Stack.of(this)
    this.#bus = new EventBus(this, 'Bus', { eventBusName: stackName })
    // Under the key of AWS, which costs nothing, whoever of this account may publish may encrypt: so the rule publishes by
    // a role. The service itself could not, and would have to be let in for the rules of all accounts.
    const masterKey = Alias.fromAliasName(this, 'Key', 'alias/aws/sns')
    const topic = new Topic(this, 'Topic', { displayName: 'License Ledger', masterKey, enforceSSL: true })
    this.topicArn = topic.topicArn
    // Ours, so that the role can name the rule before there is one.
    const ruleName = `${stackName}-told`
    const ruleArn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${stackName}/${ruleName}`,
    })
    const publish = new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] })
    const role = new Role(this, 'Role', {
      description: 'Lets the rule tell mail and chat',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': ruleArn } },
      }),
      inlinePolicies: { access: new PolicyDocument({ statements: [publish] }) },
    })
    new Rule(this, 'Told', {
      ruleName,
      description: 'Tells mail and chat of alerts and reports.',
      eventBus: this.#bus,
      eventPattern: pattern,
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromObject(message),
          deadLetterQueue: deadLetters,
          role: role.withoutPolicyUpdates(),
        }),
      ],
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
