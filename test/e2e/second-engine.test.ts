import { afterEach, expect, it } from 'vitest'
import {
  endProcessesOf,
  eventually,
  type LocalStack,
  listeningAddresses,
  newDirectory,
  processesOf,
  startStack,
} from '../support/local-stack.ts'

const loopback = '0100007F'
const variables = { DYNAMODB_ENGINE: 'dynamodb-local' }
const directory = newDirectory()
afterEach(() => endProcessesOf(directory))

const groups = ({ apiUrl, tokens }: LocalStack, init: RequestInit = {}) =>
  fetch(`${apiUrl}/groups`, {
    ...init,
    headers: { authorization: `Bearer ${tokens.manager}`, 'content-type': 'application/json' },
  })

it('a stack on DynamoDB Local listens on 127.0.0.1 only, too, and keeps its data when it is killed', async () => {
  const first = await startStack(directory, variables)
  expect(new Set(listeningAddresses(processesOf(directory)))).toEqual(new Set([loopback]))
  expect((await groups(first, { method: 'POST', body: '{"name":"Kept"}' })).status).toBe(201)
  await first.kill()
  await eventually(() => (processesOf(directory).length === 0 ? true : undefined))

  const second = await startStack(directory, variables)
  expect(await (await groups(second)).text()).toContain('"Kept"')
  expect(await second.stop()).toBe(0)
})
