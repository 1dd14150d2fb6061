import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** The process dies here: no catch of the code under test may treat it as an answer of the database. */
export class Crash extends Error {
  override name = 'Crash'
}

/** What a fault is decided by: the command, with the index that a query asks, and how many were sent before (from 0). */
interface Sent {
  command: string
  count: number
}

interface Fault {
  /** Fails instead of the request: it never reaches the engine. */
  before?: (sent: Sent) => Error | undefined
  /** Fails after the request: it took effect, and its answer is lost. */
  after?: (sent: Sent) => Error | undefined
  /** Replaces what the engine answered. */
  answer?: (sent: Sent, output: Record<string, unknown>) => Record<string, unknown>
}

/** Injects faults behind the SDK's retries, as the network and the service would. @returns takes them out again */
export const injectFaults = (client: DynamoDBClient, fault: Fault): (() => void) => {
  const counts = new Map<string, number>()
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const index = 'IndexName' in args.input && args.input.IndexName ? ` ${args.input.IndexName}` : ''
      const command = `${String(context.commandName).replace('Command', '')}${index}`
      const count = counts.get(command) ?? 0
      counts.set(command, count + 1)
      const refused = fault.before?.({ command, count })
      if (refused) throw refused
      const result = await next(args)
      const lost = fault.after?.({ command, count })
      if (lost) throw lost
      if (fault.answer)
        result.output = Object.assign(result.output, fault.answer({ command, count }, { ...result.output }))
      return result
    },
    { step: 'finalizeRequest', name: 'faults', priority: 'low', override: true },
  )
  return () => client.middlewareStack.remove('faults')
}

const writing = ['TransactWriteItemsCommand', 'PutItemCommand', 'UpdateItemCommand']

/** Lets the process die at each write from one on. @param write from 0 @returns takes it out again */
export const crashFrom = (client: DynamoDBClient, when: 'before' | 'after', write: number): (() => void) => {
  let writes = 0
  const die = ({ command }: Sent) =>
    ['TransactWriteItems', 'PutItem', 'UpdateItem'].includes(command) && writes++ >= write ? new Crash() : undefined
  return injectFaults(client, { [when]: die })
}

/** Lets something else happen just before the first write whose input has this text. @returns takes it out again */
export const interleave = (client: DynamoDBClient, text: string, act: () => Promise<unknown>): (() => void) => {
  let acted = false
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const meets = writing.includes(String(context.commandName)) && JSON.stringify(args.input).includes(text)
      if (meets && !acted) {
        acted = true
        await act()
      }
      return next(args)
    },
    { step: 'initialize', name: 'interleave', override: true },
  )
  return () => client.middlewareStack.remove('interleave')
}

const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, $metadata: {}, $fault: 'client' }, more)

export const throttled = (): Error => named('ProvisionedThroughputExceededException', 'Slow down.')

export const resetByPeer = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
