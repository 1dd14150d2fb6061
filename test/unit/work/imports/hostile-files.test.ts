import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { fileKinds, type ImportKindName } from '../../../../functions/wiring/import-kinds.ts'
import { mebibyte } from '../../../../lib/work/imports/file-kind.ts'
import { amountOf } from '../../../support/amount.ts'
import { summaryHeadings } from '../../../support/entitlements.ts'

/** MB of heap, in which the file itself is not. */
const heap = 128

const read = async (kind: string, text: string) => {
  const worker = new Worker(new URL('../../../support/read-hostile-file.ts', import.meta.url), {
    workerData: { kind, bytes: Buffer.from(text) },
    resourceLimits: { maxOldGenerationSizeMb: heap },
  })
  const [answer] = await once(worker, 'message')
  await worker.terminate()
  return answer
}

const headings: Record<ImportKindName, string> = {
  agreements: 'Agreement,License',
  'other-agreements': 'name,publisher,productTitle,licenseCount',
  catalog: 'publisher,title,licensable',
  recognition: 'publisher,title,kind,family,edition,version',
  'device-facts': 'deviceId,product,edition,cores,processors,virtual',
  entitlements: summaryHeadings,
  inventory: 'DeviceId,DeviceName,Publisher,Title,Version,ReportedAt',
}

/** Texts that are repeated until a file is as large as its kind may be, or 8 MiB. */
const texts = [',', '1,', '"a",', `${'1,'.repeat(400_000)}\n`, `${'"",'.repeat(300_000)}\n`, '\n', 'a\n', '"a,\n']

const all = Object.entries(fileKinds).flatMap(([kind, { fileTypes }]) =>
  texts.flatMap((text) =>
    [true, false].map((isHeaded) => ({ kind, text, name: text.slice(0, 5), isHeaded, most: fileTypes.csv ?? 0 })),
  ),
)
const cases = all.filter((_, index) => index % amountOf(5, 1) === 0)

describe('A worker with little memory reads a file', () => {
  it.each(cases)('of $kind that repeats $name (headed: $isHeaded)', async ({ kind, text, isHeaded, most }) => {
    const head = isHeaded ? `${headings[kind as ImportKindName]}\n` : ''
    const size = Math.min(most, 8 * mebibyte) - head.length
    const { code, line, message } = await read(kind, head + text.repeat(size / text.length))
    expect(code).not.toBe('none')
    // A line that is too long, or has too many cells, is named.
    if (!text.endsWith('\n') && kind !== 'inventory')
      expect(line === undefined ? message : `Line ${line}`).toMatch(/[Ll]ine \d|Found: /)
  })
})
