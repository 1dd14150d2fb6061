import { beforeEach, describe, expect, it } from 'vitest'
import { readLists } from '../../lib/positions/lists/read-lists.ts'
import { importer, sqsEvent, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let imports: TestImporter
let inventory: ReturnType<typeof inventoryOf>
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  inventory = inventoryOf(ledger)
})

const key = 'imports/device-facts/facts.csv'
const headings = 'deviceId,product,edition,cores,processors,virtual'
const give = (...rows: string[]) => imports.drop(key, [headings, ...rows].join('\n'))
const factsOf = async (deviceId: string) => (await inventory.device(deviceId)).body.facts
const report = (deviceId: string, ...software: string[]) =>
  inventory.report(deviceId, new Date().toISOString(), software)
const sql = 'Microsoft/Microsoft SQL Server 2019 (64-bit)@15.0'
const titles = async () => {
  await ledger.work()
  const { items } = (await ledger.call('GET /software', { query: { limit: '100' } })).body
  return items.map(({ title, installedCount }: Record<string, unknown>) => [title, installedCount])
}

describe('a file of device facts', () => {
  it('says what a device has, and its edition, beside what it reports', async () => {
    await report('srv-1', sql)
    const run = await give('SRV-1,SQL Server 2019,Standard,16,2,no')
    expect(run).toMatchObject({ kind: 'device-facts', status: 'completed', counts: { rows: 1, created: 1 } })
    const machine = { cores: 16, processors: 2, virtual: false }
    const products = [{ publisher: 'Microsoft', product: 'SQL Server 2019', edition: 'Standard' }]
    expect(await factsOf('srv-1')).toMatchObject({ ...machine, products })
    expect(await inventory.softwareOf('srv-1')).toEqual([sql])
    expect(await titles()).toEqual([
      ['Microsoft SQL Server 2019', 1],
      ['SQL Server 2019 Standard', 1],
    ])
    const { body } = await ledger.call('GET /devices/{deviceId}', { params: { deviceId: 'srv-1' } })
    const [{ titleId }] = body.facts.products
    const title = await ledger.call('GET /software/{titleId}', { params: { titleId } })
    expect(title.body).toMatchObject({ product: { family: 'SQL Server', edition: 'Standard', version: '2019' } })
    expect(await recount(ledger)).toEqual([])
  })

  it('waits for devices that have not reported, and its names count once they do', async () => {
    expect(await give('srv-1,SQL Server 2022,Enterprise,32,,')).toMatchObject({ counts: { created: 1 } })
    expect((await inventory.device('srv-1')).status).toBe(404)
    expect(await titles()).toEqual([])
    await report('srv-1', 'Maker/Tool@1')
    expect(await titles()).toContainEqual(['SQL Server 2022 Enterprise', 1])
    expect(await factsOf('srv-1')).toMatchObject({ cores: 32 })
  })

  it('gives the lists of a run the facts of machines, and their names once', async () => {
    await report('a', 'Microsoft/SQL Server 2019 Standard@15', 'Maker/Tool@1')
    await report('b', 'Maker/Tool@1')
    await report('c', 'Maker/Tool@1')
    await give('a,SQL Server 2019,Standard,16,2,', 'a,Windows Server 2022,Datacenter,,,yes', 'b,,,8,,no', 'gone,,,4,,')
    const { devices, installs, machines, names } = await readLists(ledger.table)
    const titlesOf = ({ starts, nameNumbers }: typeof machines.names | typeof installs, place: number) =>
      [...nameNumbers.slice(starts[place], starts[place + 1])].map((number) => names[number]?.title).sort()
    const said = machines.device.map((device, place) => ({
      id: devices.ids[device],
      installs: titlesOf(installs, device),
      facts: titlesOf(machines.names, place),
      machine: [machines.cores[place], machines.processors[place], machines.isVirtual[place]],
    }))
    const ofFacts = ['SQL Server 2019 Standard', 'Windows Server 2022 Datacenter']
    expect(said.sort((one, other) => ((one.id ?? '') < (other.id ?? '') ? -1 : 1))).toEqual([
      { id: 'a', installs: [...ofFacts.slice(0, 1), 'Tool', ...ofFacts.slice(1)], facts: ofFacts, machine: [16, 2, 1] },
      { id: 'b', installs: ['Tool'], facts: [], machine: [8, 0, 0] },
    ])
  })

  it('replaces what it says, and leaves what it does not say', async () => {
    await report('srv', 'Maker/Tool@1')
    await give('srv,SQL Server 2019,Standard,16,2,no', 'srv,BizTalk Server 2020,Branch,,,')
    const again = await give('srv,SQL Server 2019,Standard,16,2,no', 'srv,BizTalk Server 2020,Branch,,,')
    expect(again).toMatchObject({ counts: { created: 0, updated: 0, unchanged: 2 } })
    await give('srv,sql-server 2019,Enterprise,,,', 'srv,,,32,,')
    const edited = { cores: 32, processors: 2, virtual: false }
    const biztalk = { product: 'BizTalk Server 2020', edition: 'Branch' }
    expect(await factsOf('srv')).toMatchObject({
      ...edited,
      products: [biztalk, { product: 'sql-server 2019', edition: 'Enterprise' }],
    })
    expect(await give('srv,SQL Server 2019,,,,')).toMatchObject({ counts: { unchanged: 1 } })
    await give('srv,SQL Server 2019,none,,,')
    expect(await factsOf('srv')).toMatchObject({ ...edited, products: [biztalk] })
  })

  it('may name several editions of a product, and products of other publishers', async () => {
    await report('srv', 'Maker/Tool@1')
    const rows = [
      'srv,SQL Server 2019,Standard,',
      'srv,SQL Server 2019,Developer,',
      'srv,Database 19c,Enterprise,Oracle',
    ]
    await imports.drop(key, ['deviceId,product,edition,publisher', ...rows].join('\n'))
    expect((await factsOf('srv')).products).toMatchObject([
      { publisher: 'Microsoft', edition: 'Standard' },
      { publisher: 'Microsoft', edition: 'Developer' },
      { publisher: 'Oracle', product: 'Database 19c', edition: 'Enterprise' },
    ])
  })

  it('names what is wrong line by line', async () => {
    const run = await give(
      ',SQL Server 2019,Standard,,,',
      'a,,Standard,,,',
      'a,,,,,',
      'a,,,0,,',
      'a,,,2,4,',
      'a,,,,,maybe',
      'b,,,8,,',
      'B,,,16,,',
      'b,SQL Server 2019,Standard,8,,',
    )
    expect(run).toMatchObject({ status: 'rejected', counts: { rows: 9, rejected: 7 } })
    expect(run.errors.map(({ line, column, code }: Record<string, unknown>) => [line, column, code])).toEqual([
      [2, 1, 'missing-field'],
      [3, 2, 'missing-field'],
      [4, 2, 'missing-field'],
      [5, 4, 'invalid-count'],
      [6, 4, 'invalid-count'],
      [7, 6, 'invalid-field'],
      [9, undefined, 'duplicate-line'],
    ])
    expect((await ledger.scan()).filter(({ pk }) => /^(DEVICE-FACTS|NAMES)#/.test(String(pk)))).toEqual([])
    const headless = await imports.drop(key, 'deviceId,edition\na,Standard')
    expect(headless).toMatchObject({ status: 'rejected', errors: [{ code: 'unknown-columns' }] })
  })

  it('stores nothing on a dry run, not even names', async () => {
    await imports.drop(key, `${headings}\nsrv,SQL Server 2019,Standard,,,`, { 'dry-run': 'true' })
    expect((await ledger.scan()).filter(({ pk }) => /^(DEVICE-FACTS|NAMES)#/.test(String(pk)))).toEqual([])
  })

  it('takes at most 100 products of a device', async () => {
    const rows = Array.from({ length: 101 }, (_, index) => `srv,Product ${index}x,Pro,,,`)
    expect(await give(...rows)).toMatchObject({ status: 'rejected', counts: { rejected: 101 } })
    expect(await give(...rows.slice(1))).toMatchObject({ status: 'completed', counts: { created: 100 } })
  })

  it('is undone: what was before applies again, and what was changed since stays', async () => {
    for (const id of ['one', 'two', 'three']) await report(id, 'Maker/Tool@1')
    await give('one,,,4,,')
    const { id } = await give('one,SQL Server 2019,Standard,8,,', 'two,,,8,,', 'three,,,8,,')
    await give('three,,,16,,')
    const undone = await ledger.call('POST /imports/{importId}/undo', { params: { importId: id } })
    expect(undone.status).toBe(202)
    for (const importId of ledger.woken.splice(0)) await imports.deliver(sqsEvent({ importId }))
    expect((await ledger.call('GET /imports/{importId}', { params: { importId: id } })).body).toMatchObject({
      status: 'undone',
      undo: { restored: 2, left: 1, leftItems: [{ line: 4, code: 'changed-since' }] },
    })
    expect(await factsOf('one')).toMatchObject({ cores: 4, products: [] })
    expect(await factsOf('two')).toBeUndefined()
    expect(await factsOf('three')).toMatchObject({ cores: 16 })
    expect((await ledger.call('GET /audit')).body.items[0]).toMatchObject({
      action: 'import-undone',
      changes: [
        { type: 'device', id: 'one', before: { cores: 8 }, after: { cores: 4 } },
        { type: 'device', id: 'two', after: null },
      ],
    })
  })

  it('goes with its device', async () => {
    await report('srv', 'Maker/Tool@1')
    await give('srv,,,16,,')
    await inventory.drop('srv')
    await report('srv', 'Maker/Tool@2')
    expect(await factsOf('srv')).toBeUndefined()
  })
})
