import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../lib/foundation/calendar/day.ts'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const families = async (query: string) => (await call('GET', `/families?${query}`)).body
const titles = async (query: string) => (await call('GET', `/software?${query}`)).body

const rowsOf = (page: Page, grid: string) => page.getByRole('grid', { name: grid }).getByRole('row')
/** How many rows a grid says that it has, with its heads. */
const expectRows = async (page: Page, grid: string, count: number) =>
  expect.poll(() => page.getByRole('grid', { name: grid }).getAttribute('aria-rowcount')).toBe(String(count + 1))
const list = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Lists' }).getByRole('link', { name, exact: true })

describe('Positions', () => {
  it('are found by lists, filters and words, which the address keeps', async () => {
    const { page } = await openConsole('positions')
    await list(page, 'Under-licensed').click()
    const { items, totals } = await families('status=under-licensed&sort=-shortfall')
    await expectRows(page, 'Families', totals.count)
    const first = rowsOf(page, 'Families').nth(1)
    await first.getByRole('link', { name: items[0].name, exact: true }).waitFor()
    expect(await first.innerText()).toContain('Under-licensed')
    expect(await first.innerText()).toContain(String(items[0].shortfall))

    await page.getByRole('button', { name: /^Publisher:/ }).click()
    await page.getByRole('checkbox', { name: 'Microsoft', exact: true }).click()
    await page.keyboard.press('Escape')
    const ofMicrosoft = await families('status=under-licensed&publisher=Microsoft')
    await expectRows(page, 'Families', ofMicrosoft.totals.count)
    await page.reload()
    await expectRows(page, 'Families', ofMicrosoft.totals.count)

    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('searchbox', { name: 'Family or publisher' }).fill('off')
    await expectRows(page, 'Families', (await families('contains=off')).totals.count)
    expect(new URL(page.url()).searchParams.get('q')).toBe('off')
  })

  it('have totals of what is filtered, each unit for itself', async () => {
    const { page } = await openConsole('positions?metric=core')
    const { byMetric } = (await families('metric=core')).totals
    const foot = rowsOf(page, 'Families').last()
    await expect.poll(() => foot.innerText()).toContain('Core')
    for (const figure of ['owned', 'required', 'covered', 'shortfall', 'surplus'] as const)
      expect((await foot.innerText()).split(/\s+/)).toContain(byMetric.core[figure].toLocaleString('en-US'))
  })

  it('are kept as views, which can be deleted and brought back', async () => {
    const { page } = await openConsole('positions?status=licensed&metric=device')
    await page.getByRole('button', { name: 'Save this view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Licensed devices')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await list(page, 'All').click()
    await page.reload()
    await list(page, 'Licensed devices').click()
    await expectRows(page, 'Families', (await families('status=licensed&metric=device')).totals.count)
    await page.getByRole('button', { name: 'Delete the view “Licensed devices”' }).click()
    await list(page, 'Licensed devices').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Save this view')
    await page.getByRole('button', { name: 'Undo' }).click()
    await list(page, 'Licensed devices').waitFor()
  })

  it('of titles sort by every column, and leave as a file of all rows that match', async () => {
    const { page } = await openConsole('positions', 'Reader')
    await page.getByRole('tab', { name: 'Titles' }).click()
    for (const [column, field] of [
      ['Installed', '-installedCount'],
      ['Kind', 'kind'],
      ['Difference', '-difference'],
    ] as const) {
      await page.getByRole('columnheader', { name: column }).getByRole('button').click()
      const { items } = await titles(`sort=${field}&limit=1`)
      await expect.poll(() => rowsOf(page, 'Titles').nth(1).getByRole('link').first().innerText()).toBe(items[0].title)
    }
    await list(page, 'Under-licensed').click()
    const { totals, items } = await titles('status=short&sort=difference&limit=1000')
    await expectRows(page, 'Titles', totals.count)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.getByRole('button', { name: 'Export' }).click()
        await page.getByRole('menuitem', { name: /CSV/ }).click()
      })(),
    ])
    expect(file.suggestedFilename()).toMatch(/^titles-\d{4}-\d\d-\d\d\.csv$/)
    const [heads = '', ...lines] = readFileSync(await file.path(), 'utf8').split('\r\n')
    expect(heads).toBe('\uFEFFTitle,Publisher,Status,Kind,Family,Installed,Entitled,Difference,Site license,Notes')
    expect(lines.map((line) => line.split(',')[0])).toEqual([...items.map(({ title }: { title: string }) => title), ''])
  })

  it('say what changed in a week, and because of what', async () => {
    const today = (await call('GET', '/trend?days=1')).body.items[0].date
    const { page } = await openConsole('positions')
    await page.getByRole('tab', { name: 'What changed' }).click()
    const { items } = (await call('GET', `/changes?from=${addDays(today, -7)}`)).body
    await expectRows(page, 'What changed', items.length)
    const [{ name, causes }] = items
    await page.getByRole('button', { name: `Details: what changed in ${name}` }).click()
    const dialog = page.getByRole('dialog', { name: `What changed in ${name}` })
    for (const { subjects } of causes) await dialog.getByText(subjects[0].name, { exact: true }).first().waitFor()
  })

  it('say that there is nothing to compare with on the first day', async () => {
    const { body: trend } = await call('GET', '/trend?days=1')
    const { page } = await openConsole('')
    const answer = { ...trend, firstDay: trend.items[0].date }
    await page.route('**/trend?*', (route) => route.fulfill({ json: answer }))
    await page.reload()
    await page.getByText('This ledger began to count today.').waitFor()
    await page.goto(`${page.url()}positions?view=changes`)
    await page.getByRole('heading', { name: /today is its first one/ }).waitFor()
  })
})

