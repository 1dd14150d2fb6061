import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

it('A manager makes the position as a page, reads it in place and saves it', async () => {
  const { page } = await openConsole('reports')
  await page.getByRole('button', { name: 'New report' }).click()
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByText('Effective License Position is being made').waitFor()
  await page.getByRole('link', { name: 'Effective License Position' }).first().click()
  const report = page.frameLocator('iframe')
  await report.getByRole('heading', { level: 1 }).waitFor()
  expect(await report.getByRole('heading', { level: 1 }).textContent()).toContain('Effective License Position')
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(saved.suggestedFilename()).toMatch(/^position-\d{4}-\d\d-\d\d\.html$/)
  expect(readFileSync(await saved.path(), 'utf8')).toContain('Effective License Position')
})

it('A manager is warned of what is in an export, saves it, and deletes it', async () => {
  const exports = async (): Promise<{ id: string; status: string }[]> =>
    (await call('GET', '/reports?limit=100')).body.items.filter(({ type }: { type: string }) => type === 'export')
  const before = (await exports()).map(({ id }) => id)
  const { page } = await openConsole('reports')
  await page.getByRole('button', { name: 'New report' }).click()
  await page.getByRole('radio', { name: 'Export' }).check()
  await page.getByText('An export contains the details of agreements').waitFor()
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('dialog', { name: 'New report' }).waitFor({ state: 'detached' })
  const made = async () => (await exports()).find(({ id }) => !before.includes(id))
  await expect.poll(async () => (await made())?.status).toBe('completed')
  // The newest stands first once the list has it.
  await expect.poll(() => page.getByRole('button', { name: /^Download Export/ }).count()).toBe(before.length + 1)
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Download Export/ })
      .first()
      .click(),
  ])
  expect(saved.suggestedFilename()).toMatch(/\.zip$/)
  await page
    .getByRole('button', { name: /^Delete Export/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('The report was deleted').waitFor()
  expect(await made()).toBeUndefined()
})

it('A manager schedules a report, changes when, keeps what is typed where somebody was faster, and takes a deletion back', async () => {
  const { page } = await openConsole('reports?tab=schedules')
  const schedules = async () => (await call('GET', '/report-schedules')).body.items
  await page.getByRole('button', { name: 'New schedule' }).first().click()
  await page.getByLabel('Name').fill('Weekly: position')
  await page.getByRole('button', { name: 'Create the schedule' }).click()
  // What is wrong stands at its field, and nothing typed is lost.
  await page
    .getByRole('dialog')
    .getByText(/may not|cannot|none of/i)
    .first()
    .waitFor()
  await page.getByLabel('Name').fill('Weekly position')
  await page.getByLabel('At', { exact: true }).fill('07:30')
  await page.getByText('Every Monday at 07:30', { exact: false }).waitFor()
  await page.getByLabel('Recipients').fill('licenses@example.com')
  await page.getByRole('button', { name: 'Create the schedule' }).click()
  const row = page.getByRole('row', { name: /Weekly position/ })
  await row.getByText(/^Every Monday at 07:30/).waitFor()
  await row.getByText(/^Monday, /).waitFor()

  await page.getByRole('button', { name: 'Edit Weekly position' }).click()
  await page.getByLabel('Made', { exact: true }).selectOption('daily')
  const [{ id, version }] = await schedules()
  const headers = { 'if-match': `"${version}"` }
  const faster = await call('PATCH', `/report-schedules/${id}`, { recipients: ['other@example.com'] }, { headers })
  expect(faster.status).toBe(200)
  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog').filter({ hasText: 'other@example.com' }).last()
  await conflict.getByRole('button', { name: /Save/ }).click()
  await row.getByText(/^Every day at 07:30/).waitFor()
  expect(await schedules()).toMatchObject([{ cron: '30 7 * * ? *', recipients: ['other@example.com'] }])
  expect(await page.getByText(/^then .*, 7:30/).count()).toBe(2)

  await page.getByRole('button', { name: 'Delete Weekly position' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Weekly position was deleted').waitFor()
  expect(await schedules()).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Weekly position is back').waitFor()
  expect(await schedules()).toMatchObject([{ name: 'Weekly position', cron: '30 7 * * ? *' }])
})

it('A reader makes reports, but no exports and no schedules, and sees no recipients', async () => {
  const { page } = await openConsole('reports', 'Reader')
  await page.getByRole('grid').getByRole('row').nth(1).waitFor()
  expect(await page.getByRole('button', { name: /^Delete/ }).count()).toBe(0)
  await page.getByRole('button', { name: 'New report' }).click()
  expect(await page.getByRole('radio', { name: 'Export' }).count()).toBe(0)
  await page.getByRole('radio', { name: 'What Changed' }).check()
  await page.getByLabel('Days back').fill('0')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page
    .getByText(/greater than or equal to 1/)
    .first()
    .waitFor()
  await page.getByLabel('Days back').fill('30')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('link', { name: 'What Changed' }).first().waitFor()
  await page.getByRole('tab', { name: 'Schedules' }).click()
  await page.getByRole('table', { name: 'Schedules' }).waitFor()
  expect(await page.getByText('other@example.com').count()).toBe(0)
  expect(await page.getByRole('button', { name: /schedule/i }).count()).toBe(0)
})
