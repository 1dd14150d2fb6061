import { describe, expect, it } from 'vitest'
import { tickWork } from '../../functions/wiring/standing-work.ts'
import { found, show, synthesize } from './synthesize.ts'

const { template } = synthesize()
const topics = found(template, 'AWS::SNS::Topic')
const rules = Object.values(found(template, 'AWS::Events::Rule'))
const onBus = rules.filter(({ EventBusName }) => EventBusName !== undefined)

interface Statement {
  Effect: string
  Action: string | string[]
  Principal?: { Service?: string }
  Condition?: Record<string, unknown>
}

describe('Events of the ledger', () => {
  it('have a bus of their own, named after the stack', () => {
    expect(Object.values(found(template, 'AWS::Events::EventBus'))).toEqual([
      expect.objectContaining({ Name: 'license-ledger-dev' }),
    ])
  })

  it('reach a topic in words for people, except those that yield to others', () => {
    expect(onBus).toHaveLength(1)
    expect(onBus[0]).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['license-ledger'],
        detail: { reason: [{ exists: false }, { 'anything-but': ['replaced'] }] },
      },
    })
    const [target] = onBus[0]?.Targets ?? []
    expect(show(target.Arn)).toBe('EventsTopic')
    expect(show(target.DeadLetterConfig.Arn)).toBe('WorkQueueDeadLetters')
    const { InputPathsMap: paths, InputTemplate: text } = target.InputTransformer
    expect(Object.values(paths).sort()).toEqual([
      '$.detail-type',
      '$.detail.id',
      '$.detail.message',
      '$.detail.title',
      '$.detail.url',
    ])
    // A placeholder in quotes would take a quote in a name for the end of the text.
    expect(text).not.toMatch(/"<[^>]+>"/)
  })

  it('are encrypted in the topic, with a key that only the account and EventBridge may use', () => {
    expect(Object.keys(topics)).toEqual(['EventsTopic'])
    expect(show(topics.EventsTopic?.KmsMasterKeyId)).toBe('EventsKey')
    const { EventsKey: key } = found(template, 'AWS::KMS::Key')
    expect(key?.EnableKeyRotation).toBe(true)
    const services = key?.KeyPolicy.Statement.flatMap(({ Principal }: Statement) => Principal?.Service ?? [])
    expect(new Set(services)).toEqual(new Set(['events.amazonaws.com']))
  })

  it('reach the topic from EventBridge only, and over TLS only', () => {
    const [policy] = Object.values(found(template, 'AWS::SNS::TopicPolicy'))
    const statements: Statement[] = policy?.PolicyDocument.Statement
    const denied = statements.filter(({ Effect }) => Effect === 'Deny')
    expect(denied).toEqual([expect.objectContaining({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })])
    const publishers = statements.filter(({ Effect }) => Effect === 'Allow')
    expect(publishers).toEqual([
      expect.objectContaining({ Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } }),
    ])
  })
})

describe('The tick', () => {
  it('asks every five minutes for due reports and for alerts, and may do nothing else', () => {
    const tick = rules.find(({ ScheduleExpression }) => ScheduleExpression === 'rate(5 minutes)')
    expect(tick?.Targets.map(({ Input }: { Input: string }) => JSON.parse(Input))).toEqual(
      tickWork.map((workId) => ({ workId })),
    )
    expect(tickWork).toEqual(['run-schedules', 'find-alerts'])
    for (const { Arn, DeadLetterConfig } of tick?.Targets ?? []) {
      expect(show(Arn)).toBe('WorkQueue')
      expect(show(DeadLetterConfig.Arn)).toBe('WorkQueueDeadLetters')
    }
  })

  it('creates no resource at run time', () => {
    const types = Object.values(template.toJSON().Resources).map((resource) => (resource as { Type: string }).Type)
    expect(types.filter((type) => type === 'AWS::Scheduler::Schedule')).toHaveLength(1)
    const rights = JSON.stringify(found(template, 'AWS::IAM::Role'))
    for (const action of ['scheduler:', 'events:PutRule', 'events:PutTargets']) expect(rights).not.toContain(action)
  })
})
