import { describe, expect, it } from 'vitest'
import { found, show, synthesize } from './synthesize.ts'

const { template } = synthesize()
const topics = found(template, 'AWS::SNS::Topic')
const rules = Object.values(found(template, 'AWS::Events::Rule'))
const onBus = rules.filter(({ EventBusName }) => EventBusName !== undefined)

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

  it('are encrypted in the topic, with the key of AWS, which costs nothing and needs no policy', () => {
    expect(Object.keys(topics)).toEqual(['EventsTopic'])
    expect(show(topics.EventsTopic?.KmsMasterKeyId)).toMatch(/:alias\/aws\/sns$/)
    template.resourceCountIs('AWS::KMS::Key', 0)
  })

  it('reach the topic over TLS only, by a role that only the rule of this account may take', () => {
    const [policy] = Object.values(found(template, 'AWS::SNS::TopicPolicy'))
    expect(policy?.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ])
    expect(show(onBus[0]?.Targets[0].RoleArn)).toBe('EventsRole')
    const { EventsRole: role } = found(template, 'AWS::IAM::Role')
    const [trusted] = role?.AssumeRolePolicyDocument.Statement ?? []
    expect(trusted.Principal).toEqual({ Service: 'events.amazonaws.com' })
    expect(show(trusted.Condition.StringEquals['aws:SourceAccount'])).toBe('AWS::AccountId')
    expect(show(trusted.Condition.ArnEquals['aws:SourceArn'])).toMatch(
      new RegExp(`:AWS::AccountId:rule/license-ledger-dev/${onBus[0]?.Name}$`),
    )
    expect(
      role?.Policies.flatMap(
        ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement,
      ),
    ).toEqual([{ Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: expect.stringMatching(/^EventsTopic/) } }])
  })
})

describe('Report schedules', () => {
  it('create no resource at run time', () => {
    const types = Object.values(template.toJSON().Resources).map((resource) => (resource as { Type: string }).Type)
    expect(types.filter((type) => type === 'AWS::Scheduler::Schedule')).toHaveLength(1)
    const rights = JSON.stringify(found(template, 'AWS::IAM::Role'))
    for (const action of ['scheduler:', 'events:PutRule', 'events:PutTargets']) expect(rights).not.toContain(action)
  })
})
