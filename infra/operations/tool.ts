import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readStackFile, type Stack } from '../local/stack-file.ts'

export const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Arguments that a program cannot work with. */
export class BadUsage extends Error {
  override name = 'BadUsage'
}

const isBadUsage = (error: unknown): boolean =>
  error instanceof BadUsage ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))

/** Runs a program. @param program returns its exit code; 2 when it throws */
export const run = async (usage: string, program: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await program()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${message}\n${isBadUsage(error) ? `${usage}\n` : ''}`)
    process.exitCode = 2
  }
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The local stack that serves from LOCAL_DIR. A stack that was killed leaves its file, and serves no more. */
export const findStack = (): { directory: string; stack: Stack | undefined } => {
  const directory = resolve(process.env.LOCAL_DIR || fileURLToPath(new URL('../../.local', import.meta.url)))
  const stack = readStackFile(directory)
  return { directory, stack: stack && isRunning(stack.pid) ? stack : undefined }
}

/** Settings of every AWS client of the local stack. */
export const localClient = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
}
