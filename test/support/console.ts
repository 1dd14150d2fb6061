import { mkdirSync } from 'node:fs'
import axe, { type AxeResults, type RunOptions } from 'axe-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import { readStackFile, type Stack } from '../../infra/local/stack-file.ts'
import { startBrowser } from './browser.ts'
import { clientOfStack, root } from './local-stack.ts'

export type Person = 'Manager' | 'Reader'

/**
 * Milliseconds that a step may take: runs are paced by how long they take, other files change the ledger too, and a report
 * waits two minutes for the count of what was changed before it.
 */
const patience = 300_000

let browser: Browser
/** Each person's own profile, as people have: who has signed in before keeps the issuer's cookie and the files read. */
const profiles = new Map<Person, BrowserContext>()

/** Pages that need no process of their own: to start these takes a fifth of the time. */
const oneProcess = [
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  '--disable-features=SpareRendererForSitePerProcess,IsolateOrigins,site-per-process',
]

/** Starts a browser before the tests of a file. */
export const useBrowser = (): void => {
  beforeAll(async () => {
    browser = await startBrowser(oneProcess)
  })
  afterAll(() => browser.close())
}

const newContext = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  context.setDefaultTimeout(patience)
  return context
}

const profileOf = async (person: Person): Promise<BrowserContext> => {
  const profile = profiles.get(person) ?? (await newContext())
  profiles.set(person, profile)
  return profile
}

const signIn = async (page: Page, person: Person): Promise<void> => {
  const pages = page.getByRole('navigation', { name: 'Pages' })
  const button = page.getByRole('button', { name: person, exact: true })
  await pages.or(button).first().waitFor()
  if (await button.isVisible()) await button.click()
  await pages.waitFor()
}

/** The stack with the demo's ledger that all files of pages share, and its client. */
export const sharedLedger = () => {
  const directory = inject('stackDirectory')
  const stack: Stack | undefined = readStackFile(directory)
  if (!stack) throw new Error(`There is no stack in ${directory}.`)
  return { stack, ...clientOfStack({ ...stack, directory } as Parameters<typeof clientOfStack>[0]) }
}

/** Whatever a page should not do while people use it: errors on its console, unhandled rejections, breaches of its policy. */
const watch = (page: Page): string[] => {
  const faults: string[] = []
  page.on('console', (message) => {
    // The browser itself writes of each answer that is no success; pages are asked what they make of these.
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error)))
  return faults
}

/** Keeps how a page looked when its test failed. */
const keepPicture = async (page: Page, name: string): Promise<void> => {
  const folder = `${root}/test-results`
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name.replaceAll(/\W+/g, '-').slice(0, 80)}.png` }).catch(() => {})
}

interface Opened {
  page: Page
  /** What went wrong without being shown; a test fails if there is anything in it at its end. */
  faults: string[]
}

/**
 * Opens a page of the console in a new tab, as somebody who is signed in.
 * @param path below the console, such as `positions`
 * @param options of a browser of its own; without them the tab is in the person's profile, and leaves nothing there
 */
export const openConsole = async (
  path: string,
  person: Person = 'Manager',
  options?: BrowserContextOptions,
): Promise<Opened> => {
  const context = options ? await newContext(options) : await profileOf(person)
  const page = await context.newPage()
  const faults = watch(page)
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPicture(page, task.name)
    if (options) await context.close()
    else if (!page.isClosed()) {
      await page.evaluate('localStorage.clear()')
      await Promise.all(context.pages().map((open) => open.close()))
    }
    expect(faults).toEqual([])
  })
  await page.goto(sharedLedger().stack.consoleUrl + path)
  await signIn(page, person)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, faults }
}

/** What axe finds wrong on a page as it is now, by all its rules or by some. */
export const findings = async (
  page: Page,
  { only, without = [] }: { only?: readonly string[]; without?: readonly string[] } = {},
): Promise<string[]> => {
  await page.evaluate(axe.source)
  const options: RunOptions = {
    ...(only && { runOnly: [...only] }),
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    resultTypes: ['violations'],
  }
  const { violations } = await page.evaluate<AxeResults, RunOptions>(
    // @ts-expect-error axe is a global of the page
    (chosen) => window.axe.run(chosen),
    options,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}
