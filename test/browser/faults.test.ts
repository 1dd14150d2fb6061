import type { Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { stack } = sharedLedger()

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const link = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true })

it('A service that cannot be reached is named, and trying again goes on', async () => {
  const { page } = await openConsole('alerts')
  await page.route('**/agreements?*', (route) => route.abort('connectionrefused'))
  await page.route('**/groups', (route) => route.abort('connectionrefused'))
  await link(page, 'Agreements').click()
  const notice = page.getByRole('alert').first()
  await notice.waitFor()
  expect(await notice.innerText()).toContain('The service cannot be reached')
  await page.unrouteAll()
  // All at once: one that succeeds may take the others away.
  const retries = page.getByRole('button', { name: 'Try again' })
  await retries.evaluateAll((buttons: { click?: () => void }[]) => buttons.map((button) => button.click?.()))
  await page.getByRole('grid').getByRole('link').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

it('A busy service is asked again when it says, and nobody sees it', async () => {
  const { page } = await openConsole('alerts')
  let refusals = 0
  await page.route('**/devices?*', (route) =>
    refusals++ === 0
      ? route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { message: 'Service Unavailable' } })
      : route.fallback(),
  )
  await link(page, 'Devices').click()
  await page.getByRole('grid').getByRole('link').first().waitFor()
  expect(refusals).toBeGreaterThan(1)
})

it('A problem of the service is told with its code and its request', async () => {
  const { page } = await openConsole('alerts')
  const problem = {
    type: 'urn:license-ledger:problem:internal',
    title: 'Internal error',
    status: 500,
    detail: 'Something failed.',
  }
  await page.route('**/devices?*', (route) =>
    route.fulfill({
      status: 500,
      headers: { 'apigw-requestid': 'request-7' },
      contentType: 'application/problem+json',
      json: problem,
    }),
  )
  await link(page, 'Devices').click()
  const notice = page.getByRole('alert').first()
  await notice.waitFor()
  expect(await notice.innerText()).toMatch(/Something failed\..*internal.*request-7/s)
})

it.each([
  { page: '', call: '/overview', remains: 'Open decisions' },
  { page: 'positions?view=changes', call: '/trend?*', remains: 'What changed' },
])('One call of the page "$page" that fails is told, and the rest stays', async ({ page: path, call, remains }) => {
  const { page } = await openConsole('alerts')
  await heading(page, 'Alerts').waitFor()
  await page.route(`**${call}`, (route) => route.fulfill({ status: 500, json: { message: 'It broke.' } }))
  await page.goto(page.url().replace(/alerts.*/, path))
  await page.getByRole('alert').filter({ hasText: 'It broke.' }).first().waitFor()
  await page.getByText(remains, { exact: true }).first().waitFor()
})

