import { expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

it('Ctrl K finds agreements, pairs, titles, devices and pages, and Enter goes there', async () => {
  const [agreement] = (await call('GET', '/agreements?contains=Acrobat%20for%20Marketing')).body.items
  const [volume] = (await call('GET', '/agreements?type=volume&limit=1')).body.items
  const [pair] = (await call('GET', `/agreements/${volume.id}/pairs?limit=1`)).body.items
  const [title] = (await call('GET', '/software?contains=acrobat&limit=1')).body.items
  const [device] = (await call('GET', '/devices?limit=1')).body.items
  const { page } = await openConsole('alerts')
  const dialog = page.getByRole('dialog', { name: 'Find' })
  const field = dialog.getByRole('combobox', { name: 'Find' })
  for (const { typed, shown, path } of [
    { typed: agreement.name, shown: `${agreement.name}Agreement`, path: `agreements/${agreement.id}` },
    { typed: pair.licenseNumber, shown: 'Agreement with the number', path: `agreements/${volume.id}` },
    { typed: title.title, shown: `${title.title}Title`, path: `titles/${title.id}` },
    { typed: device.name, shown: `${device.name}Device`, path: `devices/${encodeURIComponent(device.id)}` },
    { typed: 'Trail and', shown: 'Trail and settingsPage', path: 'trail' },
  ]) {
    await page.keyboard.press('Control+k')
    await field.fill(typed)
    await page.getByRole('option').filter({ hasText: shown }).first().waitFor()
    const names = await page.getByRole('option').allTextContents()
    for (let at = names.findIndex((name) => name.includes(shown)); at > 0; at--) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/console/${path}`)
    await dialog.waitFor({ state: 'detached' })
  }
})

it('Ctrl K keeps what was typed while nothing is found, and gives the focus back', async () => {
  const { page } = await openConsole('agreements')
  await page.getByRole('searchbox').first().focus()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('dialog', { name: 'Find' }).getByRole('combobox', { name: 'Find' })
  await field.fill('nothing at all is called so')
  await page.getByText('Nothing is called so.').waitFor()
  await page.keyboard.press('Enter')
  expect(await field.inputValue()).toBe('nothing at all is called so')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Find' }).waitFor({ state: 'detached' })
  await expect.poll(() => page.evaluate('document.activeElement.type')).toBe('search')
})

it('Ctrl K takes what is typed before its field is there', async () => {
  const { page } = await openConsole('agreements')
  await page.getByRole('searchbox').first().focus()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('trail')
  await page.getByRole('option', { name: 'Trail and settings' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console/trail')
})

it('Whoever may not see the ledger can find nothing in it', async () => {
  const { page } = await openConsole('alerts')
  await page.route('**/me', (route) => route.fulfill({ json: { id: 'a-tool', roles: ['inventory-writer'] } }))
  await page.reload()
  await page.getByText('You have no role in this ledger').waitFor()
  await page.keyboard.press('Control+k')
  expect(await page.getByRole('button', { name: 'Find' }).count()).toBe(0)
  expect(await page.getByRole('dialog', { name: 'Find' }).count()).toBe(0)
})
