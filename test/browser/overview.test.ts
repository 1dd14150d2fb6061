import { describe, expect, it } from 'vitest'
import { openConsole, sharedLedger, useBrowser } from '../support/console.ts'

useBrowser()
const { call } = sharedLedger()

const read = async (path: string) => (await call('GET', path)).body
const count = (value: number) => value.toLocaleString('en-US')

describe('The overview', () => {
  it('says the position in a sentence whose numbers lead to what they count', async () => {
    const { families } = await read('/overview')
    const [today] = (await read('/trend?days=1')).items
    const { page } = await openConsole('', 'Reader')
    const lacking = families.underLicensed + families.unlicensed
    const all = Object.values<number>(families).reduce((sum, one) => sum + one, 0)
    await page.getByRole('link', { name: `${count(lacking)} of ${count(all)} families` }).waitFor()
    await page.getByRole('link', { name: new RegExp(`^${count(today.byMetric.device.shortfall)} licenses`) }).waitFor()
    await page
      .getByRole('figure', { name: 'Families by status' })
      .getByRole('link', { name: `Under-licensed ${families.underLicensed}` })
      .click()
    const rows = page.getByRole('grid', { name: 'Families' })
    await expect.poll(() => rows.getAttribute('aria-rowcount')).toBe(String(families.underLicensed + 1))
  })

  it('lists what lacks, what is too much, what waits and what ends', async () => {
    const { shortfalls, surpluses } = await read('/overview')
    const { facets, totals } = await read('/decisions?limit=1')
    const { page } = await openConsole('', 'Reader')
    const part = (name: string) => page.getByRole('region', { name, exact: true })
    await part('Shortfalls').getByRole('row').nth(1).getByRole('link', { name: shortfalls[0].name }).waitFor()
    await part('Surpluses').getByRole('row').nth(1).getByRole('link', { name: surpluses[0].name }).waitFor()
    await part('Open decisions').getByText(`${totals.count} open decisions`).waitFor()
    expect(await part('Open decisions').getByRole('row').count()).toBe(Object.keys(facets.kind).length + 2)
    const end = part('Ends in 90 days')
    const soonest = (await read('/calendar?limit=1')).items[0]
    await end.getByRole('row').nth(1).getByRole('link', { name: soonest.name }).waitFor()
    await part('Changed since your last visit').getByText('your first visit in this browser').waitFor()
    await part('Last imports').getByRole('link').nth(1).waitFor()
    expect(await page.getByRole('button', { name: 'Refresh Now' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Import files' }).count()).toBe(0)
  })

  it('looks up all pairs when a manager says so, and shows how far that is', async () => {
    const { page } = await openConsole('')
    const before = (await read('/refreshes?limit=1')).items[0].id
    await page.getByRole('button', { name: 'Refresh Now' }).click()
    await page.getByRole('progressbar', { name: 'Looking up pairs' }).waitFor()
    const [newest] = (await read('/refreshes?limit=1')).items
    expect(newest).toMatchObject({ trigger: 'manual', scope: { type: 'all' } })
    expect(newest.id).not.toBe(before)
  })
})
