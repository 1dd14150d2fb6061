import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leafCache } from '../../lib/catalog/leaf-cache.ts'
import { searchTitles } from '../../lib/catalog/search-catalog.ts'
import { type CatalogRow, packWork } from '../../lib/catalog/shelf.ts'
import { catalogPartition } from '../../lib/table/keys.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { readWork } from '../../lib/work/work.ts'
import { rowsOf, shelvesOf } from '../support/catalog-on.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let shelves: ReturnType<typeof shelvesOf>
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  shelves = shelvesOf(ledger)
})
afterEach(() => heal())

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `Title ${String(index + from).padStart(5, '0')}`)
const namesOf = (found: { title: string }[]) => found.map(({ title }) => title)
const later = (seconds: number) => ledger.setClock(new Date(ledger.ledger.now().getTime() + 1_000 * seconds))
const work = packWork(catalogPartition('ACME'))

describe('a shelf', () => {
  it('is packed when a hundred rows lie loose, and lists the same before and after', async () => {
    await shelves.put('Acme', rowsOf(numbered(99)))
    expect(ledger.announced).toEqual([])
    const before = await shelves.all('Acme')
    await shelves.put('Acme', rowsOf(numbered(1, 99)))
    expect(ledger.announced).toEqual([work])
    expect(await shelves.count('Acme')).toEqual({ rows: 100, leaves: 0 })
    await ledger.work()
    expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 1 })
    expect(await readWork(ledger.table, work)).toBeUndefined()
    const after = await shelves.all('Acme')
    expect(after.size).toBe(100)
    for (const [id, title] of before) expect(after.get(id)).toEqual(title)
  })

  it('says of a packed title what was said last, and forgets one that was taken out', async () => {
    await shelves.put('Acme', rowsOf(['One', 'Two', 'Three']))
    await shelves.pack('Acme')
    const change: CatalogRow[] = [
      { id: 'ID-One', name: 'One', licensable: false, revision: 2 },
      { id: 'ID-Two', name: 'Two', licensable: true, revision: 2, removed: true },
    ]
    const expected = [
      { id: 'ID-One', title: 'One', publisher: 'Acme', licensable: false },
      { id: 'ID-Three', title: 'Three', publisher: 'Acme', licensable: true },
    ]
    await shelves.put('Acme', change)
    expect(await shelves.titles('Acme')).toEqual(expected)
    await shelves.pack('Acme')
    expect(await shelves.titles('Acme')).toEqual(expected)
    expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 1 })
    await shelves.put('Acme', [{ id: 'ID-Two', name: 'Two', licensable: true, revision: 3 }])
    await shelves.pack('Acme')
    expect(namesOf(await shelves.titles('Acme'))).toEqual(['One', 'Three', 'Two'])
    await shelves.put(
      'Acme',
      rowsOf(['One', 'Two', 'Three'], 4).map((row) => ({ ...row, removed: true as const })),
    )
    await shelves.pack('Acme')
    expect(await shelves.titles('Acme')).toEqual([])
    expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 0 })
  })

  it('takes names of any letters and length', async () => {
    const long = '\u{20BB7}'.repeat(300)
    for (const publisher of ['Größe & Söhne', '奇虎', long])
      await shelves.put(publisher, rowsOf(['Straße 1', 'ΑΣΣΟΣ', long, 'a "b" \\ c']))
    for (const round of [1, 2]) {
      for (const publisher of ['GRÖSSE & SÖHNE'.replace('SS', 'ß'), '奇虎', long]) {
        expect(namesOf(await shelves.titles(publisher, 'strasse')), `${round}`).toEqual(['Straße 1'])
        expect(namesOf(await shelves.titles(publisher, 'σοσ'))).toEqual(['ΑΣΣΟΣ'])
        expect(namesOf(await shelves.titles(publisher, '"B" \\'))).toEqual(['a "b" \\ c'])
        expect(await shelves.titles(publisher)).toHaveLength(4)
      }
      for (const publisher of ['Größe & Söhne', '奇虎', long, undefined]) await shelves.pack(publisher)
    }
    expect(await shelves.publishers('奇')).toEqual(['奇虎'])
  })

  it('of many rows is read and packed at once', async () => {
    await shelves.put('Acme', rowsOf(numbered(500)))
    expect(ledger.announced).toHaveLength(5)
    expect((await shelves.titles('Acme', '00499')).length).toBe(1)
    await ledger.work()
    expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 1 })
    expect((await shelves.all('Acme')).size).toBe(500)
  })

  it('is for any rows, said in any order and packed at any time, what was said last', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Name ${index}`)
    const row = fc.record({
      name: fc.constantFrom(...names),
      licensable: fc.boolean(),
      removed: fc.option(fc.constant(true as const), { nil: undefined }),
    })
    const step = fc.oneof(
      fc.uniqueArray(row, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
      fc.constant('pack' as const),
    )
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const publisher = `Publisher ${runs++}`
        const model = new Map<string, boolean>()
        let revision = 0
        for (const next of steps) {
          if (next === 'pack') {
            if (model.size > 0 || revision > 0) await shelves.pack(publisher)
          } else {
            revision += 1
            const rows = next.map(({ name, licensable, removed }) => ({
              id: `ID-${name}`,
              name,
              licensable,
              revision,
              ...(removed && { removed }),
            }))
            await shelves.put(publisher, rows)
            for (const { name, licensable, removed } of next)
              if (removed) model.delete(name)
              else model.set(name, licensable)
          }
          const listed = await shelves.titles(publisher)
          expect(new Map(listed.map(({ title, licensable }) => [title, licensable]))).toEqual(model)
          expect(listed).toHaveLength(model.size)
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('a packing', () => {
  const old = rowsOf(numbered(30))
  const fill = async () => {
    await shelves.put('Acme', old)
    await shelves.pack('Acme')
    await shelves.put('Acme', [
      ...rowsOf(numbered(150, 30)),
      ...rowsOf(numbered(3), 2).map((row) => ({ ...row, licensable: false })),
      ...rowsOf(numbered(3, 3), 2).map((row) => ({ ...row, removed: true as const })),
    ])
  }

  it('that crashed at any point leaves all as it was, and is finished by another worker', async () => {
    await fill()
    const expected = await shelves.all('Acme')
    expect(expected.size).toBe(177)
    let transactions = 0
    heal = injectFaults(ledger.client, {
      before: ({ command }) => {
        if (command === 'TransactWriteItems') transactions += 1
        return undefined
      },
    })
    await ledger.work()
    heal()
    expect(transactions).toBe(5)
    expect(await shelves.all('Acme')).toEqual(expected)
    const points = Array.from({ length: transactions }, (_, count) => ['after', count] as const)
    for (const [when, crash] of [['before', 0] as const, ...points]) {
      ledger = await newLedger()
      shelves = shelvesOf(ledger)
      await fill()
      heal = injectFaults(ledger.client, {
        [when]: ({ command, count }: { command: string; count: number }) =>
          command === 'TransactWriteItems' && count >= crash ? new Crash() : undefined,
      })
      await expect(doWork(ledger.ledger, work)).rejects.toThrow(Crash)
      heal()
      expect(await shelves.all('Acme')).toEqual(expected)
      later(61)
      await doWork(ledger.ledger, work)
      expect(await shelves.all('Acme')).toEqual(expected)
      expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 1 })
      expect(await readWork(ledger.table, work)).toBeUndefined()
    }
  })

  it('leaves what is said meanwhile, and goes on until little lies loose', async () => {
    for (const before of ['"LEAF#', '"Delete"']) {
      ledger = await newLedger()
      shelves = shelvesOf(ledger)
      await fill()
      heal = interleave(ledger.client, before, async () => {
        await shelves.put('Acme', [
          ...rowsOf(numbered(120, 1_000)),
          ...rowsOf(numbered(2, 40), 9).map((row) => ({ ...row, licensable: false })),
          ...rowsOf(numbered(2, 50), 9).map((row) => ({ ...row, removed: true as const })),
        ])
      })
      await doWork(ledger.ledger, work)
      heal()
      const listed = await shelves.all('Acme')
      expect(listed.size).toBe(177 + 120 - 2)
      expect(listed.get('ID-Title 00040')).toBe(false)
      expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 1 })
      expect(await readWork(ledger.table, work)).toBeUndefined()
    }
  })

  it('is left to the worker that does it', async () => {
    await fill()
    heal = interleave(ledger.client, '"LEAF#', () => doWork(ledger.ledger, work))
    await doWork(ledger.ledger, work)
    heal()
    expect((await shelves.all('Acme')).size).toBe(177)
    expect(await shelves.count('Acme')).toEqual({ rows: 0, leaves: 1 })
  })

  it.each(['"SHELF"', '"LEAF#', '"Delete"', 'WORK#'])(
    'that slept before %s while another one did it all changes nothing',
    async (text) => {
      await fill()
      heal = interleave(ledger.client, text, async () => {
        later(61)
        await doWork(ledger.ledger, work)
        // Said of what the sleeping one has read.
        await shelves.put(
          'Acme',
          rowsOf(numbered(5, 60), 9).map((row) => ({ ...row, licensable: false })),
        )
        await shelves.pack('Acme')
      })
      await doWork(ledger.ledger, work)
      heal()
      const listed = await shelves.all('Acme')
      expect(listed.size).toBe(177)
      expect(listed.get('ID-Title 00060')).toBe(false)
    },
  )

  it('of many workers at once loses nothing', async () => {
    await fill()
    await Promise.all([1, 2, 3].map(() => doWork(ledger.ledger, work)))
    expect((await shelves.all('Acme')).size).toBe(177)
    expect((await shelves.count('Acme')).rows).toBe(0)
  })

  it('shows a search all at any moment', async () => {
    await fill()
    const cache = leafCache()
    const search = async () =>
      (await searchTitles({ table: ledger.table, leaves: cache }, { publisher: 'Acme', contains: 'Title 0017' })).length
    expect(await search()).toBe(10)
    let done = false
    const packed = (async () => {
      for (let round = 0; round < 3; round++) {
        await shelves.put('Acme', rowsOf(numbered(100, 2_000 + 100 * round)))
        await ledger.work()
      }
      done = true
    })()
    let searches = 0
    while (!done) {
      expect(await search()).toBe(10)
      searches += 1
    }
    await packed
    expect(searches).toBeGreaterThan(10)
  })
})
