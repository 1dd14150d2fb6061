import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startSecrets } from '../../../../infra/local/secrets.ts'
import { noToken } from '../../../../lib/entitlements/vlsc/access-token.ts'
import { secretReader } from '../../../../lib/foundation/secret.ts'

const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}`

describe("The client's secret in Secrets Manager", () => {
  let secrets: Awaited<ReturnType<typeof startSecrets>>
  let client: SecretsManagerClient
  beforeAll(async () => {
    secrets = await startSecrets({
      port: 0,
      secrets: {
        [arn('plain')]: 'a "secret" ~é',
        [arn('file')]: 'from a file\n',
        [arn('digits')]: '12345',
        [arn('json')]: '{"clientSecret": "of JSON", "clientId": "x"}',
        [arn('other-json')]: '{"password": "of JSON"}',
        [arn('list')]: '["of JSON"]',
        [arn('wrapped-nothing')]: '{"clientSecret": ""}',
        [arn('empty')]: ' ',
      },
    })
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', secrets.endpoint)
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    client = new SecretsManagerClient()
  })
  afterAll(async () => {
    client.destroy()
    vi.unstubAllEnvs()
    await secrets.stop()
  })

  it.each([
    ['plain', 'a "secret" ~é'],
    ['file', 'from a file'],
    ['digits', '12345'],
    ['json', 'of JSON'],
  ])('may be a text or a field of JSON: %s', async (name, secret) => {
    expect(await secretReader(arn(name), 'clientSecret', noToken)()).toBe(secret)
  })

  it.each(['other-json', 'list', 'wrapped-nothing', 'empty'])('cannot be %s', async (name) => {
    const reading = secretReader(arn(name), 'clientSecret', noToken, client)()
    await expect(reading).rejects.toMatchObject({ name: 'VlscFailure', code: 'token' })
    await expect(reading).rejects.not.toThrow('of JSON')
  })

  it('may be missing, which is an error of AWS', async () => {
    await expect(secretReader(arn('gone'), 'clientSecret', noToken, client)()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('The local Secrets Manager', () => {
  it('knows nothing but GetSecretValue', async () => {
    const { endpoint, stop } = await startSecrets({ port: 0, secrets: { a: 'b' } })
    const ask = async (target: string, body: string) => {
      const response = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body })
      return [response.status, await response.json()]
    }
    expect(await ask('secretsmanager.ListSecrets', '{}')).toMatchObject([400, { __type: 'UnknownOperationException' }])
    expect(await ask('secretsmanager.GetSecretValue', '{')).toMatchObject([400, { __type: 'InvalidRequestException' }])
    expect(await ask('secretsmanager.GetSecretValue', '{"SecretId":"a"}')).toMatchObject([200, { SecretString: 'b' }])
    await stop()
  })
})
