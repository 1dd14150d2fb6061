import { expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call, stack } = sharedLedger()

const tell = (path: string, body: unknown) =>
  fetch(`${stack.graphUrl}/simulator/${path}`, { method: 'PUT', body: JSON.stringify(body) })
const order = (...faults: object[]) => tell('faults', faults)

it('A manager runs the connector, finds it under way after a reload, cancels it, and sees what it lacks', async () => {
  await order({ call: 'job-create', fault: 'stuck' })
  const { page } = await openConsole('imports')
  await page.getByRole('link', { name: 'Let the ledger read Microsoft 365 and Intune by itself.' }).click()
  await page.getByRole('heading', { name: 'Microsoft Graph', level: 1 }).waitFor()
  await page.getByText('392 of 397').first().waitFor()
  await page.getByRole('link', { name: 'Download the list' }).waitFor()
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByText(/^Waiting for Intune/).waitFor()
  await page.reload()
  const underWay = page.getByRole('region', { name: 'Under way' })
  await underWay.getByRole('button', { name: 'Cancel' }).click()
  await page
    .getByRole('dialog', { name: 'Cancel this run?' })
    .getByRole('button', { name: 'Cancel', exact: true })
    .click()
  await page.getByText('The run was cancelled').first().waitFor()
  await underWay.waitFor({ state: 'detached' })

  await tell('permissions', ['LicenseAssignment.Read.All', 'Organization.Read.All', 'User.Read.All'])
  // A token has the permissions of its time, so it must be replaced.
  await order({ call: 'skus', fault: 'unauthorized', count: 1 })
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByText('Devices and software: The application lacks a permission').first().waitFor()
  await page.getByText('DeviceManagementManagedDevices.Read.All').first().waitFor()
  const runs = page.getByRole('table', { name: 'Runs' }).getByRole('row')
  await runs.filter({ hasText: 'Done in part' }).first().waitFor()
  await runs.filter({ hasText: 'Cancelled' }).first().waitFor()
  await runs.filter({ hasText: 'Done' }).last().getByRole('link', { name: 'Devices and software' }).click()
  await page.getByRole('heading', { name: 'AppInvRawData.zip', level: 1 }).waitFor()
})

it('Subscriptions are filtered and sorted in the address, added up, and lead to their family', async () => {
  const { page } = await openConsole('subscriptions?has=over-assigned')
  const grid = page.getByRole('grid', { name: 'Subscriptions' })
  await grid.getByText('1 row').waitFor()
  await grid.getByText('too many').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await grid.getByText('7 rows').waitFor()
  const { totals } = (await call('GET', '/entitlements?source=subscriptions&limit=1')).body
  expect(await grid.getByRole('row').last().textContent()).toContain(`${totals.quantity}${totals.assignedQuantity}`)
  await grid.getByRole('button', { name: 'Grace' }).click()
  await expect.poll(() => page.url()).toContain('sort=-graceQuantity')
  await expect.poll(() => grid.getByRole('row').nth(1).textContent()).toContain('Visio Plan 2')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: /as CSV/ }).click()
  expect((await saved).suggestedFilename()).toMatch(/^subscriptions-.+\.csv$/)
  await grid.getByRole('link', { name: 'Visio' }).click()
  await page.getByRole('heading', { name: 'Visio', level: 1 }).waitFor()
})

it('A reader sees how complete the inventory is, and has no button that runs or cancels', async () => {
  const { page } = await openConsole('', 'Reader')
  await page.getByRole('link', { name: '392 of 397 known PCs' }).click()
  await page.getByRole('table', { name: 'Runs' }).waitFor()
  for (const name of ['Run now', 'Cancel']) expect(await page.getByRole('button', { name }).count()).toBe(0)
})
