import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { isBuiltInName } from '../../lib/agreements/records/group.ts'
import { nameFault, nameKey } from '../../lib/foundation/text/name.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { formulasIn } from '../support/formulas.ts'
import { importer } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'
import { reporter, type TestReporter } from '../support/reports.ts'

let ledger: TestLedger
let reports: TestReporter
const products = [
  ['Adobe', 'Acrobat Pro'],
  ['Adobe', 'Photoshop'],
  ['TechSmith', 'Snagit'],
] as const
beforeEach(async () => {
  ledger = await newLedger()
  reports = reporter(ledger)
  await makeReady(ledger)
  await addTitles(ledger, 'Adobe', ['Acrobat Pro', 'Photoshop'])
  await addTitles(ledger, 'TechSmith', ['Snagit'])
})

const create = async (name: string, more: Record<string, unknown> = {}) => {
  const body = { type: 'other', name, publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 5, ...more }
  return (await ledger.call('POST /agreements', { body })).body
}

describe('an export of other agreements', () => {
  it('has them with their details at the keys that import them, after the catalog that they need', async () => {
    await create('Loose', {
      startDate: '2026-01-01',
      endDate: '2026-12-31',
      restrictions: ['suite', 'prior-version'],
      details: '=key, "1"\nline 2',
    })
    await create('-Dash', { group: { name: 'Büro' }, productTitle: 'Acrobat Pro' })
    await ledger.call('POST /agreements', { body: { type: 'volume', name: 'Volume', pairs: [newPair()] } })
    const { manifest, files } = await reports.run()
    expect(manifest.files).toEqual([
      { kind: 'catalog', path: 'imports/catalog/catalog.csv', metadata: {}, titles: 2 },
      {
        kind: 'agreements',
        path: 'imports/agreements/no-program(1).csv',
        group: 'Unassigned Agreements',
        metadata: {},
        pairs: 1,
      },
      {
        kind: 'other-agreements',
        path: 'imports/other-agreements/other-agreements(1).csv',
        group: 'Unassigned Agreements',
        metadata: {},
        agreements: 1,
      },
      {
        kind: 'other-agreements',
        path: 'imports/other-agreements/Büro/other-agreements(1).csv',
        group: 'Büro',
        metadata: {},
        agreements: 1,
      },
    ])
    expect(manifest.hints?.join()).toContain('no-inventory')
    const head = '\ufeffname,publisher,productTitle,licenseCount,startDate,endDate,details,restrictions\r\n'
    expect(files.get('imports/other-agreements/other-agreements(1).csv')).toBe(
      `${head}Loose,Adobe,Photoshop,5,2026-01-01,2026-12-31,"'=key, ""1""\nline 2",suite prior-version\r\n`,
    )
    expect(files.get('imports/other-agreements/Büro/other-agreements(1).csv')).toBe(
      `${head}'-Dash,Adobe,Acrobat Pro,5,,,,\r\n`,
    )
    expect(files.get('imports/catalog/catalog.csv')).toBe(
      '\ufeffpublisher,title,licensable\r\nAdobe,Photoshop,true\r\nAdobe,Acrobat Pro,true\r\n',
    )
  })

  it('is left out of an export of volume agreements, and can be requested alone', async () => {
    await create('Other')
    await ledger.call('POST /agreements', { body: { type: 'volume', name: 'Volume', pairs: [newPair()] } })
    const kinds = async (agreementType: string) =>
      (await reports.run({ agreementType })).manifest.files.map(({ kind }) => kind)
    expect(await kinds('volume')).toEqual(['agreements'])
    expect(await kinds('other')).toEqual(['catalog', 'other-agreements'])
  })

  it('gives the same agreements when it is imported into an empty ledger', async () => {
    const part = fc.constantFrom('-', ',', ' ', '?', '`', 'a', 'Z', '7', 'é', 'ß', '東', '💻', '\u2028')
    const Name = fc
      .oneof(fc.string({ unit: part, minLength: 1, maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }))
      .map((name) => name.trim())
      .filter((name) => nameFault(name) === undefined)
    const Details = fc.oneof(
      fc.constant(undefined),
      fc.string({
        unit: fc.constantFrom('"', "'", ',', ';', '\t', '\n', '=', '-', '@', '+', 'k', '1', ' ', '東'),
        maxLength: 80,
      }),
      fc.constant(Array.from({ length: 60 }, (_, line) => `key ${line}: "${line}", ;;;`).join('\n')),
      fc.constant(`a${'\n'.repeat(3_998)}b`),
    )
    const Day = fc.constantFrom(undefined, '2026-01-31', '2028-02-29')
    const Agreement = fc.record({
      name: Name,
      product: fc.constantFrom(...products),
      licenseCount: fc.integer({ min: 1, max: 10_000_000 }),
      startDate: Day,
      endDate: fc.constantFrom(undefined, '2028-02-29', '2030-12-31'),
      details: Details,
      restrictions: fc.constantFrom(undefined, ['suite'], ['suite', 'lower-edition']),
      group: fc.nat({ max: 3 }),
    })
    const Content = fc.record({
      groups: fc.uniqueArray(
        fc.oneof(Name, fc.constantFrom('.', '💻'.repeat(256))).filter((name) => !isBuiltInName(name)),
        { maxLength: 3, selector: nameKey },
      ),
      agreements: fc.uniqueArray(Agreement, { maxLength: 6, selector: ({ name }) => nameKey(name) }),
    })
    const describeLedger = async ({ call }: TestLedger) => {
      const groups = (await call('GET /groups')).body.items
      const nameOf = new Map(groups.map(({ id, name }: { id: string; name: string }) => [id, name]))
      const { items } = (await call('GET /agreements', { query: { limit: '100' } })).body
      const all = []
      for (const { id: agreementId } of items) {
        const { body } = await call('GET /agreements/{agreementId}', { params: { agreementId } })
        const { id, createdAt, updatedAt, groupId, ...fields } = body
        all.push({ ...fields, group: nameOf.get(groupId) })
      }
      return all
    }

    await fc.assert(
      fc.asyncProperty(Content, async ({ groups, agreements }) => {
        for (const item of (await ledger.call('GET /agreements')).body.items)
          await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: item.id } })
        const ids = ['unassigned']
        for (const name of groups) {
          const made = (await ledger.call('POST /groups', { body: { name } })).body
          ids.push(made.id)
        }
        for (const { product, group, ...fields } of agreements) {
          const [publisher, productTitle] = product
          const more = { ...fields, publisher, productTitle, group: { id: ids[group % ids.length] } }
          expect(await create(fields.name, more)).toMatchObject({ name: fields.name })
        }
        const { manifest, files } = await reports.run()
        expect([...files.values()].flatMap(formulasIn)).toEqual([])

        const other = await newLedger()
        const imports = importer(other)
        await makeReady(other)
        for (const { path, group, metadata } of manifest.files) {
          // What lies under uploads/ is put with its group, which the emulator takes as a key where S3 would not.
          const key = path.replace(/^uploads\/[^/]+/, `imports/other-agreements/${group}`)
          expect(await imports.drop(key, files.get(path) ?? '', metadata)).toMatchObject({
            status: 'completed',
            counts: { rejected: 0, updated: 0, unchanged: 0 },
          })
        }
        expect(await describeLedger(other)).toEqual(await describeLedger(ledger))
        expect(await recount(other)).toEqual([])
        for (const id of ids.slice(1)) await ledger.call('DELETE /groups/{groupId}', { params: { groupId: id } })
      }),
      { numRuns: 8 },
    )
  })
})
