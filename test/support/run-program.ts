import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { root } from './start-stack.ts'

/** Runs a program in the folder of the project. @returns its exit code and what it printed */
export const runProgram = (file: string, options: readonly string[], variables: Record<string, string>) =>
  new Promise<{ code: unknown; output: string }>((resolve) => {
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
    const env = { ...process.env, TABLE_NAME: '', PATH, ...variables }
    execFile(file, options, { cwd: root, env }, (error, output, errors) =>
      resolve({ code: error?.code ?? 0, output: output + errors }),
    )
  })