describe('What publishers say', () => {
  it('is filtered by whether its software was found, and leads to it', async () => {
    const { page } = await openConsole('positions', 'Reader')
    await page.getByRole('link', { name: 'What publishers say you own' }).click()
    const all = (await call('GET', '/entitlements?limit=1')).body
    await expectRows(page, 'Entitlements', all.totals.count)
    await page.getByRole('button', { name: /^Software:/ }).click()
    await page.getByRole('checkbox', { name: 'Not found' }).click()
    await page.keyboard.press('Escape')
    await expectRows(page, 'Entitlements', all.facets.matched.false)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('searchbox').fill('office professional')
    await expectRows(
      page,
      'Entitlements',
      (await call('GET', '/entitlements?contains=office%20professional')).body.totals.count,
    )
    await rowsOf(page, 'Entitlements').nth(1).getByRole('link').first().click()
    await expect.poll(() => page.url()).toMatch(/titles|agreements/)
  })
})

it.each([
  ['positions', 360],
  ['agreements', 1280],
])('No column of %s is cut at %i pixels', async (path, width) => {
  const { page } = await openConsole(path, 'Reader', { viewport: { width, height: 800 } })
  const grid = page.getByRole('grid')
  await grid.getByRole('link').first().waitFor()
  const hidden = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('[role=grid]'))`
  expect(await page.evaluate(hidden)).toBeLessThanOrEqual(0)
})

it('Totals on a telephone say what they count', async () => {
  const { page } = await openConsole('positions', 'Reader', { viewport: { width: 390, height: 800 } })
  const grid = page.getByRole('grid', { name: 'Families' })
  await grid.getByRole('link').first().waitFor()
  expect(await grid.innerText()).toMatch(/Device \d+/)
})

it('A printed list has all rows that were loaded, in the width of the sheet', async () => {
  const { page } = await openConsole('positions', 'Reader', { viewport: { width: 718, height: 1_000 } })
  const { totals } = (await call('GET', '/families?limit=1')).body
  await page.getByRole('grid').getByRole('link').first().waitFor()
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
  const rows = page.getByRole('grid').locator('[role=row]:has([role=gridcell] a)')
  await expect.poll(() => rows.count()).toBe(totals.count)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(718)
  const hidden = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('[role=grid]'))`
  expect(await page.evaluate(hidden)).toBeLessThanOrEqual(0)
  await page.emulateMedia({ media: 'screen' })
  await page.evaluate(`dispatchEvent(new Event('afterprint'))`)
  await expect.poll(() => rows.count()).toBeLessThan(totals.count)
})
