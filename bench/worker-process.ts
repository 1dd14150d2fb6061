import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as z from 'zod'
import { bundleFunction, bundleModule } from '../infra/bundle.ts'
import type { Stage } from './stage.ts'

const Measured = z.object({ heapUsed: z.number(), rss: z.number(), milliseconds: z.number() })

/** Bundles a worker, and what runs it. @returns runs it once in a process of its own, whose heap is limited */
export const processOf = (stage: Stage, name: string, folder: string, heapLimit: number) => {
  // Bundled too, as the loader of TypeScript takes memory of its own.
  bundleModule('bench/worker-invocation.ts', `${folder}/worker-invocation`)
  bundleFunction(name, folder)
  return async (event: object, environment: Record<string, string>): Promise<z.infer<typeof Measured>> => {
    const child = fork(
      `${folder}/worker-invocation/index.mjs`,
      [`${folder}/${name}/index.mjs`, JSON.stringify(event)],
      {
        execArgv: [`--max-old-space-size=${heapLimit}`],
        env: {
          AWS_REGION: 'eu-central-1',
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL_DYNAMODB: stage.endpoints.dynamodb,
          AWS_ENDPOINT_URL_S3: stage.endpoints.s3,
          MAX_RECEIVE_COUNT: '5',
          ...environment,
        },
      },
    )
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`${name} with ${heapLimit} MB of heap ended with ${code}.`)
    })
    const [message] = await Promise.race([once(child, 'message'), exited])
    child.kill()
    return Measured.parse(message)
  }
}
