import { readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { replaceFile } from './replace-file.ts'

/** The table of every local stack. */
export const localTableName = 'license-ledger'

/** How to reach a running local stack, and with which tokens. */
export const Stack = z.object({
  apiUrl: z.url(),
  /** The page for people. */
  consoleUrl: z.url(),
  s3Endpoint: z.url(),
  bucket: z.string(),
  dynamodbEndpoint: z.url(),
  tableName: z.string(),
  issuerUrl: z.url(),
  /** Of VLSC: the simulator, or the one that was named. */
  vlscUrl: z.url(),
  /** Of Microsoft Graph: the simulator. */
  graphUrl: z.url(),
  /** Where `PutEvents` is spoken, and what it has taken. */
  eventsEndpoint: z.url(),
  eventsFile: z.string(),
  /** The mail server, and the folder in which it keeps mails. */
  smtpUrl: z.string(),
  outbox: z.string(),
  /** Queue of all work but imports, by which the schedule asks for a refresh. */
  workQueueUrl: z.url(),
  tokens: z.object({ reader: z.string(), manager: z.string(), writer: z.string() }),
  /** Of the process to stop. */
  pid: z.int(),
})
export type Stack = z.infer<typeof Stack>

const fileIn = (directory: string): string => `${directory}/stack.json`

export const writeStackFile = (directory: string, stack: Stack): void =>
  replaceFile(fileIn(directory), `${JSON.stringify(stack, null, 2)}\n`)

export const removeStackFile = (directory: string): void => rmSync(fileIn(directory), { force: true })

/** @returns undefined when no stack serves from this directory */
export const readStackFile = (directory: string): Stack | undefined => {
  try {
    return Stack.parse(JSON.parse(readFileSync(fileIn(directory), 'utf8')))
  } catch {
    return undefined
  }
}

/** Where the local stack keeps its data. */
export const stackDirectory = (): string =>
  resolve(process.env.LOCAL_DIR || fileURLToPath(new URL('../../.local', import.meta.url)))

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** @returns undefined when no stack serves: one that was killed leaves its file */
export const findStack = (): Stack | undefined => {
  const stack = readStackFile(stackDirectory())
  return stack && isRunning(stack.pid) ? stack : undefined
}

/** @param otherwise another way to go on @throws Error that says what to do when no stack serves */
export const needStack = (otherwise = ''): Stack => {
  const stack = findStack()
  if (stack) return stack
  const advice = `Start it (npm start), or name its directory (LOCAL_DIR)${otherwise}.`
  throw new Error(`No local stack serves from ${stackDirectory()}. ${advice}`)
}

/** Settings of every AWS client of a local stack. */
export const localClient = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
}
