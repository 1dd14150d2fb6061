import { writeFileSync } from 'node:fs'
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it, vi } from 'vitest'
import { startGraphSimulator } from '../../infra/local/graph/simulator.ts'
import { freePort } from '../../infra/local/ports.ts'
import { localClient, readStackFile, type Stack } from '../../infra/local/stack-file.ts'
import { diagnose } from '../../infra/operations/diagnose.ts'
import { eventually, newDirectory, sharedStack } from '../support/local-stack.ts'

const { stack, call, drop, run } = sharedStack()

const variablesOf = (variables: Record<string, string>) => ({
  LOCAL_DIR: stack.directory,
  VLSC_BASE_URL: '',
  ...variables,
})

/** Runs `npm run doctor`, by default on the local stack. */
const runDoctor = (variables: Record<string, string> = {}, options = ['--local']) =>
  run('operations/doctor', options, variablesOf(variables))

/** The same, without a program of its own. */
const doctor = async (variables: Record<string, string> = {}, options = ['--local']) => {
  for (const [name, value] of Object.entries(variablesOf(variables))) vi.stubEnv(name, value)
  try {
    return await diagnose(options)
  } finally {
    vi.unstubAllEnvs()
  }
}

/** A directory whose stack.json says otherwise than it is. */
const misled = (wrong: Partial<Stack>): { LOCAL_DIR: string } => {
  const directory = newDirectory()
  writeFileSync(`${directory}/stack.json`, JSON.stringify({ ...readStackFile(stack.directory), ...wrong }))
  return { LOCAL_DIR: directory }
}

const wrongLines = (output: string): string[] => output.split('\n').filter((line) => line.startsWith('WRONG'))

describe('The doctor', () => {
  it('finds nothing wrong with a local stack, and passes nothing that an emulator cannot answer', async () => {
    const { code, output } = await runDoctor()
    expect(wrongLines(output)).toEqual([])
    expect(code).toBe(0)
    expect(output).toMatch(/^not checked +Graph .*has not been read yet/m)
    for (const subject of ['table', 'bucket', 'queues', 'snapshot', 'issuer', 'API', 'console', 'VLSC'])
      expect(output).toMatch(new RegExp(`^ok +${subject} `, 'm'))
    for (const queue of ['imports', 'work'])
      expect(output).toMatch(new RegExp(`^ok +queues +${queue} has given nothing up`, 'm'))
    expect(output).toContain(`${stack.vlscUrl} can be reached`)
    const notChecked = output.split('\n').filter((line) => line.startsWith('not checked'))
    for (const why of ['AWS account', 'point-in-time', 'deletion', 'public access', 'not S3'])
      expect(notChecked).toContainEqual(expect.stringContaining(why))
  })

  it('looks at the local stack by default when one runs', async () => {
    expect(await doctor({}, [])).toMatchObject({ code: 0 })
  })

  it.each([
    ['a table that is not there', () => ({ tableName: 'gone' }), 'There is no table gone'],
    ['a bucket that is not there', () => ({ bucket: 'gone' }), 'There is no bucket gone'],
  ])('finds %s', async (_, wrong, says) => {
    const { code, output } = await doctor(misled(wrong()))
    expect(code).toBe(1)
    expect(wrongLines(output)).toEqual([expect.stringContaining(says)])
    expect(output).toContain('To do: ')
  })

  it('finds an issuer that has stopped, and one with another name', async () => {
    const stopped = await doctor(misled({ issuerUrl: `http://127.0.0.1:${await freePort(0)}` }))
    expect(stopped.code).toBe(1)
    expect(wrongLines(stopped.output)).toEqual([expect.stringContaining('no token can be verified')])
    const renamed = await doctor(misled({ issuerUrl: stack.issuerUrl.replace('127.0.0.1', 'localhost') }))
    expect(renamed.code).toBe(1)
    expect(wrongLines(renamed.output)).toEqual([expect.stringContaining('calls itself')])
  })

  it('finds an API, a table engine and an S3 that have stopped', async () => {
    const closed = `http://127.0.0.1:${await freePort(0)}`
    const { code, output } = await doctor(misled({ apiUrl: closed, dynamodbEndpoint: closed }))
    expect(code).toBe(1)
    expect(wrongLines(output).map((line) => line.split(/ +/)[1])).toEqual([
      'table',
      'snapshot',
      'API',
      'console',
      'Graph',
    ])
    expect(output).toContain('ECONNREFUSED')
    expect((await doctor(misled({ s3Endpoint: closed }))).code).toBe(1)
  })

  it.each(['imports', 'work'])(
    'finds a message that %s gave up, and finds nothing wrong once it is gone',
    async (queue) => {
      const sqs = new SQSClient({ ...localClient, endpoint: stack.s3Endpoint })
      const deadLetters = { QueueUrl: `${stack.s3Endpoint}/000000000000/${queue}-dlq` }
      await sqs.send(new SendMessageCommand({ ...deadLetters, MessageBody: '{}' }))
      const { code, output } = await doctor()
      expect(code).toBe(1)
      expect(wrongLines(output)).toEqual([expect.stringContaining(`${queue} has given 1 message(s) up`)])
      expect(output).toContain('docs/operations.md#dead-letters')
      await sqs.send(new PurgeQueueCommand(deadLetters))
      expect((await doctor()).code).toBe(0)
    },
  )

  it('finds a VLSC address that is not https, or that does not answer', async () => {
    const insecure = await doctor({ VLSC_BASE_URL: 'http://vlsc.example' })
    expect(insecure.code).toBe(1)
    expect(wrongLines(insecure.output)).toEqual([expect.stringContaining('must begin with https://')])
    const silent = await doctor({ VLSC_BASE_URL: `http://127.0.0.1:${await freePort(0)}` })
    expect(wrongLines(silent.output)).toEqual([expect.stringContaining('cannot be reached')])
    expect((await doctor({ VLSC_BASE_URL: stack.apiUrl })).output).toMatch(/^ok +VLSC /m)
  })

  it('explains its usage when there is nothing to look at, and says when no stack runs', async () => {
    const nowhere = { LOCAL_DIR: '/nowhere' }
    expect(await doctor(nowhere, [])).toMatchObject({ code: 1, output: expect.stringContaining('--stage dev|prod') })
    expect(await doctor(nowhere)).toMatchObject({ code: 1, output: expect.stringContaining('No local stack') })
    expect(await runDoctor({}, ['--stage', 'staging'])).toMatchObject({ code: 1 })
  })
})

