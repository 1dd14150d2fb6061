import { existsSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import type { Page } from 'playwright-core'
import * as z from 'zod'
import { createTable } from '../infra/local/create-table.ts'
import { keepEarlierAside } from '../infra/local/data-structure.ts'
import { chosenEngine, startDynamo } from '../infra/local/dynamodb.ts'
import { freePort } from '../infra/local/ports.ts'
import { localTableName } from '../infra/local/stack-file.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { findChromium, startBrowser } from '../test/support/browser.ts'
import { clientOf, ledgerOn } from '../test/support/ledger-on.ts'
import { makeDirectory, startStack } from '../test/support/start-stack.ts'
import { makeLedger } from './made-ledger.ts'
import { figure, type Row } from './report.ts'
import { isSmall } from './size.ts'

/** Seven titles have eight names. */
const size = isSmall
  ? { devices: 200, names: 230, volumeAgreements: 50, pairsOfEach: 1, otherAgreements: 450 }
  : { devices: 100_000, names: 23_000, volumeAgreements: 10_000, pairsOfEach: 1, otherAgreements: 90_000 }

/** What the console promises (spec): milliseconds. */
const firstNumbersWithin = 1_500
const interactionWithin = 200

/** The newest reconciliation; a stack begins one when it starts. */
const Newest = z.object({ items: z.array(z.object({ status: z.string(), stage: z.string(), startedAt: z.string() })) })

/** Fills the table of a stack that does not run yet. Its stream begins afterwards: each start computes everything. */
const fill = async (directory: string): Promise<void> => {
  // Notes their structure, or the stack would keep these data aside.
  keepEarlierAside(directory)
  const engine = chosenEngine()
  const dynamo = await startDynamo({ engine, port: await freePort(0), directory: `${directory}/${engine}` })
  const client = clientOf(dynamo.endpoint)
  await createTable(client, localTableName, false)
  const { ledger } = await ledgerOn(client)
  await makeLedger({ ledger: { ...ledger, table: connectTable(localTableName, client) } }, size)
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' as const }
  await client.send(new UpdateTableCommand({ TableName: localTableName, StreamSpecification }))
  await dynamo.stop()
}

/** Counts of one step in the browser. */
interface Cost {
  requests: number
  /** Bytes that came over the network, compressed. */
  bytes: number
  /** Milliseconds that the page's own thread was busy. */
  busy: number
}

const meterOf = async (page: Page) => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Performance.enable')
  let requests = 0
  let bytes = 0
  devtools.on('Network.requestWillBeSent', () => {
    requests++
  })
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const busy = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }
  return async (): Promise<Cost> => ({ requests, bytes, busy: await busy() })
}

/** Lets the page note how long each of its interactions took until the next drawing. */
const noteInteractions = `
  globalThis.interactions = []
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) globalThis.interactions.push(duration)
  }).observe({ type: 'event', durationThreshold: 16 })
`

const settle = (page: Page) => page.waitForLoadState('networkidle')

/** What people do all day: open pages, filter, sort, scroll, look closer. */
const interact = async (page: Page): Promise<void> => {
  const go = async (name: string) => {
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
    await page.getByRole('grid').first().getByRole('link').first().waitFor()
    await settle(page)
  }
  const type = async (text: string) => {
    const field = page.getByRole('searchbox').first()
    await field.pressSequentially(text, { delay: 30 })
    await settle(page)
    await field.clear()
    await settle(page)
  }
  const walk = async () => {
    await page
      .getByRole('grid')
      .first()
      .getByRole('gridcell')
      .first()
      .click({ position: { x: 2, y: 2 } })
    for (const key of ['PageDown', 'PageDown', 'ArrowDown', 'ArrowRight', 'PageUp']) await page.keyboard.press(key)
    await settle(page)
  }
  await go('Positions')
  await type('Made Product 001')
  await walk()
  for (const head of ['Family', 'Required']) {
    await page.getByRole('columnheader', { name: head }).first().getByRole('button').click()
    await settle(page)
  }
  await go('Agreements')
  await type('Agreement 09')
  await walk()
  await go('Devices')
  await type('DESKTOP-00012')
  await walk()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').last().pressSequentially('Made Title', { delay: 30 })
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Escape')
}

const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length * share)] ?? 0

/** The position of all families: one sentence, and its picture with a number for each status. */
const firstNumbers = (page: Page) => page.getByRole('figure', { name: 'Families by status' }).waitFor()

const look = async (consoleUrl: string): Promise<Row[]> => {
  const browser = await startBrowser()
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  const page = await context.newPage()
  await page.addInitScript(noteInteractions)
  await page.goto(consoleUrl)
  await page.getByRole('button', { name: 'Manager', exact: true }).click()
  await firstNumbers(page)
  await settle(page)
  const rows: Row[] = []
  for (const cache of ['cold', 'warm']) {
    const fresh = cache === 'cold' ? await browser.newContext({ storageState: await context.storageState() }) : context
    const tab = await fresh.newPage()
    const meter = await meterOf(tab)
    const began = performance.now()
    await tab.goto(consoleUrl, { waitUntil: 'commit' })
    await firstNumbers(tab)
    const milliseconds = performance.now() - began
    const { requests, bytes, busy } = await meter()
    rows.push(
      figure(
        `First numbers of the overview, ${cache} cache`,
        milliseconds,
        'ms',
        isSmall ? undefined : firstNumbersWithin,
      ),
      figure(`Requests until then, ${cache} cache`, requests, 'requests'),
      figure(`Bytes until then, ${cache} cache`, bytes / 1024, 'KiB'),
      figure(`Work of the page until then, ${cache} cache`, busy, 'ms'),
    )
    await tab.close()
  }
  const meter = await meterOf(page)
  const before = await meter()
  await interact(page)
  const after = await meter()
  const durations = await page.evaluate<number[]>('globalThis.interactions')
  await browser.close()
  if (durations.length === 0) throw new Error('No interaction was noted.')
  return [
    ...rows,
    figure(
      'Interactions, 75 of 100 take at most',
      quantile(durations, 0.75),
      'ms',
      isSmall ? undefined : interactionWithin,
    ),
    figure('Interactions, the longest', Math.max(0, ...durations), 'ms'),
    figure('Interactions', durations.length, ''),
    figure('Requests of them all', after.requests - before.requests, 'requests'),
    figure('Work of the page for them all', after.busy - before.busy, 'ms'),
  ]
}

/** How the console feels over a large ledger: one local stack, one Chromium on the same machine. */
export const measureConsole = async (): Promise<Row[]> => {
  if (findChromium() === undefined)
    return [{ what: 'Left out: there is no Chromium. Install it, or set CHROMIUM_PATH.', value: '' }]
  const kept = process.env.CONSOLE_LEDGER
  const directory = kept ?? makeDirectory()
  if (!existsSync(`${directory}/structure`)) await fill(directory)
  const startedAt = Date.now()
  const stack = await startStack(directory)
  try {
    const headers = { authorization: `Bearer ${stack.tokens.reader}` }
    const isCounted = async (): Promise<boolean> => {
      const response = await fetch(`${stack.apiUrl}/reconciliations?limit=1`, { headers })
      const [newest] = Newest.parse(await response.json()).items
      return newest?.stage === 'reconcile' && newest.status === 'completed' && Date.parse(newest.startedAt) > startedAt
    }
    while (!(await isCounted())) await sleep(250)
    return await look(stack.consoleUrl)
  } finally {
    await stack.stop()
    if (kept === undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
  }
}
