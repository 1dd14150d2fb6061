import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { freePort } from '../../infra/local/ports.ts'
import { readStackFile } from '../../infra/local/stack-file.ts'
import type { Answer } from '../support/ledger-on.ts'
import { eventually, newDirectory, root, runProgram, sharedStack } from '../support/local-stack.ts'

const { stack, call, run } = sharedStack()
const demo = (variables?: Record<string, string>) => run('local/demo/demo', [], variables)

const get = async (path: string): Promise<Answer['body']> =>
  (await call('GET', path, undefined, { role: 'reader' })).body

/** What the tables of the demo add up to, by hand: what is required, covered, and lacking. */
const lacking = {
  WinRAR: [100, 80, 20],
  Office: [360, 345, 15],
  Acrobat: [36, 30, 6],
  Visio: [50, 45, 5],
  FlashFXP: [3, 0, 3],
  Camtasia: [12, 10, 2],
  Notion: [32, 30, 2],
  Project: [24, 22, 2],
  'Royal TS': [12, 10, 2],
  Workstation: [14, 12, 2],
}

describe('npm run demo', () => {
  it('says what to do when no stack serves, or when it serves no more', async () => {
    const directory = newDirectory()
    const apiUrl = `http://127.0.0.1:${await freePort(0)}`
    writeFileSync(`${directory}/stack.json`, JSON.stringify({ ...readStackFile(stack.directory), apiUrl }))
    const answers = await Promise.all(['/nowhere', directory].map((LOCAL_DIR) => demo({ LOCAL_DIR })))
    expect(answers).toEqual([
      { code: 2, output: expect.stringContaining('Start it (npm start)') },
      { code: 2, output: expect.stringContaining('does not serve any more. Start it again') },
    ])
  })

  it('fills the ledger with an organization that is short of some licenses', async () => {
    const { code, output } = await demo()
    expect(output).toContain('404 devices')
    expect(code).toBe(0)
    expect(await get('/overview')).toMatchObject({
      deviceCount: 404,
      managedDevices: { known: 397, reported: 392 },
      agreementCounts: { volume: 30, other: 30 },
      groupCount: 6,
      pairValidation: { pending: 0, valid: 29, expired: 5, notFound: 2 },
      lastRefresh: { status: 'completed' },
      stale: false,
      expiringAgreements: { length: 10 },
    })
    const groups: Answer['body'][] = (await get('/groups')).items
    expect(groups.map(({ name, agreementCount }) => [name, agreementCount > 0])).toEqual([
      ['Unassigned Agreements', false],
      ...['Engineering', 'Finance', 'IT', 'Marketing', 'Production', 'Sales'].map((name) => [name, true]),
    ])
    const positions = async (status: string): Promise<Answer['body'][]> =>
      (await get(`/software?limit=100&status=${status}`)).items
    const families = async (query: string): Promise<Answer['body'][]> =>
      (await get(`/families?limit=100&${query}`)).items
    const short = await families('status=under-licensed,unlicensed&sort=-shortfall')
    const figures = short.map(({ name, required, covered, shortfall }) => [name, [required, covered, shortfall]])
    expect(Object.fromEntries(figures)).toEqual(lacking)
    for (const [name, [required, covered, shortfall]] of Object.entries(lacking))
      expect(output).toContain(`  ${name}: ${required} required, ${covered} covered, ${shortfall} lacking`)
    expect(await families('contains=windows')).toMatchObject([
      {
        name: 'Windows',
        required: 400,
        covered: 400,
        byRight: { exact: 390, 'prior-version': 10 },
        status: 'licensed',
      },
      { name: 'Windows Server', metric: 'core', required: 64, covered: 64, needsData: 1, status: 'needs-data' },
      { name: 'Windows Server CAL', owned: 400, status: 'not-measured' },
    ])
    expect(await families('contains=sql')).toMatchObject([
      { name: 'SQL Server', metric: 'core', required: 16, covered: 16, needsData: 3, status: 'needs-data' },
      { name: 'SQL Server CAL', owned: 120, status: 'not-measured' },
    ])
    const { items: plans } = await get('/entitlements?source=subscriptions&has=over-assigned')
    expect(plans).toMatchObject([{ product: 'Microsoft 365 Apps Business (O365_BUSINESS)', quantity: 8 }])
    expect((await get('/decisions')).items.map(({ kind }: Answer['body']) => kind)).toContain('unknown-title')
    expect((await positions('unused')).map(({ title }) => title)).toContain('Microsoft Office Professional Plus 2013')
    expect((await positions('not-measured')).map(({ title }) => title)).toContain('AutoCAD LT 2020')
    expect(await get('/devices/16777301')).toMatchObject({
      facts: { cores: 16, processors: 2, virtual: false, products: [{ edition: 'Standard' }] },
    })
    expect((await positions('covered')).length).toBeGreaterThan(20)
    const byManager = (await positions('not-licensable')).filter(({ recognizedBy }) => recognizedBy === 'manager')
    expect(byManager.map(({ title }) => title)).toEqual(['Remote Desktop Manager Free'])
  })

  it('makes up a past of eight weeks, in which there were fewer devices and agreements', async () => {
    const { items, firstDay } = await get('/trend')
    expect(items).toHaveLength(57)
    expect(firstDay).toBe(items.at(-1).date)
    expect(items.at(-1).byMetric.device.required).toBeLessThan(items[0].byMetric.device.required)
    const { items: changed } = await get(`/changes?from=${items[28].date}`)
    const causes = changed.flatMap((family: Answer['body']) => family.causes.map(({ kind }: Answer['body']) => kind))
    expect(causes).toEqual(expect.arrayContaining(['devices', 'agreements']))
  })

  it('makes the license reports, which readers see, too', async () => {
    const { items } = await get('/reports')
    expect(items.map(({ type, status }: Answer['body']) => [type, status])).toEqual([
      ['installation', 'completed'],
      ['purchase', 'completed'],
      ['purchase', 'completed'],
    ])
  })

  it('finds everything there when it runs again', async () => {
    const { code, output } = await demo()
    expect(code).toBe(0)
    expect(output).not.toContain('created')
    expect(output).toContain('there are earlier days already')
    expect(output).toMatch(/AppInvRawData\.zip: completed, (\d+) lines: \1 unchanged/)
    for (const said of [
      'group Sales: there already',
      'agreement Postbox: there already',
      'from-the-reseller.csv: rejected',
    ])
      expect(output).toContain(said)
    const links = output.match(/http:\S+X-Amz-\S+/g) ?? []
    expect(links).toHaveLength(4)
    for (const link of links) expect((await fetch(link)).status).toBe(200)
    expect(await get('/overview')).toMatchObject({ deviceCount: 404, agreementCounts: { volume: 30, other: 30 } })
    const imports: Answer['body'][] = (await get('/imports?limit=100')).items
    const failed = imports.filter(({ status }) => status !== 'completed').map(({ fileName }) => fileName)
    expect(failed).toEqual(['from-the-reseller.csv', 'from-the-reseller.csv'])
  })
})

describe('docs/guide.md', () => {
  it('runs from top to bottom as it is written', async () => {
    const guide = readFileSync(`${root}/docs/guide.md`, 'utf8')
    const blocks = [...guide.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block]) => block)
    expect(blocks.length).toBeGreaterThan(10)
    const { code, output } = await runProgram('bash', ['-e', '-o', 'pipefail', '-c', blocks.join('\n')], {
      LOCAL_DIR: stack.directory,
    })
    expect(code, output).toBe(0)
  })
})

describe('npm run verify, after the demo and the guide,', () => {
  it('finds nothing that differs', async () => {
    const verification = await eventually(async () => {
      const { code, output } = await run('operations/verify')
      return code === 0 ? output : undefined
    })
    expect(verification).toContain('405 devices')
  })
})