describe('The log of a local stack', () => {
  const secrets = ['Secret agreement', 'Secret group', 'Imported name', 'V0000001', 'L0000001', 'V0000002', 'L0000002']

  /** The lines that functions have logged. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any line
  const logged = (): any[] =>
    stack
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"level"'))
      .map((line) => JSON.parse(line))

  it('has a line for a request and for an import, without names, numbers or tokens', async () => {
    const token = stack.tokens.manager
    const created = await fetch(`${stack.apiUrl}/agreements`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'volume',
        name: 'Secret agreement',
        group: { name: 'Secret group' },
        pairs: [{ agreementNumber: 'V0000001', licenseNumber: 'L0000001' }],
      }),
    })
    expect(created.status).toBe(201)
    const file = 'V0000002,L0000002,Imported name\nV0000001,L0000001,Imported name\n'
    await drop('imports/agreements/Secret group/file.csv', file, { 'on-error': 'skip' })
    const ended = await eventually(() => logged().find(({ message }) => message === 'import ended'))
    expect(ended).toMatchObject({ status: 'completed', counts: { rows: 2, created: 1, rejected: 1 } })

    const requestId = created.headers.get('apigw-requestid')
    const request = logged().find((line) => line.requestId === requestId)
    expect(request).toMatchObject({ message: 'request', route: 'POST /agreements', status: 201 })
    const lines = JSON.stringify(logged())
    for (const secret of [...secrets, 'file.csv', token]) expect(lines).not.toContain(secret)
  })
})

/** Runs the connector to its end. */
const readGraph = async () => {
  const { body } = await call('POST', '/connectors/graph/runs')
  return eventually(async () => {
    const { body: run } = await call('GET', `/connectors/graph/runs/${body.id}`)
    return run.finishedAt === undefined ? undefined : run
  })
}
const grant = (url: string, permissions: string[]) =>
  fetch(`${url}/simulator/permissions`, { method: 'PUT', body: JSON.stringify(permissions) })

describe('Microsoft Graph on the local stack', () => {
  it('is read, and the doctor names a permission that is missing', async () => {
    expect(await readGraph()).toMatchObject({ status: 'completed', errors: [] })
    expect((await doctor()).output).toMatch(/^ok +Graph /m)
    await eventually(async () => {
      const { body } = await call('GET', '/entitlements?source=subscriptions')
      return body.items.length > 0 ? true : undefined
    })
    await eventually(async () => {
      const { body } = await call('GET', '/overview')
      return body.managedDevices?.reported > 0 ? true : undefined
    })
    await grant(stack.graphUrl, [
      ...['LicenseAssignment.Read.All', 'Organization.Read.All'],
      'DeviceManagementManagedDevices.Read.All',
    ])
    await fetch(`${stack.graphUrl}/simulator/faults`, {
      method: 'PUT',
      body: JSON.stringify({ call: 'skus', fault: 'unauthorized', count: 1 }),
    })
    expect(await readGraph()).toMatchObject({ status: 'partial' })
    const { code, output } = await doctor()
    expect(code).toBe(1)
    expect(wrongLines(output)).toEqual([expect.stringContaining('needs User.Read.All')])
  })
})

describe('graph:check', () => {
  const options = ['--tenant', 'contoso.example', '--client-id', 'license-ledger']

  it('names the permission that is missing, and what is wrong with the sign-in', async () => {
    const simulator = await startGraphSimulator({ port: 0 })
    const { url, secret } = simulator
    const check = (credential = secret) =>
      run('operations/graph-check', options, { GRAPH_LOGIN_URL: url, GRAPH_URL: url, GRAPH_CLIENT_SECRET: credential })
    expect(await check()).toMatchObject({ code: 0, output: expect.stringContaining('may read all that it asks for') })
    simulator.tokens.grant([
      ...['LicenseAssignment.Read.All', 'Organization.Read.All'],
      'DeviceManagementManagedDevices.Read.All',
    ])
    const { code, output } = await check()
    expect(code).toBe(1)
    expect(output).toMatch(/^refused +users .*needs User\.Read\.All/m)
    expect(await check('wrong')).toMatchObject({ code: 1, output: expect.stringContaining('AADSTS7000215') })
    await simulator.stop()
  })
})
