/**
 * `npm run refresh`: asks the local stack for a refresh of everything, as the schedule does, and follows it; one that is
 * under way already is followed instead. It ends with 0 when every pair got a good answer, with 1 when not, and with 2
 * when there is no stack or it does not answer.
 */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { Refresh } from '../../lib/entitlements/refreshes/refresh.ts'
import { answers } from '../local/ports.ts'
import { readStackFile, type Stack } from '../local/stack-file.ts'

const Page = z.object({ items: z.array(Refresh), cursor: z.string().optional() })
/** Milliseconds between two looks, and until the run has to be there. */
const interval = 250
const patience = 30_000

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const findStack = async (): Promise<Stack | undefined> => {
  const directory = resolve(process.env.LOCAL_DIR || fileURLToPath(new URL('../../.local', import.meta.url)))
  const stack = readStackFile(directory)
  if (stack && (await answers(Number(new URL(stack.apiUrl).port)))) return stack
  say(`No local stack serves from ${directory}. Start it (npm start), or name its directory (LOCAL_DIR).`)
  return undefined
}

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
    const run = page.items.find((each) => each.scope.type === 'all' && isWanted(each))
    if (run) return run
    cursor = page.cursor
  } while (cursor !== undefined)
  return undefined
}

/** Asks for a run, and waits until there is one. @param at ISO 8601 UTC */
const begin = async (stack: Stack, at: string): Promise<Refresh> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sqs = new SQSClient({ endpoint: stack.s3Endpoint, region: 'us-east-1', credentials })
  const MessageBody = JSON.stringify({ scheduledFor: at })
  await sqs.send(new SendMessageCommand({ QueueUrl: stack.refreshQueueUrl, MessageBody }))
  sqs.destroy()
  for (let waited = 0; waited < patience; waited += interval) {
    const run = await find(stack, ({ createdAt }) => createdAt >= at)
    if (run) return run
    await sleep(interval)
  }
  throw new Error('The refresh does not begin: see what npm start prints.')
}

const follow = async (stack: Stack, id: string): Promise<Refresh> => {
  let told = ''
  while (true) {
    const run = await get(stack, `/refreshes/${id}`, Refresh)
    if (!isOpen(run)) return run
    const line = `${run.status}: ${run.progress.done} of ${run.progress.total} pairs`
    if (line !== told) say(line)
    told = line
    await sleep(interval)
  }
}

/** @returns the exit code */
const refresh = async (stack: Stack): Promise<number> => {
  const at = new Date().toISOString()
  const open = await find(stack, isOpen)
  if (open) say(`A refresh is under way since ${open.startedAt}.`)
  const run = await follow(stack, (open ?? (await begin(stack, at))).id)
  const { pairs, valid, expired, notFound, failed } = run.counts
  say(
    `${run.status}: ${pairs} pairs, ${valid} valid, ${expired} expired, ${notFound} not found, ${failed} without a good answer.`,
  )
  if (run.error) say(`${run.error.code}: ${run.error.message}`)
  return run.status === 'completed' ? 0 : 1
}

try {
  const stack = await findStack()
  process.exitCode = stack ? await refresh(stack) : 2
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
