import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, expect, it } from 'vitest'
import {
  endProcessesOf,
  eventually,
  type LocalStack,
  newDirectory,
  processesOf,
  startStack,
  withoutVlsc,
} from '../support/local-stack.ts'

const crashes = Number(process.env.CRASHES ?? 20)
const small = 4_600
const large = 400
const longest = 3_500
const directory = newDirectory()
afterAll(() => endProcessesOf(directory))

/** The same numbers at each run (mulberry32). */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
const get = async ({ apiUrl, tokens }: LocalStack, path: string): Promise<any> => {
  const response = await fetch(apiUrl + path, { headers: { authorization: `Bearer ${tokens.reader}` } })
  return response.json()
}

const drop = ({ s3Endpoint, bucket }: LocalStack, Key: string, Body: string) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new S3Client({ endpoint: s3Endpoint, region: 'us-east-1', credentials }).send(
    new PutObjectCommand({ Bucket: bucket, Key, Body }),
  )
}

/** Agreements of one pair around one of hundreds, which is staged. */
const fileOf = (crash: number): string => {
  const one = (index: number) => `C${crash}a${index},L,Crash ${crash} number ${index}`
  const many = (index: number) => `C${crash}b${index},L,Crash ${crash} large`
  const half = small / 2
  return [
    ...Array.from({ length: half }, (_, index) => one(index)),
    ...Array.from({ length: large }, (_, index) => many(index)),
    ...Array.from({ length: half }, (_, index) => one(half + index)),
  ].join('\n')
}

const endAll = (processes: readonly { pid: number }[]) => {
  for (const { pid } of processes) process.kill(pid, 'SIGKILL')
}

const workers = () => processesOf(directory).filter(({ commandLine }) => commandLine.includes('worker.ts'))

it(`${crashes} kills with SIGKILL, of the worker and of the whole stack in turn, at random points of imports of 5,000 lines: each import completes by itself, as a clean one does`, async () => {
  const random = randomFrom(20_260_101)
  let stack = await startStack(directory, withoutVlsc)
  for (let crash = 0; crash < crashes; crash++) {
    await drop(stack, `imports/agreements/Group ${crash}/crash.csv`, fileOf(crash))
    await sleep(random() * longest)
    const large = (await get(stack, `/agreements?contains=crash ${crash} large`)).items
    expect([[], [400]]).toContainEqual(large.map(({ pairCount }: { pairCount: number }) => pairCount))
    if (crash % 2 === 0) endAll(workers())
    else {
      endAll(processesOf(directory))
      await eventually(() => (processesOf(directory).length === 0 ? true : undefined))
      stack = await startStack(directory, withoutVlsc)
    }
    const run = await eventually(async () => {
      const { items } = await get(stack, '/imports?limit=1')
      return items[0]?.finishedAt && items[0].group === `Group ${crash}` ? items[0] : undefined
    }, 60_000)
    expect(run).toMatchObject({
      status: 'completed',
      counts: { rows: 5_000, created: 5_000, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
      progress: { done: 5_000, total: 5_000 },
      errors: [],
    })
  }
  const { items: groups } = await get(stack, '/groups')
  expect(groups).toHaveLength(crashes + 1)
  for (const { builtIn, agreementCount } of groups) expect(agreementCount).toBe(builtIn ? 0 : small + 1)
  expect((await get(stack, '/imports?limit=100')).items).toHaveLength(crashes)
  const verify = fileURLToPath(new URL('../../infra/operations/verify.ts', import.meta.url))
  const { status, stdout } = spawnSync(process.execPath, [verify], { env: { ...process.env, LOCAL_DIR: directory } })
  expect([status, stdout.toString()]).toEqual([0, expect.stringContaining('Nothing differs.')])
  expect(await stack.stop()).toBe(0)
})
