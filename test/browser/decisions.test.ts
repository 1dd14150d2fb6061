import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const waiting = async (): Promise<{ subject: { title?: string }; kind: string }[]> =>
  (await call('GET', '/decisions?limit=100')).body.items

const focused = (page: Page) => page.evaluate<string>(`document.activeElement.getAttribute('role')`)

const current = (page: Page) => page.getByRole('listbox').getByRole('option', { selected: true })

it('A manager settles decisions by keys alone, sees what they change, and takes one back', async () => {
  const before = (await waiting()).filter(({ kind }) => kind === 'unknown-title').map(({ subject }) => subject.title)
  const [first = '', second = '', third = ''] = before
  const { page } = await openConsole('decisions?kind=unknown-title')
  await expect.poll(() => current(page).textContent()).toContain(first)
  expect(await focused(page)).toBe('listbox')

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys on this page' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keys on this page' }).waitFor({ state: 'detached' })

  await page.keyboard.press('j')
  expect(await current(page).textContent()).toContain(second)
  await page.keyboard.press('k')
  await page.keyboard.press('1')
  expect(await page.getByRole('radio', { name: 'It needs a license' }).isChecked()).toBe(true)
  await page.getByRole('table', { name: 'Titles' }).getByText(first).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(`Settled: ${first}`).waitFor()

  // The focus is in the list again, at the next one; several of a kind are settled in a row.
  await expect.poll(() => current(page).textContent()).toContain(second)
  expect(await focused(page)).toBe('listbox')
  await page.keyboard.press('2')
  await page.keyboard.press('Enter')
  await page.getByText(`Settled: ${second}`).waitFor()
  await expect.poll(() => current(page).textContent()).toContain(third)
  await expect.poll(async () => (await waiting()).map(({ subject }) => subject.title)).not.toContain(second)

  await page.keyboard.press('u')
  await page.getByText(`Taken back: ${second}`).waitFor()
  await page.getByText(`Settled: ${second}`).waitFor({ state: 'detached' })
  await expect.poll(async () => (await waiting()).map(({ subject }) => subject.title)).toContain(second)
  const { items } = (await call('GET', '/decisions?settled=true')).body
  expect(items[0]).toMatchObject({ kind: 'title-kind', reason: `${first} needs a license.` })
})

it('A manager takes back what was settled, from the list of what was', async () => {
  const [{ subject: { title = '' } = {} } = {}] = (await waiting()).filter(({ kind }) => kind === 'unknown-title')
  const { page } = await openConsole('decisions?kind=unknown-title')
  await expect.poll(() => current(page).textContent()).toContain(title)
  const ofTitle = await page.getByRole('link', { name: 'Open the title' }).getAttribute('href')
  await page.getByRole('radio', { name: 'Its users need a subscription' }).check()
  await page.getByRole('button', { name: 'Settle' }).click()
  await page.getByText(`Settled: ${title}`).waitFor()
  const { page: titlePage } = await openConsole(`${ofTitle?.slice('/console/'.length)}?tab=decisions`)
  await titlePage.getByRole('table', { name: 'What managers decided about it' }).getByText(`${title} of`).waitFor()
  await page.getByRole('tab', { name: 'Settled' }).click()
  await page.getByRole('button', { name: new RegExp(`^Take back: .*${title}.* is subscription`) }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete the line' })
  await dialog.getByRole('table', { name: 'Titles' }).waitFor()
  await dialog.getByRole('button', { name: 'Take back' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: new RegExp(`^Take back: .*${title}`) }).waitFor({ state: 'detached' })
  await expect.poll(async () => (await waiting()).map(({ subject }) => subject.title)).toContain(title)
})

it('A reader sees what an answer would change, and nothing to settle it with', async () => {
  const { page } = await openConsole('decisions?kind=unknown-title', 'Reader')
  await page.getByRole('listbox').getByRole('option').first().waitFor()
  await page.getByRole('radio', { name: 'It is free' }).check()
  await page.getByRole('table', { name: 'Titles' }).waitFor()
  expect(await page.getByRole('button', { name: 'Settle' }).count()).toBe(0)
  await page.getByRole('tab', { name: 'Settled' }).click()
  await page.getByRole('grid', { name: 'Settled' }).waitFor()
  expect(await page.getByRole('button', { name: /Take back/ }).count()).toBe(0)
})
