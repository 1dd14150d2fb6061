import { beforeEach, describe, expect, it } from 'vitest'
import { licensesOf, statementHeadings, summaryHeadings } from '../support/entitlements.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { positionsOf } from '../support/positions.ts'

let ledger: TestLedger
let positions: ReturnType<typeof positionsOf>
let imports: TestImporter
let minutes = 0

const pair = { agreementNumber: 'A1', licenseNumber: 'L1' }
const twin = { agreementNumber: 'A2', licenseNumber: 'L1' }
const product = 'SQL Server - Standard'

/** Time passes, so that files have their order. */
const tick = () => {
  minutes += 1
  ledger.setClock(new Date(Date.UTC(2026, 5, 15, 12, minutes)))
}

beforeEach(async () => {
  ledger = await newLedger()
  tick()
  positions = positionsOf(ledger)
  imports = importer(ledger)
  await inventoryOf(ledger).report('PC', ledger.ledger.now().toISOString(), [
    'Microsoft Corporation/Microsoft SQL Server 2019 Standard@15',
  ])
  await ledger.work()
})

const hold = async (...pairs: (typeof pair)[]): Promise<string> => {
  const name = pairs.map(({ agreementNumber }) => agreementNumber).join(' ')
  return (await ledger.call('POST /agreements', { body: { type: 'volume', name, pairs } })).body.id
}
const release = (agreementId: string) => ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId } })
const says = async (who: typeof pair, quantity: number | undefined, status: 'valid' | 'expired' = 'valid') => {
  tick()
  const entitlements = quantity === undefined ? [] : [licensesOf(product, quantity)]
  await positions.answer(who, { status, entitlements })
}
const summary = async (...rows: [quantity: number, licenseId: string, name?: string][]) => {
  tick()
  const lines = rows.map(([quantity, id, name = product]) => `${name},2019,Servers,License,${quantity},0,${id}`)
  const run = await imports.drop('imports/entitlements/summary.csv', [summaryHeadings, ...lines].join('\n'))
  expect(run).toMatchObject({ status: 'completed', layout: 'license-summary' })
}
const statement = async (...rows: [quantity: number, licenseId: string, upgrade?: number][]) => {
  tick()
  const lines = rows.map(
    ([quantity, id, upgrade = 0]) => `Servers,${product},2019,${quantity},${upgrade},,90,All Countries,${id}`,
  )
  const headings = [...statementHeadings, 'License ID'].join(',')
  const run = await imports.drop('imports/entitlements/statement.csv', [headings, ...lines].join('\n'))
  expect(run).toMatchObject({ status: 'completed', layout: 'license-statement' })
}
const entitled = async (): Promise<number | undefined> => {
  await ledger.work()
  expect(await positions.differences()).toEqual([])
  return (await positions.of('Microsoft SQL Server 2019 Standard'))?.entitled
}

describe('sources never add up twice (spec: Entitlements)', () => {
  it('what a pair’s own VLSC answer says wins over files', async () => {
    await hold(pair)
    await summary([9, 'L1'])
    ledger.announcedRefreshes.splice(0)
    await says(pair, 4)
    expect(await entitled()).toBe(4)
    await says(pair, undefined)
    expect(await entitled()).toBe(9)
  })

  it('a quantity of 0 is an answer too', async () => {
    await hold(pair)
    await says(pair, 0)
    await summary([9, 'L1'], [90, ''])
    expect(await entitled()).toBe(0)
  })

  it('an organization-wide row counts only where no pair reports that product: never both', async () => {
    await summary([50, ''])
    expect(await entitled()).toBe(50)
    const id = await hold(pair)
    await says(pair, 4)
    expect(await entitled()).toBe(4)
    await release(id)
    expect(await entitled()).toBe(50)
  })

  it('nor beside a row of a pair’s License ID', async () => {
    await hold(pair)
    await says(pair, undefined)
    await summary([50, ''], [3, 'L1'])
    expect(await entitled()).toBe(3)
  })

  it('held by several pairs, rows with a License ID count once', async () => {
    await hold(pair)
    const id = await hold(twin)
    await says(pair, undefined)
    await says(twin, undefined)
    await summary([7, 'l1'])
    expect(await entitled()).toBe(7)
    await says(twin, 2)
    expect(await entitled()).toBe(2)
    await release(id)
    expect(await entitled()).toBe(7)
  })

  it('held by none they are unmatched entitlements, and leave the organization’s rows alone', async () => {
    await summary([7, 'L1'], [50, ''])
    expect(await entitled()).toBe(50)
    await hold(pair)
    await says(pair, undefined)
    expect(await entitled()).toBe(7)
  })

  it('a new file replaces the earlier rows of its layout: per License ID, and those without one as a whole', async () => {
    await hold(pair, { agreementNumber: 'A3', licenseNumber: 'L3' })
    await says(pair, undefined)
    await summary([5, 'L1'], [6, 'L3'])
    expect(await entitled()).toBe(11)
    await summary([1, 'L3'])
    expect(await entitled()).toBe(6)
    await summary([2, 'L1', 'Another product'])
    expect(await entitled()).toBe(1)
    await summary([2, 'L1'], [2, 'L3', 'Another product'])
    expect(await entitled()).toBe(2)
  })

  it('of two layouts the newer file counts', async () => {
    await hold(pair)
    await says(pair, undefined)
    await summary([5, 'L1'])
    await statement([3, 'L1'])
    expect(await entitled()).toBe(3)
    await summary([6, 'L1'])
    expect(await entitled()).toBe(6)
  })

  it.each(['L1', ''])('and it counts too where it repeats what an older one of its layout said (“%s”)', async (id) => {
    await hold(pair)
    await says(pair, undefined)
    await summary([5, id], [2, id, 'Microsoft SQL Server Standard'])
    await statement([3, id])
    expect(await entitled()).toBe(3)
    await summary([5, id], [4, id, 'Microsoft SQL Server Standard'])
    expect(await entitled()).toBe(9)
    await statement([3, id])
    expect(await entitled()).toBe(3)
    await summary([5, id], [4, id, 'Microsoft SQL Server Standard'])
    expect(await entitled()).toBe(9)
  })

  it('only the effective quantity counts: neither upgrades nor Software Assurance', async () => {
    await statement([3, '', 40])
    expect(await entitled()).toBe(3)
  })

  it('deleted pairs leave at once, pending ones count 0, expired ones what VLSC still reports, flagged', async () => {
    const id = await hold(pair)
    expect(await entitled()).toBe(0)
    await says(pair, 4, 'expired')
    expect(await entitled()).toBe(4)
    expect((await positions.find('Microsoft SQL Server 2019 Standard')).flags).toContain('expired-pairs')
    await release(id)
    expect(await entitled()).toBe(0)
    expect((await positions.find('Microsoft SQL Server 2019 Standard')).flags).toEqual([])
  })

  it('spellings of one product are one product', async () => {
    await hold(pair)
    await says(pair, undefined)
    await summary([3, 'L1', 'Microsoft SQL Server Standard'], [50, '', 'SQL  SERVER — STANDARD'])
    expect(await entitled()).toBe(3)
  })
})
