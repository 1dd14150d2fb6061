import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changesOf, readConfig } from '../../infra/config.ts'
import { parseSettings } from '../../infra/constructs/settings.ts'

describe('The file of a stage', () => {
  const directory = mkdtempSync(`${tmpdir()}/license-ledger-config-`)
  const folder = pathToFileURL(`${directory}/`)
  afterAll(() => rmSync(directory, { recursive: true }))
  const write = (text: string) => writeFileSync(`${directory}/dev.json`, text)

  it('holds settings as context does, numbers and lists too', () => {
    write(
      '{"issuer": "https://issuer.example", "deviceStaleDays": 30, "alertDays": [7, 1], "alertNoEntitlement": true}',
    )
    expect(readConfig('dev', folder)).toEqual({
      issuer: 'https://issuer.example',
      deviceStaleDays: '30',
      alertDays: '7,1',
      alertNoEntitlement: 'true',
    })
  })

  it('need not be there', () => {
    expect(readConfig('prod', folder)).toEqual({})
  })

  it.each(['{', '[]', 'null'])('is named when it is %s', (text) => {
    write(text)
    expect(() => readConfig('dev', folder)).toThrow('config/dev.json cannot be read.')
  })
})

describe('Changes of a deployment', () => {
  const pool = { Issuer: 'https://cognito-idp.example/pool', Audience: 'client', UserPoolId: 'pool' }
  const tokens = { issuer: 'https://issuer.example', audience: 'api' }

  it('are none when the settings say what is deployed', () => {
    expect(changesOf(pool, parseSettings({}))).toEqual([])
    const deployed = { Issuer: tokens.issuer, Audience: 'api', VlscBaseUrl: 'https://vlsc.example' }
    expect(changesOf(deployed, parseSettings({ ...tokens, vlscBaseUrl: 'https://vlsc.example' }))).toEqual([])
  })

  it('are another issuer or audience, another table, and another VLSC', () => {
    expect(changesOf(pool, parseSettings(tokens))).toEqual([
      { of: 'issuer', from: 'a user pool of its own', to: 'https://issuer.example for api' },
    ])
    const deployed = {
      Issuer: tokens.issuer,
      Audience: 'other',
      VlscBaseUrl: 'https://vlsc.example',
      RestoredTable: 'old',
    }
    expect(changesOf(deployed, parseSettings(tokens)).map(({ of }) => of)).toEqual(['issuer', 'table', 'VLSC'])
  })
})

describe('npm run deploy', () => {
  const outputs = { Issuer: 'https://issuer.example', Audience: 'api', TableName: 'table' }
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  )
  const cloudFormation = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' })
    response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    )
  })
  beforeAll(() => new Promise<void>((resolve) => void cloudFormation.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void cloudFormation.close())

  const deploy = (...args: string[]) =>
    new Promise<{ code: number; said: string }>((resolve) => {
      const { port } = cloudFormation.address() as AddressInfo
      const env = {
        PATH: process.env.PATH,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
      }
      execFile(process.execPath, ['infra/deploy.ts', ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
      )
    })

  it('stops when it would change who signs in, and says how to go on', async () => {
    const { code, said } = await deploy('--stage', 'dev')
    expect(code, said).toBe(1)
    expect(said).toContain('issuer: https://issuer.example for api -> a user pool of its own')
    expect(said).toContain('Nothing was deployed. If you mean it: --change issuer')
  })

  it('says how it is used', async () => {
    for (const args of [[], ['--stage', 'dev', '--change', 'name'], ['--stge', 'dev']]) {
      const { code, said } = await deploy(...args)
      expect(code, said).toBe(2)
      expect(said).toContain('npm run deploy -- --stage dev|prod')
    }
  })
})
