import { expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

it('A manager finds who changed what, with each field before and after, and goes there', async () => {
  const { items } = (await call('GET', '/agreements?type=other&limit=1')).body
  const [{ id, name, licenseCount, version }] = items
  const body = { licenseCount: licenseCount + 7 }
  const changed = await call('PATCH', `/agreements/${id}`, body, { headers: { 'if-match': `"${version}"` } })
  expect(changed.status).toBe(200)
  const { page } = await openConsole('trail')
  await page.getByLabel('What', { exact: true }).fill(name)
  const entries = page.getByRole('grid', { name: 'Trail' }).getByRole('row')
  await entries.filter({ hasText: 'changed the agreement' }).first().waitFor()
  await page
    .getByRole('button', { name: `Show the changes of ${name}` })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Changes' })
  const row = dialog.getByRole('row', { name: /^Licenses/ })
  expect(await row.textContent()).toContain(`${licenseCount}`)
  expect(await row.textContent()).toContain(`${licenseCount + 7}`)
  await dialog.getByRole('link', { name: 'Open' }).click()
  await expect.poll(() => page.url()).toContain(`/agreements/${id}`)

  // Of another person, and of another time, there is nothing.
  await page.goto(page.url().replace(/agreements.*/, 'trail?from=2020-01-01&to=2020-01-02'))
  await page.getByRole('heading', { name: 'Nothing was done that these filters leave' }).waitFor()
  await page.getByRole('button', { name: 'Show the whole trail' }).click()
  await entries.nth(1).waitFor()
})

it('A manager changes the policies after seeing what that changes, and takes it back', async () => {
  const policies = async () => (await call('GET', '/position-policies')).body
  const { page } = await openConsole('trail?tab=policies')
  await page.getByRole('button', { name: 'Change policies' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change policies' })
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await dialog.getByRole('checkbox', { name: 'Earlier versions' }).uncheck()
  await dialog.getByRole('table', { name: 'Families' }).waitFor()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The policies were saved').waitFor()
  expect(await policies()).toMatchObject({ priorVersion: false, softwareAssurance: true, lowerEdition: true })
  await page.getByRole('table', { name: 'History' }).getByText('Earlier versions: Does not count').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('The policies are as before').waitFor()
  expect(await policies()).toMatchObject({ priorVersion: true })
})

it('A manager says what a name is by a line, sees what it catches, edits, deletes and restores it', async () => {
  const lines = async () => (await call('GET', '/recognition')).body.items
  const { items } = (await call('GET', '/software?status=unknown&limit=1')).body
  const [{ publisher, title }] = items
  const { page } = await openConsole('trail?tab=recognition')
  await page.getByRole('button', { name: 'New line' }).click()
  await page.getByLabel('Publisher').fill(publisher)
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Kind').selectOption('free')
  await page.getByLabel('Edition').fill('Pro')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('An edition needs its family').first().waitFor()
  await page.getByLabel('Edition').fill('')
  await page.getByRole('button', { name: 'Show what it would change' }).click()
  await page.getByRole('table', { name: 'Titles' }).getByText(title).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(`The line ${title} was saved`).waitFor()
  await page.getByRole('button', { name: `Edit the line ${title}` }).click()
  await page.getByLabel('Kind').selectOption('component')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog', { name: 'Edit the line' }).waitFor({ state: 'detached' })
  expect(await lines()).toMatchObject([{ publisher, title, kind: 'component' }])
  await page.getByRole('button', { name: `Delete the line ${title}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText(`The line ${title} was deleted`).waitFor()
  expect(await lines()).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText(`The line ${title} is back`).waitFor()
  expect(await lines()).toMatchObject([{ publisher, title, kind: 'component' }])
  const [{ id }] = await lines()
  await call('DELETE', `/recognition/${id}`)
})

it('A manager has everything counted again, and sees that it waits or runs', async () => {
  const { page } = await openConsole('trail?tab=runs')
  await page.getByRole('button', { name: 'Count again now' }).click()
  await page.getByText('Everything is being counted again').waitFor()
  const runs = page.getByRole('table', { name: 'Counting' }).getByRole('row', { name: /by hand/ })
  await runs.first().waitFor()
})

it('A reader sees all of this, and changes none of it', async () => {
  const { page } = await openConsole('trail', 'Reader')
  await page.getByRole('grid', { name: 'Trail' }).getByRole('row').nth(1).waitFor()
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByText('Time zone of the ledger').waitFor()
  await page.getByRole('tab', { name: 'Policies' }).click()
  await page.getByText('Earlier versions', { exact: true }).first().waitFor()
  expect(await page.getByRole('button', { name: 'Change policies' }).count()).toBe(0)
  await page.getByRole('tab', { name: 'Roles' }).click()
  await page.getByText('local-reader').first().waitFor()
  expect(await page.getByRole('button', { name: /Forget/ }).count()).toBe(0)
  await page.getByRole('tab', { name: 'Recognition' }).click()
  await expect.poll(() => page.getByRole('tabpanel').textContent()).toMatch(/no lines of its own|A line says/)
  expect(await page.getByRole('button', { name: 'New line' }).count()).toBe(0)
  await page.getByRole('tab', { name: 'Runs' }).click()
  await page.getByRole('table', { name: 'Counting' }).waitFor()
  expect(await page.getByRole('button', { name: 'Count again now' }).count()).toBe(0)
})

it.each([
  { looksUp: true, said: 'Nothing was looked up yet.', not: 'no gateway' },
  { looksUp: false, said: 'no gateway is set', not: 'Nothing was looked up yet.' },
])(
  'Where nothing was looked up, a gateway is missed only if there is none: $looksUp',
  async ({ looksUp, said, not }) => {
    const { page } = await openConsole('alerts')
    await page.route('**/refreshes?*', (route) => route.fulfill({ json: { items: [] } }))
    await page.route('**/settings', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), looksUp } })
    })
    await page.getByRole('link', { name: 'Trail and settings' }).click()
    await page.getByRole('tab', { name: 'Runs' }).click()
    await page.getByText(said).waitFor()
    expect(await page.getByText(not).count()).toBe(0)
  },
)
