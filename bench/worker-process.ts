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
 * Bundles a worker, and what invokes it.
 * @param path of its module below the project
 * @param heapLimit MB of old space
 */
export const processesOf = (stage: Stage, path: string, folder: string, heapLimit: number) => {
  const name = basename(path, '.ts')
  // Bundled too, as the loader of TypeScript takes memory of its own.
  bundleModule('bench/worker-invocation.ts', `${folder}/worker-invocation`)
  bundleModule(path, `${folder}/${name}`)

  /** A process for one invocation after the other, as AWS keeps one. */
  const open = (environment: Record<string, string>) => {
    const child = fork(`${folder}/worker-invocation/index.cjs`, [`${folder}/${name}/index.cjs`], {
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
    })
    return {
      invoke: async (event: object): Promise<Measured> => {
        const exited = once(child, 'exit').then(([code]) => {
          throw new Error(`${name} with ${heapLimit} MB of heap ended with ${code}.`)
        })
        child.send(event)
        const [message] = await Promise.race([once(child, 'message'), exited])
        return Measured.parse(message)
      },
      close: (): void => {
        if (child.connected) child.disconnect()
      },
    }
  }

  /** One invocation in a process of its own. */
  const run = async (event: object, environment: Record<string, string>): Promise<Measured> => {
    const worker = open(environment)
    try {
      return await worker.invoke(event)
    } finally {
      worker.close()
    }
  }
  return { open, run }
}
