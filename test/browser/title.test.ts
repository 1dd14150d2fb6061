import { describe, expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const titleOf = async (name: string) => {
  const { body } = await call('GET', `/software?contains=${encodeURIComponent(name)}`)
  return body.items.find(({ title }: { title: string }) => title === name)
}

describe('A title', () => {
  it('says what its licenses and installs add up from', async () => {
    const { id, entitledCount, installedCount } = await titleOf('Microsoft Visio LTSC Professional 2021')
    const { page } = await openConsole(`titles/${id}`, 'Reader')
    await page.getByText('All 5 requirements of it are met.').waitFor()
    const products = page.getByRole('table', { name: 'Products that count for it' })
    expect(await products.getByRole('row').last().innerText()).toContain(`${entitledCount}`)
    await products.getByRole('button', { name: 'Details of Visio Professional 2021' }).click()
    await page.getByRole('link', { name: 'V4120942 / V4120942' }).waitFor()

    await page.getByRole('tab', { name: 'Machines' }).click()
    const machines = page.getByRole('grid', { name: 'Machines that have it' })
    await machines.getByRole('row').nth(1).waitFor()
    expect(await machines.getAttribute('aria-rowcount')).toBe(`${installedCount + 1}`)

    await page.getByRole('tab', { name: 'Names' }).click()
    await page.getByText('Microsoft Visio LTSC Professional 2021 - en-us').waitFor()

    await page.getByRole('tab', { name: 'Decisions' }).click()
    await page.getByText(/^Products were mapped to/).waitFor()
    expect(await page.getByRole('button', { name: /Correct|Leave it to the rules/ }).count()).toBe(0)

    await page.getByRole('link', { name: 'See in its family which license covers what.' }).click()
    await page.getByRole('heading', { level: 1, name: 'Visio' }).waitFor()
  })

  it('shows what saying that it is free would change, before anybody says it', async () => {
    const { id } = await titleOf('Microsoft Visio Professional 2016')
    const { page } = await openConsole(`titles/${id}`)
    await page.getByRole('button', { name: 'Correct…' }).click()
    await page.getByRole('menuitem', { name: 'Say whether it needs a license' }).click()
    const dialog = page.getByRole('dialog', { name: 'Does it need a license?' })
    await dialog.getByLabel('It is free').check()
    const families = dialog.getByRole('table', { name: 'Families' })
    await families.getByRole('row', { name: /^Visio 50 becomes 44 \(-6\) 5 becomes 0 \(-5\)/ }).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('5 of 6 requirements have no license: too few licenses may run it.').waitFor()
    expect((await call('GET', `/software/${id}`)).body.licensableBy).toBe('rule')
  })

  it('is said to be free, and the decision is taken back', async () => {
    const { body } = await call('POST', '/catalog/titles', { publisher: 'Contoso', title: 'Planner of tests' })
    const { page } = await openConsole(`titles/${body.id}`)
    await page.getByRole('button', { name: 'Correct…' }).click()
    await page.getByRole('menuitem', { name: 'Say whether it needs a license' }).click()
    const dialog = page.getByRole('dialog', { name: 'Does it need a license?' })
    await dialog.getByLabel('It is free').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('A manager said whether it needs a license.').waitFor()

    await page.getByRole('tab', { name: 'Decisions' }).click()
    await page.getByRole('button', { name: 'Leave it to the rules' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByText('Nothing: all follows from what the ledger knows.').waitFor()
  })

  it('gets licenses of a product that has no title, and loses them again', async () => {
    const { id } = await titleOf('Microsoft Visio Professional 2016')
    const { page } = await openConsole(`titles/${id}`)
    await page.getByRole('button', { name: 'Correct…' }).click()
    await page.getByRole('menuitem', { name: 'Map licenses to it' }).click()
    const dialog = page.getByRole('dialog', { name: 'Map licenses to it' })
    await dialog.getByLabel('Also find products that have a title').check()
    await dialog.getByRole('combobox', { name: 'Add a product' }).fill('visio standard')
    await page.getByRole('option', { name: /^Visio Standard 2019/ }).click()
    await dialog
      .getByText('No number changes.')
      .or(dialog.getByRole('table', { name: 'Titles' }))
      .waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const mappingOf = async () => (await call('GET', `/software/${id}`)).body.mapping?.products
    expect(await mappingOf()).toMatchObject([{ product: 'Visio Standard', version: '2019' }])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Taken back').waitFor()
    expect(await mappingOf()).toBeUndefined()
  })

  it('is merged into another one, and comes back', async () => {
    const from = await titleOf('Microsoft Visio Professional 2016')
    const into = await titleOf('Microsoft Visio Professional 2019')
    const { page } = await openConsole(`titles/${from.id}`)
    await page.getByRole('button', { name: 'Correct…' }).click()
    await page.getByRole('menuitem', { name: 'Merge into another title' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge into another title' })
    await dialog.getByRole('combobox', { name: 'Into' }).fill('visio professional 2019')
    await page.getByRole('option', { name: /^Microsoft Visio Professional 2019/ }).click()
    await dialog.getByText('Not there any more').waitFor()
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await page.getByRole('heading', { level: 1, name: into.title }).waitFor()
    await page.getByText(`${from.title} merged into ${into.title}`).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Taken back').waitFor()
    expect((await call('GET', `/software/${from.id}`)).body.id).toBe(from.id)
  })
})
