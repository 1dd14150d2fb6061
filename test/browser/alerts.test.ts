import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const table = (page: Page) => page.getByRole('table', { name: 'Alerts, newest first' })

interface Found {
  id: string
  title: string
  message: string
  about: Record<string, string>
  acknowledged?: object
}

/** The newest open alert of a kind that nobody has in hand; alerts follow seconds after what the demo entered. */
const newest = (kind: string): Promise<Found> =>
  vi.waitUntil(
    async () => {
      const { items } = (await call('GET', `/alerts?kind=${kind}`)).body
      return items.find(({ acknowledged }: Found) => !acknowledged)
    },
    { interval: 500 },
  )

describe('A manager', () => {
  it('narrows alerts by kind, acknowledges one with a note, and goes to what it is about', async () => {
    const { title, about } = await newest('license-shortfall')
    const { page } = await openConsole('alerts')
    await page.getByLabel('Kind', { exact: true }).selectOption('Licenses lacking')
    await page.waitForURL(/kind=license-shortfall/)
    await button(page, `Acknowledge: ${title}`).click()
    await page.getByLabel('Note', { exact: true }).fill('Asked the reseller')
    await button(page, 'Acknowledge').click()
    await button(page, `Change note: ${title}`).waitFor()
    const row = table(page).getByRole('row').filter({ hasText: title })
    await row.getByText('Acknowledged').waitFor()
    await button(page, `Details of ${title}`).click()
    await page.getByText('Asked the reseller', { exact: true }).waitFor()
    await page.getByText('Ends when nothing is lacking any more.', { exact: true }).waitFor()
    await row.getByRole('link', { name: title }).click()
    await page.getByRole('heading', { level: 1, name: String(about.familyName), exact: true }).waitFor()
  })
})

describe('A reader', () => {
  it('follows the link of a mail to one alert, and cannot acknowledge it', async () => {
    const { id, message } = await newest('agreement-ends')
    const { page } = await openConsole(`alerts?alert=${id}`, 'Reader')
    await page.getByText(message, { exact: true }).waitFor()
    await table(page).waitFor()
    expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0)
    await page.getByLabel('State', { exact: true }).selectOption('Over')
    await page.waitForURL(/status=ended/)
  })
})
