/**
 * `npm run refresh`: asks the local stack for a refresh of everything, as the schedule does, and follows it; when one is
 * under way already, it follows that. It ends with 0 when every pair got a good answer, with 1 when not, and with 2 when
 * no stack serves or answers.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { WorkMessage } from '../../functions/wiring/messages.ts'
import { Refresh } from '../../lib/entitlements/refreshes/refresh.ts'
import { run, say } from '../program.ts'
import { localClient, needStack, type Stack } from './stack-file.ts'

const Page = z.object({ items: z.array(Refresh), cursor: z.string().optional() })
/** Milliseconds between two looks, and until the run has to be there. */
const interval = 250
const patience = 30_000

const get = async <T>({ apiUrl, tokens }: Stack, path: string, schema: z.ZodType<T>): Promise<T> => {
  const response = await fetch(apiUrl + path, { headers: { authorization: `Bearer ${tokens.reader}` } })
  if (!response.ok) throw new Error(`GET ${path} is answered with ${response.status}.`)
  return schema.parse(await response.json())
}

const isOpen = ({ status }: Refresh): boolean => status === 'queued' || status === 'running'

/** The newest refresh of everything that is as wanted. */
const find = async (stack: Stack, isWanted: (run: Refresh) => boolean): Promise<Refresh | undefined> => {
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== undefined && { cursor }) })
    const page = await get(stack, `/refreshes?${query}`, Page)
    const wanted = page.items.find((each) => each.scope.type === 'all' && isWanted(each))
    if (wanted) return wanted
    cursor = page.cursor
  } while (cursor !== undefined)
  return undefined
}

/** Asks for a run, and waits until there is one. */
const begin = async (stack: Stack): Promise<Refresh> => {
  const at = new Date().toISOString()
  const sqs = new SQSClient({ ...localClient, endpoint: stack.s3Endpoint })
  const message: WorkMessage = { kind: 'scheduled-refresh', id: at }
  await sqs.send(new SendMessageCommand({ QueueUrl: stack.workQueueUrl, MessageBody: JSON.stringify(message) }))
  sqs.destroy()
  for (let waited = 0; waited < patience; waited += interval) {
    const begun = await find(stack, ({ createdAt }) => createdAt >= at)
    if (begun) return begun
    await sleep(interval)
  }
  throw new Error('The refresh does not begin: see what npm start prints.')
}

const follow = async (stack: Stack, id: string): Promise<Refresh> => {
  let told = ''
  while (true) {
    const now = await get(stack, `/refreshes/${id}`, Refresh)
    if (!isOpen(now)) return now
    const line = `${now.status}: ${now.progress.done} of ${now.progress.total} pairs`
    if (line !== told) say(line)
    told = line
    await sleep(interval)
  }
}

await run('npm run refresh', async () => {
  const stack = needStack()
  const open = await find(stack, isOpen)
  if (open) say(`A refresh has been under way since ${open.startedAt}.`)
  const { status, counts, error } = await follow(stack, (open ?? (await begin(stack))).id)
  const answers = `${counts.valid} valid, ${counts.expired} expired, ${counts.notFound} not found`
  say(`${status}: ${counts.pairs} pairs, ${answers}, ${counts.failed} without a good answer.`)
  if (error) say(`${error.code}: ${error.message}`)
  return status === 'completed' ? 0 : 1
})
