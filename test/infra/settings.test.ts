import { RootConstruct } from 'constructs'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../infra/constructs/settings.ts'

const read = (context: Record<string, string> = {}, config: Record<string, string> = {}) => {
  const { node } = new RootConstruct()
  for (const [key, value] of Object.entries(context)) node.setContext(key, value)
  return readSettings(node, () => config)
}
const issuer = 'https://issuer.example'
const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:vlsc-AbCdEf'
const token = { vlscTokenUrl: issuer, vlscClientId: 'ledger', vlscSecretArn: secret }

describe('Settings', () => {
  it('are those of a development stage with a user pool by default', () => {
    expect(read()).toMatchObject({
      stage: 'dev',
      tokens: undefined,
      rolesClaim: 'cognito:groups',
      pairLengthRule: 'combined-16',
      reportRetentionDays: 90,
      refreshSchedule: 'cron(0 3 * * ? *)',
      refreshTimeZone: 'UTC',
      staleAfterHours: 36,
      ledgerTimeZone: 'UTC',
    })
  })

  it('are those of the file of the stage, unless the command line says otherwise', () => {
    expect(read({}, { alertDays: '7,1', deviceStaleDays: '30' })).toMatchObject({
      alertDays: [7, 1],
      deviceStaleDays: 30,
    })
    expect(read({ deviceStaleDays: '60' }, { deviceStaleDays: '30' })).toMatchObject({ deviceStaleDays: 60 })
    expect(() => read({}, { deviceStalDays: '30' })).toThrow('deviceStalDays')
  })

  it('of production need a topic for alarms', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:123456789012:alarms'
    expect(() => read({ stage: 'prod' })).toThrow('Production needs alarmTopicArn')
    expect(read({ stage: 'prod' }, { alarmTopicArn })).toMatchObject({ stage: 'prod', alarmTopicArn })
  })

  it('accept an issuer only with an audience', () => {
    expect(read({ issuer, audience: 'api' }).tokens).toEqual({ issuer, audiences: ['api'], client: undefined })
    expect(() => read({ issuer })).toThrow('both issuer and audience')
    expect(() => read({ audience: 'api' })).toThrow('both issuer and audience')
  })

  it('accept the console as a client of an issuer', () => {
    const named = { issuer, audience: 'api', consoleClientId: 'console' }
    const scope = 'openid profile email offline_access'
    expect(read(named).tokens).toMatchObject({ client: { id: 'console', scope, hosts: [] } })
    const more = { consoleScope: 'openid api://ledger/access', consoleHosts: 'sso.example, login.example:8443' }
    expect(read({ ...named, ...more }).tokens).toMatchObject({
      client: { scope: 'openid api://ledger/access', hosts: ['sso.example', 'login.example:8443'] },
    })
    expect(() => read({ consoleClientId: 'console' })).toThrow('consoleClientId needs issuer')
  })

  it('accept a VLSC with or without tokens', () => {
    expect(read({ vlscBaseUrl: 'https://vlsc.example/v1' })).toMatchObject({ vlscBaseUrl: 'https://vlsc.example/v1' })
    expect(read({ vlscBaseUrl: issuer, ...token, vlscScope: 'vlsc' })).toMatchObject({ ...token, vlscScope: 'vlsc' })
  })

  it('accept a restored table with its stream', () => {
    const restored = {
      restoredTable: 'ledger-restored',
      restoredStreamArn:
        'arn:aws:dynamodb:eu-central-1:123456789012:table/ledger-restored/stream/2027-01-31T08:00:00.000',
    }
    expect(read(restored)).toMatchObject(restored)
    expect(() => read({ restoredTable: 'ledger-restored' })).toThrow('both restoredTable and restoredStreamArn')
    expect(() => read({ restoredStreamArn: restored.restoredStreamArn })).toThrow('both restoredTable')
  })

  it.each(['rate(1 hour)', 'rate(12 hours)', 'cron(0/15 3 ? * MON-FRI 2027)', 'off'])(
    'accept the schedule %s',
    (written) => {
      expect(read({ refreshSchedule: written }).refreshSchedule).toBe(written)
    },
  )

  it.each([
    ['a stage that there is not', { stage: 'staging' }],
    ['an issuer without TLS', { issuer: 'http://issuer.example', audience: 'api' }],
    ['a pair length rule that there is not', { pairLengthRule: 'none' }],
    ['an empty claim', { rolesClaim: '' }],
    ['a retention of no days', { reportRetentionDays: '0' }],
    ['an address where a host is asked for', { consoleHosts: 'https://sso.example/' }],
    ['hosts that would add to the content policy', { consoleHosts: "sso.example; script-src 'unsafe-inline'" }],
    ['a scope of nothing', { consoleScope: ' ' }],
    ['a VLSC without TLS', { vlscBaseUrl: 'http://vlsc.example' }],
    ['tokens for VLSC without a secret', { vlscBaseUrl: issuer, vlscTokenUrl: issuer, vlscClientId: 'ledger' }],
    ['a VLSC address that holds a password', { vlscBaseUrl: 'https://me:secret@vlsc.example' }],
    ['tokens for a VLSC that there is not', token],
    ['a scope without tokens', { vlscBaseUrl: issuer, vlscScope: 'vlsc' }],
    ['the name of a secret', { vlscBaseUrl: issuer, ...token, vlscSecretArn: 'vlsc' }],
    ['an ARN of a secret that is cut short', { vlscBaseUrl: issuer, ...token, vlscSecretArn: secret.slice(0, -7) }],
    ['a tenant without an application', { graphTenant: 'contoso.example' }],
    ['a cloud that there is not', { graphCloud: 'mars' }],
    ['a schedule that is none', { refreshSchedule: 'daily' }],
    ['a schedule of no days', { refreshSchedule: 'rate(0 days)' }],
    ['a schedule of five fields', { refreshSchedule: 'cron(0 3 * * ?)' }],
    ['a time zone that there is not', { refreshTimeZone: 'Mars/Olympus' }],
    ['a time zone of the ledger that there is not', { ledgerTimeZone: 'Europe/Atlantis' }],
    ['an answer that is stale at once', { staleAfterHours: '0' }],
    ['the time of a stream', { restoredTable: 'ledger-restored', restoredStreamArn: '2027-01-31T08:00:00.000' }],
    ['a topic that is no ARN', { alarmTopicArn: 'ops@example.com' }],
  ])('refuse %s', (_, context) => {
    expect(() => read(context)).toThrow()
  })
})
