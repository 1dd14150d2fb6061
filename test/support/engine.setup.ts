import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { TestProject } from 'vitest/node'
import { chosenEngine, type Engine, startDynamo } from '../../infra/local/dynamodb.ts'
import { startEmulator } from '../../infra/local/emulator.ts'
import { freePort } from '../../infra/local/ports.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    engine: Engine
    dynamodbEndpoint: string
    s3Endpoint: string
  }
}

export const testBucket = 'drops'

/** Starts a table engine, in memory, and the S3 emulator for all test files of a project. */
export const startFor = async (project: TestProject, engine: Engine) => {
  const directory = mkdtempSync(`${tmpdir()}/license-ledger-engine-`)
  const dynamo = await startDynamo({ engine })
  const emulator = await startEmulator({
    port: await freePort(0),
    directory,
    bucket: testBucket,
    region: 'eu-central-1',
  })
  project.provide('engine', engine)
  project.provide('dynamodbEndpoint', dynamo.endpoint)
  project.provide('s3Endpoint', emulator.endpoint)
  return async () => {
    await Promise.all([dynamo.stop(), emulator.stop()])
    rmSync(directory, { recursive: true })
  }
}

export default (project: TestProject) => startFor(project, chosenEngine())
