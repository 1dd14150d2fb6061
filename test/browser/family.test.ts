import { describe, expect, it } from 'vitest'
import { findings, openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()

const { call } = sharedLedger()

const familyOf = async (name: string) => {
  const { body } = await call('GET', `/families?contains=${encodeURIComponent(name)}`)
  return body.items.find((family: { name: string }) => family.name === name)
}

describe('A family', () => {
  it('of few titles has no table with an empty head', async () => {
    const { id } = await familyOf('WinRAR')
    const { page } = await openConsole(`families/${id}`)
    await page.getByRole('tab', { name: 'Titles and names' }).click()
    await page.getByRole('table').first().waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('says why it lacks licenses, and leads to the licenses and machines that it speaks of', async () => {
    const { id, shortfall, required, owned } = await familyOf('Office')
    const { page } = await openConsole(`families/${id}`)
    const main = page.getByRole('main')

    await main.getByText(`${shortfall} machines lack a license for Microsoft Office Professional Plus 2019.`).waitFor()
    await main.getByText(/licenses are spare, but none may run it: 180 Office Professional Plus 2013/).waitFor()
    const requirements = main.getByRole('table', { name: 'Licenses required' })
    expect(await requirements.innerText()).toContain(`${required}`)

    await main.getByRole('button', { name: /^Office Professional Plus 2013/ }).click()
    await main.getByRole('table', { name: /^Where Office Professional Plus 2013/ }).waitFor()
    await main.getByRole('link', { name: '61200417 / 44100120' }).waitFor()

    await main.getByRole('button', { name: /^Microsoft Office Professional Plus 2019/ }).click()
    await main.getByRole('table', { name: 'What covers Microsoft Office Professional Plus 2019' }).waitFor()
    await main.getByText('Microsoft Office Professional Plus 2019 - en-us').waitFor()

    await main.getByText('Show the bands as a table').click()
    const bands = main.getByRole('table', { name: 'Which license covers what' })
    expect(await bands.innerText()).toContain(`${owned + shortfall}`)

    await main.getByRole('link', { name: 'Lacking' }).click()
    const machines = main.getByRole('grid', { name: 'Machines' })
    await machines.getByRole('row').nth(1).waitFor()
    expect(await machines.getAttribute('aria-rowcount')).toBe(`${shortfall + 1}`)
    expect(page.url()).toContain('machines=open')
  })

  it('answers what would be with other licenses, beside what is', async () => {
    const { id, shortfall } = await familyOf('Office')
    const { page } = await openConsole(`families/${id}`, 'Reader')
    await page.getByRole('button', { name: 'What if…' }).click()
    const dialog = page.getByRole('dialog', { name: 'What if: Office' })
    expect(await dialog.getByLabel('Quantity').inputValue()).toBe(`${shortfall}`)
    await dialog.getByRole('button', { name: 'Work it out' }).click()
    const row = dialog.getByRole('row', { name: /^Lacking/ })
    await row.waitFor()
    expect((await row.innerText()).split(/\s+/)).toEqual(['Lacking', `${shortfall}`, '0', `-${shortfall}`])

    await dialog.getByRole('button', { name: 'Start over' }).click()
    await dialog.getByLabel('Quantity').fill('0')
    await dialog.getByRole('button', { name: 'Work it out' }).click()
    await dialog.getByText(/greater than or equal to 1/).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.evaluate('document.activeElement.innerText')).toBe('What if…')

    await page.getByRole('tab', { name: 'Policies and use' }).click()
    await page.getByRole('heading', { name: 'Policies of this ledger' }).waitFor()
    expect(await page.getByRole('button', { name: /Change policies|Declare use/ }).count()).toBe(0)
  })

  it('of accesses says that nothing measures it, until a manager declares how many there are', async () => {
    const { id, owned } = await familyOf('Remote Desktop Services CAL')
    const { page } = await openConsole(`families/${id}?tab=rules`)
    await page.getByText(`${owned} access licenses are owned; how many are used is not measured.`).waitFor()

    await page.getByRole('button', { name: 'Declare use' }).click()
    const dialog = page.getByRole('dialog', { name: 'Declare use' })
    await dialog.getByLabel('In use').fill(`${owned + 3}`)
    await dialog.getByLabel('Note').fill('By the directory')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText(`3 access licenses are missing: ${owned + 3} in use, ${owned} owned.`).waitFor()

    await page.getByRole('button', { name: 'Take back', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByText('Nothing is declared.').waitFor()
  })

  it('shows what a policy would change before it is saved, and takes it back', async () => {
    const { id } = await familyOf('Windows Server')
    const { page } = await openConsole(`families/${id}?tab=rules`)
    await page.getByRole('button', { name: 'Change policies' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change policies of the ledger' })
    await dialog.getByLabel('A license with Software Assurance runs newer versions.').uncheck()
    await dialog.getByRole('link', { name: 'Windows Server', exact: true }).waitFor()
    await dialog.getByLabel('A license with Software Assurance runs newer versions.').check()
    await dialog.getByLabel('A license runs lower editions, where its terms say so.').uncheck()
    await dialog.getByText('No number changes.').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Does not count').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Does not count').waitFor({ state: 'hidden' })
  })

  it('is shown as it was on a day, and says what changed since', async () => {
    const { id } = await familyOf('Office')
    const today = new Date().toISOString().slice(0, 10)
    const { page } = await openConsole(`families/${id}?tab=trend&day=${today}`)
    await page.getByRole('table', { name: 'What changed' }).getByRole('row').nth(1).waitFor()
    expect(await page.getByRole('button', { name: 'What if…' }).isDisabled()).toBe(true)
    await page.goto(page.url().replace(today, '2020-01-01'))
    await page.getByText('No position is kept of that day').waitFor()
    await page.getByRole('button', { name: 'Now' }).click()
    await page.getByRole('heading', { name: 'Which license covers what' }).waitFor()
  })
})
