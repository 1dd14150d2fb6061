import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const office = 'Microsoft Office Professional Plus 2019 - en-us'
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
const report = (id: string, deviceName: string, reportedAt = daysAgo(1)) =>
  call('PUT', `/devices/${encodeURIComponent(id)}/software`, {
    deviceName,
    platform: 'Windows',
    reportedAt,
    operatingSystem: { name: 'Microsoft Windows 11 Pro', version: '10.0.22631' },
    software: [
      { publisher: 'Microsoft Corporation', title: office, version: '16.0.10405' },
      { publisher: 'Igor Pavlov', title: '7-Zip 16.04 (x64 edition)', version: '16.04' },
    ],
  })

beforeAll(async () => {
  await report('browser/one', 'Browser PC')
  await report('browser-two', 'Browser PC')
  await report('browser-old', 'Browser Attic', daysAgo(120))
})

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const dialog = (page: Page) => page.getByRole('dialog')

describe('A manager', () => {
  it('finds a device, and sees what it is and what of it needs a license', async () => {
    const { page } = await openConsole('devices')
    await page.getByLabel('Find', { exact: true }).fill('browser/')
    await page.waitForURL(/q=browser/)
    await page.getByRole('link', { name: 'Browser PC' }).click()
    await title(page, 'Browser PC').waitFor()
    await region(page, 'The machine').getByRole('link', { name: 'Windows 11 Pro' }).waitFor()
    const software = region(page, 'Software')
    await software.getByText(office).waitFor()
    expect(await software.getByText('7-Zip').count()).toBe(0)
    await software.getByLabel('Which programs').selectOption({ label: 'All (3)' })
    await software.getByText('7-Zip').waitFor()
    await page.reload()
    await software.getByText('7-Zip').waitFor()
  })

  it('exempts a device after seeing what that changes, changes the reason, and takes it back', async () => {
    const { page } = await openConsole('devices/browser-two')
    await page.getByRole('button', { name: 'Exempt this device' }).click()
    await dialog(page).getByRole('button', { name: 'Exempt' }).click()
    await dialog(page).getByText('Say why.').waitFor()
    await dialog(page).getByLabel('Reason').fill('Cold standby')
    await dialog(page).getByLabel('Last day').fill('2039-12-31')
    await dialog(page).getByRole('button', { name: 'See what changes' }).click()
    await dialog(page).getByRole('link', { name: 'Office' }).waitFor()
    await dialog(page).getByRole('button', { name: 'Exempt' }).click()
    const exemptions = region(page, 'Exemptions').getByRole('listitem')
    await exemptions.getByText('Until Dec 31, 2039').waitFor()

    // Somebody else is faster: both changes are shown, and nothing that was typed is lost.
    await page.getByRole('button', { name: /^Change the exemption/ }).click()
    await dialog(page).getByLabel('Reason').fill('Test machine')
    await call('PUT', '/devices/browser-two/exemptions', { reason: 'Laboratory', until: '2039-12-31' })
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await page.getByText('Laboratory').waitFor()
    await page.getByRole('radio', { name: 'Test machine' }).check()
    await page.getByRole('button', { name: 'Save', exact: false }).last().click()
    await exemptions.getByText('Test machine').waitFor()

    // The focus has a place as soon as the exemption is gone, though another part of the page is still being read.
    await page.getByRole('button', { name: /^Take back the exemption/ }).click()
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
    await page.route(/\/devices\/browser-two$/, async (route) => {
      await isReleased
      await route.continue()
    })
    await dialog(page).getByRole('button', { name: 'Take back' }).click()
    await region(page, 'Exemptions').getByText('It is not exempt from anything.').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Browser PC')
    release()
    expect((await call('GET', '/devices/browser-two/exemptions')).body.items).toEqual([])
  })

  it('links a device that two sources know, and unlinks it', async () => {
    const { page } = await openConsole('devices/browser-two')
    await page.getByRole('button', { name: 'Link browser/one to this device' }).click()
    await dialog(page).getByRole('button', { name: 'Link' }).click()
    await page.getByText('These count once together with this device:').waitFor()
    expect((await call('GET', '/devices/browser-two')).body.linkedDevices).toEqual(['browser/one'])
    await page.getByRole('link', { name: 'browser/one' }).click()
    await page.getByText('This device counts together with another one').waitFor()
    await page.getByRole('button', { name: 'Unlink' }).click()
    await dialog(page).getByRole('button', { name: 'Unlink' }).click()
    await region(page, 'Possible duplicates').getByRole('link', { name: 'browser-two' }).waitFor()
    expect((await call('GET', '/devices/browser-two')).body.linkedDevices).toEqual([])
  })

  it('finds devices that were not seen for too long, is told so, and deletes one', async () => {
    const { page } = await openConsole('devices')
    await page.getByLabel('State').selectOption('Not seen for too long')
    await page.waitForURL(/state=not-counted/)
    await page.getByRole('link', { name: 'Browser Attic' }).click()
    await page.getByText('This device does not count any more').waitFor()
    await page.getByText('more than 90 days ago').waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog(page).getByText('No number changes.').waitFor()
    expect(await dialog(page).innerText()).toMatch(/comes back with its next report.*cannot be undone/s)
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await title(page, 'Devices').waitFor()
    expect((await call('GET', '/devices/browser-old')).status).toBe(404)
  })
})

it('While a name is looked for page by page, the list says that it looks on', async () => {
  const { page } = await openConsole('devices')
  let goOn = (): void => {}
  const looked = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route('**/devices?*contains=*', (route) => route.fulfill({ json: { items: [], cursor: 'further' } }))
  await page.route('**/devices?*cursor=*', (route) => looked.then(() => route.fulfill({ json: { items: [] } })))
  await page.getByRole('searchbox').fill('nowhere')
  await page.getByText('Nothing found so far. Looking on…').waitFor()
  goOn()
  await page.getByText('No device is like that.').waitFor()
})

describe('A reader', () => {
  it('sees a device with its exemptions, and nothing that would change it', async () => {
    await call('PUT', '/devices/browser-two/exemptions', { reason: 'Cold standby' })
    const { page } = await openConsole('devices/browser-two', 'Reader')
    await region(page, 'Exemptions').getByText('Cold standby').waitFor()
    await region(page, 'Possible duplicates').getByRole('link', { name: 'browser/one' }).waitFor()
    await region(page, 'Software').getByText(office).waitFor()
    expect(await page.getByRole('article').getByRole('button').count()).toBe(0)
    await call('DELETE', '/devices/browser-two/exemptions')
  })
})