it('A page of a proxy in place of an answer is told as such', async () => {
  const { page } = await openConsole('alerts')
  await page.route('**/devices?*', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Log on</h1>' }))
  await link(page, 'Devices').click()
  const notice = page.getByRole('alert').first()
  await notice.waitFor()
  expect(await notice.innerText()).toMatch(/Something else than the service answered.*strange-answer/s)
})

it('An answer of another service is told as such, on a page as at the start', async () => {
  const { page, faults } = await openConsole('alerts')
  await page.route(
    (url) => url.origin === new URL(stack.apiUrl).origin && !/^\/(console|config\.json)/.test(url.pathname),
    (route) => route.fulfill({ json: {} }),
  )
  await link(page, 'Devices').click()
  await page.getByRole('alert').filter({ hasText: 'The service answered unexpectedly' }).first().waitFor()
  await page.reload()
  await page.getByRole('alert').filter({ hasText: 'The service answered unexpectedly' }).first().waitFor()
  // React itself writes of what a page could not be shown for.
  expect(faults.splice(0).every((fault) => fault.startsWith('Problem: '))).toBe(true)
})

it.each([
  ['agreements/01KBXDQ8Z0J5N3V6W7X8Y9ZABC', 'There is no such agreement', 'See all agreements', 'Agreements'],
  ['families/%25', 'There is no such product family', 'See all families', 'Positions'],
  ['families/%', 'The address may be mistyped', 'Go to the overview', 'Overview'],
  ['titles/no-id', 'There is no such title', 'See all titles', 'Positions'],
  ['devices/no-device', 'There is no such device', 'See all devices', 'Devices'],
])('What is not there is said to be so, and its list is offered: %s', async (path, said, list, title) => {
  const { page } = await openConsole(path)
  await page.getByRole('heading', { name: said }).waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  await page.getByRole('link', { name: list }).click()
  await heading(page, title).waitFor()
})

it.each([
  'positions?sort=nonsense',
  'positions?status=foo',
  'positions?view=changes&since=2026-02-31',
  'trail?from=2026-13-40',
])('An address that asks for what a page does not have opens without it: %s', async (path) => {
  const { page } = await openConsole(path)
  await page.getByText('Open the page without it').or(page.getByRole('row').nth(1)).first().waitFor()
  expect(await page.getByRole('main').innerText()).not.toMatch(/invalid|expected|one of/i)
  const without = page.getByRole('link', { name: 'Open the page without it' }).first()
  if (await without.isVisible()) await without.click()
  await page.getByRole('row').nth(1).waitFor()
})

it('A slow service is explained', async () => {
  const { page } = await openConsole('alerts')
  await page.clock.install()
  let answer = (): void => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/report-schedules*', (route) => answered.then(() => route.fallback()))
  await page.route('**/reports?*', (route) => answered.then(() => route.fallback()))
  await link(page, 'Reports and schedules').click()
  await page.clock.fastForward(6_000)
  await page.getByText('takes longer than usual').first().waitFor()
  answer()
  await page.getByText('takes longer than usual').first().waitFor({ state: 'detached' })
})

it('An issuer that does not answer is named, and trying again stays on the page', async () => {
  const { page } = await openConsole('alerts')
  const { issuerUrl } = sharedLedger().stack
  await page.route(`${issuerUrl}/**`, (route) => route.abort())
  await page.reload()
  await page.getByText(`${issuerUrl} does not answer`).waitFor()
  await page.unroute(`${issuerUrl}/**`)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Alerts' }).waitFor()
})

it('A session that has ended is renewed beside the page, and what was typed stays', async () => {
  const { page } = await openConsole('agreements')
  const refuse = (route: Route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } })
  const tokens = (url: URL) => url.origin === stack.issuerUrl && url.pathname.endsWith('/token')
  await page.route(tokens, refuse)
  let refusals = 0
  await page.route('**/agreements?*contains*', (route) =>
    refusals++ === 0 ? route.fulfill({ status: 401, json: { message: 'Unauthorized' } }) : route.fallback(),
  )
  const search = page.getByRole('searchbox').first()
  await search.fill('Acro')
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.waitFor()
  await page.unroute(tokens, refuse)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('grid').getByRole('link', { name: 'Acrobat for Marketing' }).waitFor()
  expect(await search.inputValue()).toBe('Acro')
})

it('Without a connection the page says so until it is back', async () => {
  const { page } = await openConsole('alerts', 'Manager', {})
  await page.context().setOffline(true)
  await page.getByText('You are offline').waitFor()
  await page.context().setOffline(false)
  await page.getByText('You are offline').waitFor({ state: 'detached' })
})

it('After a deployment an old tab says so, and opens pages whose parts are gone by a reload', async () => {
  const { page } = await openConsole('alerts')
  let isGone = true
  await page.route('**/assets/devices-page-*.js', (route) =>
    isGone ? route.fulfill({ status: 404 }) : route.fallback(),
  )
  page.once('framenavigated', () => {
    isGone = false
  })
  await page.getByRole('heading', { level: 1 }).click()
  await link(page, 'Devices').click()
  await heading(page, 'Devices').waitFor()
  await page.route('**/config.json', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), version: 'another' } })
  })
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
  await page.getByText('A new version of License Ledger was deployed').waitFor()
})

it('Signing out ends the session at the issuer, too', async () => {
  const { page } = await openConsole('alerts', 'Reader', {})
  await page.getByRole('button', { name: /reader/i }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Manager', exact: true }).click()
  await heading(page, 'Overview').waitFor()
})

it('What one person typed is not shown to the next one in the same tab', async () => {
  const { page } = await openConsole('agreements', 'Manager', {})
  const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true })
  await page.getByRole('button', { name: 'New agreement' }).click()
  await name.fill('Secret of the first')
  await page.reload()
  await page.getByRole('button', { name: 'New agreement' }).click()
  expect(await name.inputValue()).toBe('Secret of the first')
  await page.keyboard.press('Escape')
  const kept = () => page.evaluate<string>('JSON.stringify(sessionStorage)')
  await page.evaluate(`sessionStorage.setItem('draft what-if', '"Secret of the first"')`)
  await page.getByRole('button', { name: /manager/i }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Reader', exact: true }).click()
  await heading(page, 'Overview').waitFor()
  expect(await kept()).not.toContain('Secret of the first')
})
