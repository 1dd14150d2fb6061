import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const toast = (page: Page, text: string) => page.getByText(text, { exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** Pastes as a spreadsheet would have it on the clipboard. */
const paste = async (page: Page, label: string, copied: string): Promise<void> => {
  await page.getByLabel(label, { exact: true }).focus()
  await page.evaluate(`{
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(copied)})
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }`)
}

/** @param number begins with `NF-`, so that look-ups find no licenses, and positions stay as other tests know them */
const create = async (name: string, number: string): Promise<string> => {
  const pairs = [{ agreementNumber: number, licenseNumber: number }]
  return (await call('POST', '/agreements', { type: 'volume', name, pairs })).body.id
}

describe('A manager', () => {
  it('enters an agreement with three pairs of a spreadsheet, and is told in which row a pair is wrong', async () => {
    const { page } = await openConsole('agreements')
    await button(page, 'New agreement').click()
    await page.getByLabel('Name', { exact: true }).fill('Console journey')
    await paste(
      page,
      'Agreement number, row 1',
      'Agreement\tLicense\r\nNF-CJ1\tCJ2\r\nNF-CJ3\tCJ-no#\r\nNF-CJ5\tCJ6\r\n',
    )
    await page.getByText('3 pairs · 3 pairs pasted. The first line was a heading and was left out.').waitFor()
    await button(page, 'Create agreement').click()
    const wrong = page.getByLabel('License number, row 2', { exact: true })
    await page.getByText('This is not an agreement or license number.').first().waitFor()
    expect(await wrong.getAttribute('aria-invalid')).toBe('true')
    await wrong.fill('CJ4')
    await button(page, 'Create agreement').click()
    await toast(page, 'Console journey created').waitFor()
    await button(page, 'Open it').click()
    await heading(page, 'Console journey').waitFor()
    await page.getByText('3 not found').waitFor()
  })

  it('is told which agreement holds a pair already, and edits what somebody else edits, too', async () => {
    const id = await create('Held twice', 'NF-HT1')
    const { page } = await openConsole(`agreements/${id}`)
    await button(page, 'Add pairs').click()
    await page.getByLabel('Agreement number, row 1', { exact: true }).fill('NF-HT1')
    await page.getByLabel('License number, row 1', { exact: true }).fill('NF-HT1')
    await dialog(page, 'Add pairs to Held twice').getByRole('button', { name: 'Add pairs' }).click()
    const adding = dialog(page, 'Add pairs to Held twice')
    const wrong = adding.getByRole('textbox', {
      description: 'The pair NF-HT1 / NF-HT1 belongs to the agreement Held twice.',
    })
    await wrong.nth(1).waitFor()
    const marks = () => wrong.evaluateAll((all: { ariaInvalid?: string }[]) => all.map((one) => one.ariaInvalid))
    await expect.poll(marks).toEqual(['true', 'true'])
    const holder = adding.getByRole('link', { name: 'Held twice', exact: true })
    expect(await holder.last().getAttribute('href')).toBe(`/console/agreements/${id}`)
    await page.keyboard.press('Escape')

    await button(page, 'Edit').click()
    await page.getByLabel('Name', { exact: true }).fill('Held by me')
    await page.getByLabel('Program', { exact: true }).selectOption('Open')
    const patch = { name: 'Held by them', restrictions: ['suite'] }
    expect((await call('PATCH', `/agreements/${id}`, patch)).status).toBe(200)
    await button(page, 'Save').click()
    const conflict = page.getByRole('dialog', { name: / was changed meanwhile$/ })
    await conflict.getByText('1 field is to decide.').waitFor()
    expect(await conflict.getByText(/saved other changes/).count()).toBe(1)
    const name = conflict.getByRole('group', { name: 'Name' })
    expect(await name.innerText()).toMatch(/Held twice.*Held by me.*Held by them/s)
    expect(await conflict.getByRole('button', { name: 'Save what is chosen' }).isDisabled()).toBe(true)
    await name.getByRole('radio', { name: 'Held by me' }).click()
    await conflict.getByRole('button', { name: 'Save what is chosen' }).click()
    await heading(page, 'Held by me').waitFor()
    expect((await call('GET', `/agreements/${id}`)).body).toMatchObject({
      name: 'Held by me',
      program: 'open',
      restrictions: ['suite'],
    })
    await page.getByRole('tab', { name: 'History' }).click()
    await row(page, 'Held by them').first().waitFor()
  })

  it('moves many agreements into a new group, renames it, and deletes it', async () => {
    for (const number of ['NF-MM1', 'NF-MM2', 'NF-MM3']) await create(`Moved ${number}`, number)
    const { page } = await openConsole('agreements?q=Moved%20NF-MM')
    await row(page, 'Moved NF-MM3').waitFor()
    // By keys: down and back with Shift selects what it passes, and no more.
    await row(page, 'Moved NF-MM1').getByRole('checkbox').focus()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('3 chosen', { exact: true }).waitFor()
    await page.keyboard.press('Shift+ArrowUp')
    await page.getByText('2 chosen', { exact: true }).waitFor()
    await page.getByRole('checkbox', { name: 'Select all rows' }).check()
    await page.getByText('3 chosen', { exact: true }).waitFor()
    await button(page, 'Move to a group').click()
    await page.getByLabel('Into the group').selectOption('A new group…')
    await page.getByLabel('Name of the new group').fill('Journeys')
    await button(page, 'Move').click()
    await toast(page, '3 agreements moved to Journeys').waitFor()
    await page.getByRole('link', { name: /^Journeys\s*3$/ }).click()
    await page.getByRole('heading', { level: 2, name: 'Journeys', exact: true }).waitFor()

    // As it looks while a hundred thousand are on their way, which no test waits for.
    const [{ id = '' } = {}] = (await call('GET', '/groups')).body.items
    const move = { id: '01KBXDQ8Z0J5N3V6W7X8Y9ZABC', groupId: id, choice: {}, actor: 'local-manager', version: 9 }
    const times = { createdAt: '2026-11-30T10:00:00.000Z', updatedAt: '2026-11-30T10:00:00.000Z' }
    const working = { ...move, ...times, status: 'running', total: 100_000, counts: { moved: 41_000, unchanged: 500 } }
    await page.route('**/moves?*', (route) => route.fulfill({ json: { items: [working] } }))
    await page.reload()
    await page.getByRole('progressbar', { name: /Moving agreements to/ }).waitFor()
    await page.getByText('41,500 / 100,000').waitFor()
    await page.route(`**/moves/${move.id}/cancel`, (route) =>
      route.fulfill({ json: { ...working, status: 'cancelled' } }),
    )
    await button(page, 'Stop').click()
    await page.getByText(/^Stopped: 41,000 agreements moved to/).waitFor()
    await page.unrouteAll()

    await button(page, 'Move all that match').click()
    await page.getByLabel('Into the group').selectOption('Sales')
    await button(page, 'Move').click()
    await page.getByRole('link', { name: /^Journeys\s*0$/ }).waitFor()
    await page.getByRole('link', { name: /^Sales/ }).click()
    await row(page, 'Moved NF-MM3').waitFor()
    await button(page, 'Move all that match').click()
    await page.getByLabel('Into the group').selectOption('Journeys')
    await button(page, 'Move').click()
    await page.getByRole('link', { name: /^Journeys\s*3$/ }).click()

    await button(page, 'What can be done with Journeys').click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByLabel('Name of the group').fill('Trips')
    await button(page, 'Save').click()
    await page.getByRole('heading', { level: 2, name: 'Trips', exact: true }).waitFor()
    await button(page, 'What can be done with Trips').click()
    await page.getByRole('menuitem', { name: 'Delete group' }).click()
    await page.getByText(/Its 3 agreements will move to Unassigned Agreements/).waitFor()
    await button(page, 'Delete group').click()
    await toast(page, 'Group Trips deleted').waitFor()
    const { items } = (await call('GET', '/agreements?contains=Moved%20NF-MM')).body
    expect(items.map(({ groupId }: { groupId: string }) => groupId)).toEqual(Array(3).fill('unassigned'))
  })

  it('enters an agreement for a title that the catalog lacks, and sees what deleting it would change', async () => {
    const { page } = await openConsole('agreements')
    await button(page, 'New agreement').click()
    await page.getByRole('radio', { name: /Another agreement/ }).check()
    await page.getByLabel('Name', { exact: true }).fill('Journey planner')
    await page.getByRole('combobox', { name: 'Publisher' }).fill('Wayfarer')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Title' }).fill('Wayfarer Globe')
    await page.keyboard.press('Escape')
    await button(page, 'Add it to the catalog').click()
    await toast(page, 'Wayfarer Globe is in the catalog').waitFor()
    await page.getByLabel('Licenses', { exact: true }).fill('12')
    await page.getByLabel('Last day', { exact: true }).fill('2039-12-31')
    await button(page, 'Create agreement').click()
    await button(page, 'Open it').click()
    await heading(page, 'Journey planner').waitFor()
    await button(page, 'Delete').click()
    const asks = dialog(page, 'Delete Journey planner?')
    await asks.getByText(/cannot be undone/).waitFor()
    await asks.getByRole('button', { name: 'Delete agreement' }).click()
    await toast(page, 'Journey planner deleted').waitFor()
    await heading(page, 'Agreements').waitFor()
  })
})

describe('A reader', () => {
  it('finds an agreement by its number, and sees neither details nor buttons that would not work', async () => {
    const { page } = await openConsole('agreements', 'Reader')
    expect(await button(page, 'New agreement').count()).toBe(0)
    await page.getByLabel('Agreement or license number').fill('V4120940')
    await page.waitForURL(/number=V4120940/)
    await page.getByRole('link', { name: 'Office for Engineering' }).click()
    await heading(page, 'Office for Engineering').waitFor()
    await page.getByText('1 valid', { exact: true }).waitFor()
    for (const name of ['Edit', 'Move', 'Delete', 'Add pairs', 'Remove'])
      expect(await button(page, name).count(), name).toBe(0)
    await page.getByRole('tab', { name: 'Positions' }).click()
    await page.getByRole('link', { name: 'Office', exact: true }).waitFor()
  })
})
