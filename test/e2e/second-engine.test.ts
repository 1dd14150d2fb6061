import { expect, it } from 'vitest'
import {
  clientOfStack,
  eventually,
  listeningAddresses,
  newDirectory,
  processesOf,
  startStack,
} from '../support/local-stack.ts'

const loopback = '0100007F'
const variables = { DYNAMODB_ENGINE: 'dynamodb-local' }

it('A stack on DynamoDB Local listens on 127.0.0.1 only, and keeps its data when it is killed', async () => {
  const directory = newDirectory()
  const first = await startStack(directory, variables)
  expect(new Set(listeningAddresses(processesOf(directory)))).toEqual(new Set([loopback]))
  expect((await clientOfStack(first).call('POST', '/groups', { name: 'Kept' })).status).toBe(201)
  await first.kill()
  await eventually(() => (processesOf(directory).length === 0 ? true : undefined))

  const second = await startStack(directory, variables)
  const { items } = (await clientOfStack(second).call('GET', '/groups')).body
  expect(items).toContainEqual(expect.objectContaining({ name: 'Kept' }))
  expect(await second.stop()).toBe(0)
})
