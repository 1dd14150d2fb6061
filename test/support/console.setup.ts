import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { runProgram } from './run-program.ts'
import { makeDirectory, startStack } from './start-stack.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    stackDirectory: string
  }
}

/** Starts one local stack with the demo's ledger for all files that look at pages. */
export default async (project: TestProject) => {
  const directory = makeDirectory()
  const stack = await startStack(directory)
  const { code, output } = await runProgram(process.execPath, ['infra/local/demo/demo.ts'], { LOCAL_DIR: directory })
  if (code !== 0) throw new Error(output)
  project.provide('stackDirectory', directory)
  return async () => {
    await stack.stop()
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
  }
}
