import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { localClient, type Stack } from '../../infra/local/stack-file.ts'
import { runProgram } from './run-program.ts'
import { type LocalStack, makeDirectory, root, startStack as start } from './start-stack.ts'

export { runProgram } from './run-program.ts'
export { type LocalStack, makeDirectory, root, runStack } from './start-stack.ts'

/** Variables of a stack whose VLSC nobody answers for: looking thousands of pairs up would only take its time. */
export const withoutVlsc = { VLSC_BASE_URL: 'http://127.0.0.1:9' }

/** Ends what is left of a stack, and removes its data. */
const removeStack = (directory: string): void => {
  endProcessesOf(directory)
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
}

/** A directory for a stack of one test. Nothing is left of either when the test has ended. */
export const newDirectory = (): string => {
  const directory = makeDirectory()
  onTestFinished(() => removeStack(directory))
  return directory
}

/**
 * Starts a stack and waits until it serves.
 * @param directory where it keeps its data; a new one for this test by default
 * @throws Error with what it printed when it ends or does not serve in time
 */
export const startStack = (directory = newDirectory(), variables: Record<string, string> = {}): Promise<LocalStack> =>
  start(directory, variables)

interface Call {
  role?: keyof Stack['tokens']
  headers?: Record<string, string>
}

interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any
}

/**
 * The stack of a file of tests. It starts before them, and nothing of it is left after them.
 * @param variables of its environment
 */
export const sharedStack = (variables: Record<string, string> = {}) => {
  const stack = {} as LocalStack
  const directory = makeDirectory()
  const restart = async () => void Object.assign(stack, await start(directory, variables))
  beforeAll(restart)
  afterAll(async () => {
    await stack.stop()
    removeStack(directory)
  })
  return { stack, restart, ...clientOfStack(stack) }
}

/** What tests do with a stack. */
export const clientOfStack = (stack: LocalStack) => ({
  /** Calls the API as a manager, unless another role is named. */
  call: async (method: string, path: string, body?: unknown, { role, headers }: Call = {}): Promise<Answer> => {
    const response = await fetch(stack.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${stack.tokens[role ?? 'manager']}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  },

  /** Puts an object into the bucket. */
  drop: (Key: string, Body: string | Uint8Array, Metadata: Record<string, string> = {}) =>
    new S3Client({ ...localClient, endpoint: stack.s3Endpoint, forcePathStyle: true }).send(
      new PutObjectCommand({ Bucket: stack.bucket, Key, Body, Metadata }),
    ),

  /** Runs one of our programs on the stack, such as `operations/verify`. */
  run: (name: string, options: readonly string[] = [], variables: Record<string, string> = {}) =>
    runProgram(process.execPath, [`${root}/infra/${name}.ts`, ...options], {
      LOCAL_DIR: stack.directory,
      ...variables,
    }),
})

/**
 * Milliseconds within which all that was begun should be seen. Runs are paced: where a busy machine takes a second for
 * one, the next one of its stage may come twenty seconds later.
 */
const patience = 200_000

/** Waits until `look` gives something. @throws Error when it never does */
export const eventually = async <T>(
  look: () => Promise<T | undefined> | T | undefined,
  within = patience,
): Promise<T> => {
  const deadline = Date.now() + within
  while (true) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`Not within ${within} ms.`)
    await sleep(50)
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export interface RunningProcess {
  pid: number
  commandLine: string
}

/** The processes that a stack in this directory started, whoever their parent is now. Linux only. */
export const processesOf = (directory: string): RunningProcess[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`LOCAL_DIR=${directory}`))
    .map((pid) => ({ pid: Number(pid), commandLine: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }))

const endProcessesOf = (directory: string): void => {
  for (const { pid } of processesOf(directory))
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended meanwhile.
    }
}

const socketsOf = ({ pid }: RunningProcess): string[] =>
  readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
    } catch {
      return ''
    }
  })

const listening = '0A'

/** The addresses, in the kernel's notation, on which these processes listen. Linux only. */
export const listeningAddresses = (processes: readonly RunningProcess[]): string[] => {
  const sockets = new Set(processes.flatMap(socketsOf))
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => read(table).split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === listening && sockets.has(`socket:[${inode}]`))
    .map(([, address = '']) => address.split(':')[0] ?? '')
}
