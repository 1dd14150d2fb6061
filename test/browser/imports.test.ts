import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call, stack } = sharedLedger()

/** Drops files onto the page, as from a folder beside the browser. */
const drop = async (page: Page, ...files: [name: string, content: string][]): Promise<void> => {
  await page
    .getByRole('button', { name: /^Choose (files|the)/ })
    .first()
    .waitFor()
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    for (const [name, content] of ${JSON.stringify(files)}) transfer.items.add(new File([content], name))
    return transfer
  })()`)
  await page.dispatchEvent('body', 'dragover', { dataTransfer })
  await page.getByText('Drop the files to check them').waitFor()
  await page.dispatchEvent('body', 'drop', { dataTransfer })
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const figure = async (page: Page, name: string): Promise<string> =>
  page
    .locator('dl > div', { has: page.getByText(name, { exact: true }) })
    .first()
    .locator('dd')
    .innerText()

/** 5,000 lines of pairs: many say the same again, as in real exports. Look-ups find none of them: positions stay. */
const lines = (broken: (line: number) => string | undefined): string =>
  [
    'agreementNumber,licenseNumber,name',
    ...Array.from(
      { length: 5_000 },
      (_, line) => broken(line) ?? `NF-BR-${line % 40},BR-${line % 40},Browser ${line % 4}`,
    ),
  ].join('\n')

describe('A manager', () => {
  it('drops a wrong file of 5,000 lines, sees what is wrong, corrects, imports and undoes it', async () => {
    const { page } = await openConsole('imports')
    await drop(page, ['pairs.csv', lines((line) => (line % 25 === 7 ? `BR-${line},what is this,Browser` : undefined))])
    await title(page, 'pairs.csv').waitFor()
    await page.getByText('200 lines are wrong.').waitFor()
    expect(await figure(page, 'Wrong')).toBe('200')
    const wrong = page.getByRole('region', { name: 'That is no agreement or license number' })
    expect(await wrong.getByRole('row').nth(1).innerText()).toMatch(/^9\s.*BR-7,what is this,Browser$/s)
    expect(await wrong.locator('mark').first().innerText()).toBe('what is this')
    await wrong.getByRole('button', { name: 'Show 95 more' }).click()
    expect(await wrong.locator('mark').count()).toBe(100)
    const report = await page.getByRole('link', { name: 'All wrong lines, as CSV' }).getAttribute('href')
    expect((await (await fetch(String(report))).text()).trim().split('\n')).toHaveLength(201)

    // Found again after a reload, under its own address; its file is gone from the page, and the import is not.
    await page.reload()
    await page.getByText('200 lines are wrong.').waitFor()
    await drop(page, ['pairs.csv', lines(() => undefined)])
    await page.getByRole('button', { name: 'Import 40 lines' }).click()
    await page.getByText('40 lines have changed the ledger').waitFor()
    expect(await title(page, 'pairs.csv').evaluate('document.activeElement?.textContent')).toBe('pairs.csv')
    expect((await call('GET', '/agreements?contains=browser%20')).body.items).toHaveLength(4)

    const [touched] = (await call('GET', '/agreements?contains=browser%203')).body.items
    await call('PATCH', `/agreements/${touched.id}`, { name: 'Renamed since' })
    await page.getByRole('button', { name: 'Undo the import' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo the import' }).click()
    const undone = page.getByRole('region', { name: 'What the undo did' })
    await undone.getByText('Renamed since').waitFor()
    expect(await figure(page, 'Agreements deleted')).toBe('3')
    expect((await call('GET', '/agreements?contains=browser%20')).body.items).toHaveLength(0)
    await call('DELETE', `/agreements/${touched.id}`)
  })

  it('says what a file is that nobody recognizes, and checks it so', async () => {
    const { page } = await openConsole('imports')
    await drop(page, ['odd.csv', 'Software in use,Machines,Remark\nAcme Tool,3,of a kind\n'])
    await page.getByText('Say what it is').first().waitFor()
    await page.getByRole('button', { name: 'Choose kind and options' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Kind').selectOption('Catalog')
    expect(await dialog.getByLabel('Program').count()).toBe(0)
    await dialog.getByLabel('Refuse the whole file').check()
    await dialog.getByRole('button', { name: 'Check' }).click()
    await title(page, 'odd.csv').waitFor()
    const fault = page.getByRole('alert').filter({ hasText: 'No row has the headings that are needed' })
    expect(await fault.innerText()).toContain('unknown-columns')
  })

  it('drops several files at once, each checked after the other, and is told of what cannot be uploaded', async () => {
    const { page } = await openConsole('imports')
    await drop(
      page,
      ['first.csv', 'publisher,title\nCorel,CorelDRAW 2024\n'],
      ['second.csv', 'deviceId,cores\nSRV-1,8\n'],
      ['empty.csv', ''],
      ['picture.png', 'PNG'],
      ['large.csv', `agreementNumber,licenseNumber\n${'A-1,A-1\n'.repeat(300_000)}`],
    )
    const files = page.getByRole('region', { name: 'Files on their way' }).getByRole('listitem')
    await files.filter({ hasText: 'first.csv' }).getByText('Only checked').waitFor()
    await files.filter({ hasText: 'second.csv' }).getByText('Only checked').waitFor()
    await files.filter({ hasText: 'empty.csv' }).getByText('The file is empty.').waitFor()
    const picture = files.filter({ hasText: 'picture.png' })
    await picture.getByText('The file name must end in .csv').waitFor()
    expect(await picture.getByRole('button').allInnerTexts()).toEqual(['✕'])
    await files.filter({ hasText: 'large.csv' }).getByText('larger than its kind may be').waitFor()

    const name = `retried-${Date.now()}.csv`
    // The connection to the bucket is gone while it is uploaded, and comes back.
    await page.route(`${stack.s3Endpoint}/**`, (route) => route.abort('connectionreset'))
    await drop(page, [name, 'publisher,title\nCorel,Painter 2023\n'])
    const third = files.filter({ hasText: name })
    await third.getByText('The connection was lost').waitFor()
    await page.unrouteAll()
    // A link that has expired is refused by the bucket.
    await page.route(`${stack.s3Endpoint}/**`, (route) =>
      route.fulfill({
        status: 403,
        headers: { 'access-control-allow-origin': '*' },
        contentType: 'application/xml',
        body: '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>',
      }),
    )
    await third.getByRole('button', { name: 'Try again' }).click()
    await third.getByText('has expired').waitFor()
    await page.unrouteAll()
    await third.getByRole('button', { name: 'Try again' }).click()
    await title(page, name).waitFor()
    await page.getByRole('button', { name: 'Import 1 line' }).waitFor()
    const { items } = (await call('GET', '/imports?kind=catalog&limit=100')).body
    expect(items.filter(({ fileName }: { fileName: string }) => fileName === name)).toHaveLength(1)
  })

  it('finds imports by kind and status, in an address that can be kept', async () => {
    const { page } = await openConsole('imports')
    await page.getByLabel('Status').selectOption('Refused')
    await page.waitForURL(/status=rejected/)
    await page.getByRole('link', { name: 'from-the-reseller.csv' }).waitFor()
    expect(await page.getByText('license-summary.csv').count()).toBe(0)
    await page.getByLabel('Kind').selectOption('Inventory')
    await page.getByText('No import is like that.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('grid').getByRole('link').first().waitFor()
  })

  it('gets a sample of each kind', async () => {
    const { page } = await openConsole('imports')
    await page.getByRole('button', { name: 'Which files?' }).click()
    const buttons = page.getByRole('button', { name: /^Download sample-/ })
    expect(await buttons.count()).toBe(9)
    const [download] = await Promise.all([page.waitForEvent('download'), buttons.first().click()])
    expect(download.suggestedFilename()).toBe('sample-inventory.csv')
  })
})

describe('A reader', () => {
  it('sees what became of a file, and neither what it holds nor what would change it', async () => {
    const { page } = await openConsole('imports?status=rejected', 'Reader')
    await page.getByRole('link', { name: 'from-the-reseller.csv' }).waitFor()
    expect(await page.getByRole('button', { name: 'Choose files' }).count()).toBe(0)
    await page.getByRole('link', { name: 'from-the-reseller.csv' }).click()
    await page.getByText('Only managers see what the lines hold.').waitFor()
    expect(await page.getByRole('region', { name: 'Wrong lines' }).innerText()).not.toContain('V4120')
    await page.getByRole('heading', { name: 'The pair belongs to another agreement' }).waitFor()
    expect(await page.getByRole('article').getByRole('button').count()).toBe(0)
  })
})
