import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readSpool, spoolRows } from '../../../../lib/reporting/worker/make-report.ts'

const folder = mkdtempSync(`${tmpdir()}/spool-`)
afterAll(() => rmSync(folder, { recursive: true }))

describe('spooled rows', () => {
  let spools = 0
  const Row = z.strictObject({ text: z.string() })

  it('come back unchanged, whatever their content', async () => {
    const Text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a\nb', 'a\u2028b\u2029', '\r\n', '"', 'x'.repeat(70_000)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ text: Text }), { maxLength: 20 }), async (rows) => {
        const path = `${folder}/${spools++}`
        const each = async function* () {
          yield* rows
        }
        expect(await spoolRows(path, each())).toBe(rows.length)
        const read: unknown[] = []
        for await (const row of readSpool(path, Row)) read.push(row)
        expect(read).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })

  it('fail when the rows fail or the file cannot be created', async () => {
    const failing = async function* () {
      yield { text: 'one' }
      throw new Error('No more.')
    }
    await expect(spoolRows(`${folder}/failing`, failing())).rejects.toThrow('No more.')
    await expect(spoolRows(`${folder}/nowhere/rows`, (async function* () {})())).rejects.toThrow('ENOENT')
  })
})
