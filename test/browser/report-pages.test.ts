import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import axe, { type AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InstallationRow, installationLayout } from '../../lib/reporting/contents/installation.ts'
import { type PurchaseRow, purchaseLayout } from '../../lib/reporting/contents/purchase.ts'
import { startBrowser } from '../support/browser.ts'
import { hostileTexts, render } from '../support/report-documents.ts'

/** Those with markup, and the longest. */
const names = hostileTexts.slice(-5)

const extremes = (difference: number) =>
  names.map((text) => ({
    titleId: text,
    publisher: text,
    title: text,
    entitled: 1_000_000_000,
    installed: 1_000_000_000,
    difference,
  }))
const more = {
  largestShortfalls: extremes(-1),
  largestSurpluses: extremes(1_000_000_000),
  remarks: names,
  filters: { agreementType: 'all' as const, groups: names.map((name) => ({ id: name, name })) },
}

const titleRow = (text: string): InstallationRow => ({
  titleId: text,
  publisher: text,
  title: text,
  entitled: 999_999_999,
  installed: 1_000_000_000,
  difference: -1,
  status: 'short',
  flags: ['expired-pairs', 'shared-quantity', 'stale-data'],
})
const licenseRow = (text: string): PurchaseRow => ({
  source: 'license-statement',
  group: { id: text, name: text },
  agreement: { id: text, name: text, type: 'volume', program: 'select-or-enterprise' },
  pair: { agreementNumber: '1234567890123456', licenseNumber: '1234567890123456', status: 'not-found' },
  licenseId: '1234567890123456',
  publisher: text,
  product: text,
  version: text,
  licenseType: text,
  licenses: 1_000_000_000,
  effectiveToday: false,
  whyNot: 'pair-answers-itself',
  startDate: '2020-01-01',
  endDate: '2021-01-01',
  daysLeft: -2_000,
  titles: [
    { id: text, publisher: text, title: text, entitled: 0, installed: 1, difference: -1_000_000_000, status: 'short' },
  ],
})

const pages = {
  installation: () => render('html', installationLayout.columns, names.map(titleRow), more),
  purchase: () => render('html', purchaseLayout.columns, names.map(licenseRow), more),
  nothing: () => render('html', installationLayout.columns, []),
}

const folder = mkdtempSync(`${tmpdir()}/pages-`)
let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
  for (const [name, make] of Object.entries(pages)) writeFileSync(`${folder}/${name}.html`, await make())
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

const wide = { viewport: { width: 1_440, height: 900 } }
const telephone = { viewport: { width: 400, height: 900 } }
/** A4, landscape, less the margins. */
const paper = { viewport: { width: 1_032, height: 700 } }
const looks: [keyof typeof pages, string, BrowserContextOptions, 'screen' | 'print'][] = [
  ['installation', 'a light screen', wide, 'screen'],
  ['installation', 'a telephone', telephone, 'screen'],
  ['purchase', 'a light screen', wide, 'screen'],
  ['purchase', 'a dark screen', { ...wide, colorScheme: 'dark' }, 'screen'],
  ['purchase', 'a telephone', telephone, 'screen'],
  ['purchase', 'paper', paper, 'print'],
  ['nothing', 'a light screen', wide, 'screen'],
]

const visit = async (name: string, options: BrowserContextOptions, media: 'screen' | 'print') => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.emulateMedia({ media })
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('request', (request) => said.push(request.url()))
  await page.goto(`file://${folder}/${name}.html`)
  return { page, said, close: () => context.close() }
}

/** What needs more room than it has. */
const runningOut = (page: Page): Promise<string[]> =>
  page.evaluate(`
    [...document.querySelectorAll('html, dt, dd, th, td')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ outerHTML }) => outerHTML.slice(0, 200))
  `)

it.each(looks)('The page of %s on %s passes axe, and none of its text overflows', async (name, _, options, media) => {
  const { page, said, close } = await visit(name, options, media)
  expect(await runningOut(page)).toEqual([])
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  // Nothing but the page itself; and its own policy takes its style.
  expect(said).toEqual([`file://${folder}/${name}.html`])
  await close()
})

it('The headings of a report stay in sight, and are repeated on each sheet of paper', async () => {
  const { page, close } = await visit('purchase', wide, 'screen')
  const heading = page.locator('.rows thead th').first()
  await page.evaluate('scrollTo(0, document.body.scrollHeight / 2)')
  expect((await heading.boundingBox())?.y).toBe(0)
  await page.emulateMedia({ media: 'print' })
  expect(await page.evaluate(`getComputedStyle(document.querySelector('.rows thead')).display`)).toBe(
    'table-header-group',
  )
  await close()
})
