import { fork } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import * as z from 'zod'
import { bundleModule } from '../infra/bundle.ts'
import type { Stage } from './stage.ts'

/** Bytes, and milliseconds of time and of CPU. */
const Measured = z.object({ heapUsed: z.number(), rss: z.number(), milliseconds: z.number(), cpu: z.number() })
export type Measured = z.infer<typeof Measured>

/**
 * Bundles a worker, and what runs it.
 * @param path of its module below the project
 * @param heapLimit MB of old space
 * @returns runs it once in a process of its own
 */
export const processOf = (stage: Stage, path: string, folder: string, heapLimit: number) => {
  const name = basename(path, '.ts')
  // Bundled too, as the loader of TypeScript takes memory of its own.
  bundleModule('bench/worker-invocation.ts', `${folder}/worker-invocation`)
  bundleModule(path, `${folder}/${name}`)
  return async (event: object, environment: Record<string, string>): Promise<Measured> => {
    const child = fork(
      `${folder}/worker-invocation/index.cjs`,
      [`${folder}/${name}/index.cjs`, JSON.stringify(event)],
      {
        execArgv: [`--max-old-space-size=${heapLimit}`],
        env: {
          AWS_REGION: 'eu-central-1',
          AWS_ENDPOINT_URL_SQS: stage.endpoints.s3,
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL_DYNAMODB: stage.endpoints.dynamodb,
          AWS_ENDPOINT_URL_S3: stage.endpoints.s3,
          IMPORT_QUEUE_URL: stage.queueUrls.imports,
          WORK_QUEUE_URL: stage.queueUrls.work,
          MAX_RECEIVE_COUNT: '5',
          EVENT_BUS_NAME: 'bus',
          API_URL: 'https://api.example',
          ...environment,
        },
      },
    )
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`${name} with ${heapLimit} MB of heap ended with ${code}.`)
    })
    const [message] = await Promise.race([once(child, 'message'), exited])
    child.disconnect()
    return Measured.parse(message)
  }
}
