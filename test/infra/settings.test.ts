import { RootConstruct } from 'constructs'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../infra/constructs/settings.ts'

const read = (context: Record<string, string> = {}) => {
  const { node } = new RootConstruct()
  for (const [key, value] of Object.entries(context)) node.setContext(key, value)
  return readSettings(node)
}
const issuer = 'https://issuer.example'

describe('Settings', () => {
  it('are those of development with a user pool when none are given', () => {
    expect(read()).toMatchObject({
      stage: 'dev',
      tokens: undefined,
      rolesClaim: 'cognito:groups',
      pairLengthRule: 'combined-16',
      reportRetentionDays: 90,
    })
  })

  it('take issuer and audience together', () => {
    expect(read({ issuer, audience: 'api' }).tokens).toEqual({ issuer, audience: 'api' })
    expect(() => read({ issuer })).toThrow('both issuer and audience')
    expect(() => read({ audience: 'api' })).toThrow('both issuer and audience')
  })

  it.each([
    ['a stage that there is not', { stage: 'staging' }],
    ['an issuer without TLS', { issuer: 'http://issuer.example', audience: 'api' }],
    ['a pair length rule that there is not', { pairLengthRule: 'none' }],
    ['an empty claim', { rolesClaim: '' }],
    ['a retention of no days', { reportRetentionDays: '0' }],
    ['a VLSC without TLS', { vlscBaseUrl: 'http://vlsc.example' }],
    ['tokens for VLSC without a secret', { vlscBaseUrl: issuer, vlscTokenUrl: issuer, vlscClientId: 'ledger' }],
    ['a schedule that is none', { refreshSchedule: 'daily' }],
    ['a time zone that there is not', { refreshTimeZone: 'Mars/Olympus' }],
    ['an answer that is stale at once', { staleAfterHours: '0' }],
    ['a topic that is no ARN', { alarmTopicArn: 'ops@example.com' }],
  ])('refuse %s', (_, context) => {
    expect(() => read(context)).toThrow()
  })
})
