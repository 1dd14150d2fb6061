/**
 * `npm run refresh`: asks the local stack for a refresh of everything, as the schedule does, and follows it. It ends with
 * 0 when every pair got a good answer, with 1 when not, and with 2 when there is no stack.
 */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { Refresh } from '../../lib/refreshes/refresh.ts'
import { answers } from '../local/ports.ts'
import { readStackFile, type Stack } from '../local/stack-file.ts'

const Page = z.object({ items: z.array(Refresh) })
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

const askForOne = async ({ s3Endpoint, refreshQueueUrl }: Stack): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sqs = new SQSClient({ endpoint: s3Endpoint, region: 'us-east-1', credentials })
  const MessageBody = JSON.stringify({ scheduledFor: new Date().toISOString() })
  await sqs.send(new SendMessageCommand({ QueueUrl: refreshQueueUrl, MessageBody }))
  sqs.destroy()
}

/** The newest refreshes of everything. */
const readRuns = async ({ apiUrl, tokens }: Stack): Promise<Refresh[]> => {
  const response = await fetch(`${apiUrl}/refreshes?limit=100`, {
    headers: { authorization: `Bearer ${tokens.reader}` },
  })
  return Page.parse(await response.json()).items.filter(({ scope }) => scope.type === 'all')
}

const isOpen = ({ status }: Refresh): boolean => status === 'queued' || status === 'running'

/** The run that is under way, or the one that begins with our message. */
const findRun = async (stack: Stack, known: ReadonlySet<string>): Promise<string | undefined> => {
  for (let waited = 0; waited < patience; waited += interval) {
    const run = (await readRuns(stack)).find((each) => isOpen(each) || !known.has(each.id))
    if (run) return run.id
    await sleep(interval)
  }
  return undefined
}

const follow = async (stack: Stack, id: string): Promise<Refresh | undefined> => {
  let told = ''
  while (true) {
    const run = (await readRuns(stack)).find((each) => each.id === id)
    if (!run || !isOpen(run)) return run
    const line = `${run.status}: ${run.progress.done} of ${run.progress.total} pairs`
    if (line !== told) say(line)
    told = line
    await sleep(interval)
  }
}

const stack = await findStack()
if (stack) {
  const known = new Set((await readRuns(stack)).filter((run) => !isOpen(run)).map(({ id }) => id))
  await askForOne(stack)
  const id = await findRun(stack, known)
  const run = id === undefined ? undefined : await follow(stack, id)
  if (run) {
    const { pairs, valid, expired, notFound, failed } = run.counts
    say(
      `${run.status}: ${pairs} pairs, ${valid} valid, ${expired} expired, ${notFound} not found, ${failed} without a good answer.`,
    )
    if (run.error) say(`${run.error.code}: ${run.error.message}`)
  } else say('The refresh does not begin: see what npm start prints.')
  process.exitCode = run?.status === 'completed' ? 0 : 1
} else process.exitCode = 2
