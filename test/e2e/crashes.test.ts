import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { randomFrom } from '../../bench/random.ts'
import { amountOf } from '../support/amount.ts'
import { endAll, workersOf } from '../support/kills.ts'
import {
  clientOfStack,
  eventually,
  type LocalStack,
  newDirectory,
  processesOf,
  startStack,
  withoutVlsc,
} from '../support/local-stack.ts'

const crashes = amountOf(2, 20)
const small = 4_600
const large = 400
const longest = 3_500
let directory = ''

const get = async (stack: LocalStack, path: string) =>
  (await clientOfStack(stack).call('GET', path, undefined, { role: 'reader' })).body

const drop = (stack: LocalStack, key: string, body: string) => clientOfStack(stack).drop(key, body)

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

const workers = (role = '') => workersOf(directory, role)

const restart = async (): Promise<LocalStack> => {
  endAll(processesOf(directory))
  await eventually(() => (processesOf(directory).length === 0 ? true : undefined))
  return startStack(directory, withoutVlsc)
}

/** The pace of runs holds a change back for twenty times what a collect took, which is long on a busy machine. */
const longestPause = 300_000

/** Counts all anew, as an administrator would, once no change waits for its snapshot. */
const expectNothingDiffers = async (stack: LocalStack) => {
  await eventually(async () => ((await get(stack, '/software')).pending === false ? true : undefined), longestPause)
  const { code, output } = await clientOfStack(stack).run('operations/verify')
  expect(code, output).toBe(0)
  expect(output).toContain('Nothing differs.')
  expect(output).toContain('Reconciled again')
}

it(`${crashes} times an import of 5,000 lines completes by itself like a clean one, though its worker or the whole stack is killed at a random point`, async () => {
  const random = randomFrom(20_260_101)
  directory = newDirectory()
  let stack = await startStack(directory, withoutVlsc)
  for (let crash = 0; crash < crashes; crash++) {
    await drop(stack, `imports/agreements/Group ${crash}/crash.csv`, fileOf(crash))
    await sleep(random() * longest)
    const large = (await get(stack, `/agreements?contains=crash ${crash} large`)).items
    expect([[], [400]]).toContainEqual(large.map(({ pairCount }: { pairCount: number }) => pairCount))
    if (crash % 2 === 0) endAll(workers())
    else stack = await restart()
    const run = await eventually(async () => {
      const { items } = await get(stack, '/imports?limit=1')
      return items[0]?.finishedAt && items[0].group === `Group ${crash}` ? items[0] : undefined
    })
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
  await expectNothingDiffers(stack)
  expect(await stack.stop()).toBe(0)
})

/** As many devices as take a run of each kind some hundred milliseconds. */
const devices = 400
const namesPerDevice = 40
const longestRun = 700

/** Without digits: rules would take them for a version. */
const programName = (number: number): string =>
  `Program ${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}x`

const inventory = (): string => {
  const at = new Date().toISOString()
  const rows = Array.from({ length: devices }, (_, device) =>
    Array.from(
      { length: namesPerDevice },
      (_, name) => `PC-${device},PC-${device},Contoso,${programName((device + name) % devices)},1.0,${at}`,
    ),
  )
  return ['deviceId,deviceName,publisher,title,version,reportedAt', ...rows.flat()].join('\n')
}

it(`${crashes} times readers see whole snapshots with the last change, and each alert once, though a reconciliation or the whole stack is killed at a random point`, async () => {
  const random = randomFrom(20_260_202)
  directory = newDirectory()
  let stack = await startStack(directory, withoutVlsc)
  await drop(stack, 'imports/inventory/all.csv', inventory())
  await eventually(async () => {
    const { items, pending } = await get(stack, '/software?contains=program%20ax')
    return items[0]?.installedCount === namesPerDevice && !pending ? true : undefined
  }, 120_000)
  const product = { publisher: 'Contoso', productTitle: programName(0) }

  for (let crash = 1; crash <= crashes; crash++) {
    const isOfDevices = crash % 2 === 0
    const software = [{ publisher: 'Contoso', title: programName(0), version: '1.0' }]
    const reportedAt = new Date().toISOString()
    const report = { deviceName: `NEW-${crash}`, platform: 'Windows', reportedAt, software }
    const { call } = clientOfStack(stack)
    const answer = isOfDevices
      ? await call('PUT', `/devices/NEW-${crash}/software`, report, { role: 'writer' })
      : await call('POST', '/agreements', { type: 'other', name: `Crash ${crash}`, ...product, licenseCount: 1 })
    expect(answer.status).toBe(isOfDevices ? 204 : 201)
    await sleep(random() * longestRun)
    if (crash % 5 === 0) stack = await restart()
    else endAll(workers('work'))
    const [installedCount, entitledCount] = [namesPerDevice + Math.floor(crash / 2), Math.ceil(crash / 2)]
    const torn: unknown[] = []
    await eventually(async () => {
      const [title] = (await get(stack, '/software?contains=program%20ax')).items
      // Both numbers are of one snapshot, and none goes back.
      if (!title || title.difference !== title.entitledCount - title.installedCount) torn.push(title)
      if (title?.installedCount < namesPerDevice + Math.floor((crash - 1) / 2)) torn.push(title)
      return title?.installedCount === installedCount && title.entitledCount === entitledCount ? true : undefined
    }, longestPause)
    expect(torn).toEqual([])
  }

  await expectNothingDiffers(stack)
  const alerts = await eventually(async () => {
    const { items } = await get(stack, '/alerts?kind=license-shortfall&limit=100')
    return items.length > 0 ? items : undefined
  })
  const [{ familyId }] = (await get(stack, '/software?contains=program%20ax')).items
  expect(alerts.filter(({ about }: { about: { familyId: string } }) => about.familyId === familyId)).toHaveLength(1)
  expect(await stack.stop()).toBe(0)
})
