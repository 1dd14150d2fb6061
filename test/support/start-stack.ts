import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readStackFile, type Stack } from '../../infra/local/stack-file.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
/** Milliseconds, on a loaded machine. */
const startsWithin = 120_000

/** A local stack that runs as `npm start` runs it, on free ports. */
export interface LocalStack extends Stack {
  directory: string
  /** All that it printed so far. */
  output: () => string
  /** Stops it as Ctrl-C does. @returns its exit code */
  stop: () => Promise<number | null>
  /** Ends it with SIGKILL, its main process only. */
  kill: () => Promise<void>
}

/** A directory for a stack, which whoever makes it removes. */
export const makeDirectory = (): string => mkdtempSync(`${tmpdir()}/license-ledger-`)

/** Runs `npm start` with these variables. */
export const runStack = (directory: string, variables: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [`${root}/infra/local/start.ts`], {
    env: { ...process.env, PORT: '0', LOCAL_DIR: directory, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const exited = once(child, 'exit').then(() => child.exitCode)
  return { child, exited, output: () => output }
}

/**
 * Starts a stack and waits until it serves.
 * @param directory where it keeps its data
 * @throws Error with what it printed when it ends or does not serve in time
 */
export const startStack = async (directory: string, variables: Record<string, string> = {}): Promise<LocalStack> => {
  const { child, exited, output } = runStack(directory, variables)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exited
  }
  const deadline = Date.now() + startsWithin
  while (true) {
    const stack = readStackFile(directory)
    if (stack?.pid === child.pid && stack)
      return { ...stack, directory, output, stop: () => end('SIGTERM'), kill: async () => void (await end('SIGKILL')) }
    if (child.exitCode !== null) throw new Error(output())
    if (Date.now() > deadline) {
      await end('SIGKILL')
      throw new Error(`The stack does not serve.\n${output()}`)
    }
    await sleep(20)
  }
}
