import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raceLost } from '../../../lib/foundation/table/attempts.ts'
import { decisionKey, pairItemKey, statementEntitlements } from '../../../lib/foundation/table/keys.ts'
import { commit, put } from '../../../lib/foundation/table/table.ts'
import { cleanUp } from '../../../lib/positions/runs/clean-up.ts'
import { Manifest } from '../../../lib/positions/snapshot/manifest.ts'
import { daysOfDevices, snapshotTables } from '../../../lib/positions/snapshot/tables.ts'
import { titleSubject } from '../../../lib/recognition/titles/title-id.ts'
import { runsInMemory } from '../../support/runs.ts'

const text = readFileSync(new URL('../../../docs/snapshots.md', import.meta.url), 'utf8')

/** The tables that the document describes: names and kinds of their columns. */
const described = (): Record<string, Record<string, string>> => {
  const chapter = text.slice(text.indexOf('\n## Tables'), text.indexOf('\n## DuckDB'))
  return Object.fromEntries(
    chapter
      .split('\n### ')
      .slice(1)
      .map((section) => {
        const rows = [...section.matchAll(/^\| `(\w+)` \| `([a-z]+\??)` \|.*\|$/gm)]
        return [section.slice(0, section.indexOf('\n')), Object.fromEntries(rows.map(([, name, kind]) => [name, kind]))]
      }),
  )
}

/** Queries with the sentence before each. */
const queries = [...text.matchAll(/\n([^\n]*):\n\n```sql\n([\s\S]*?)```/g)].map(([, says = '', sql = '']) => ({
  says,
  sql,
}))

const payroll = ['Contoso', 'Payroll 7'] as const
const days = ['2026-06-14', '2026-06-15', '2026-06-16']

/** What the queries find, by a part of the sentence before them. */
const found: Record<string, unknown[][]> = {
  'Titles that lack licenses, as of now': [
    ['Contoso', 'Paint 3', 1, 0, 1],
    ['Contoso', 'Payroll 7', 3, 2, 1],
  ],
  'The same at the end of a day': [
    ['Contoso', 'Paint 3', 1, 0, 'no-entitlement'],
    ['Contoso', 'Payroll 7', 3, 2, 'short'],
  ],
  'Which machines have a title': [1, 2, 3].map((number) => [
    'Payroll 7',
    `PC${number}`,
    `PC PC${number}`,
    '2026-06-14T08:00:00.000Z',
  ]),
  'The names under which devices report': [
    ['Contoso', 'Paint 3', 'Contoso', 'Paint 3', '2026-01-01T00:00:00.000Z'],
    ['Contoso', 'Payroll 7', 'Contoso', 'Payroll 7', '2026-01-01T00:00:00.000Z'],
    [
      'Microsoft',
      'Microsoft Visio Professional 2019',
      'Microsoft',
      'Microsoft Visio Professional 2019',
      '2026-01-01T00:00:00.000Z',
    ],
  ],
  'What entitles to a title': [
    ['Contoso', 'Payroll 7', 'Agreement A1', 2],
    ['Microsoft', 'Microsoft Visio Professional 2019', 'Visio Professional 2019', 5],
  ],
  'Agreements that end within 90 days': [['Agreement A1', '2026-08-31', 2]],
  'What is reported and does not count': [['no-such-pair', 'license-summary', 1n, 9]],
  'How many licenses were lacking': [
    ['2026-06-14', 3],
    ['2026-06-15', 2],
  ],
  'The trend of one title': [['2026-06-14', 3, 1]],
}

let directory: string
let connection: Awaited<ReturnType<DuckDBInstance['connect']>>

beforeAll(async () => {
  const runs = runsInMemory(`${days[0]}T12:00:00Z`)
  for (const [id, more] of [
    ['PC1', []],
    ['PC2', []],
    ['PC3', [['Contoso', 'Paint 3']]],
    ['PC4', []],
  ] as const)
    await runs.facts.device(
      id,
      id === 'PC4' ? [['Microsoft', 'Microsoft Visio Professional 2019']] : [payroll, ...more],
      `${days[0]}T08:00:00Z`,
    )
  const product = { productFamily: 'Visio Professional', version: '2019', productPool: 'Applications', type: 'License' }
  const quantities = { effectiveQuantity: 5, activeSoftwareAssuranceQuantity: 0 }
  const at = '2026-06-01T00:00:00.000Z'
  const paint = { publisher: 'Contoso', title: 'Paint 3' }
  const needsLicense = { kind: 'licensable', subject: titleSubject(paint), value: { ...paint, licensable: true } }
  await commit(runs.table, [
    put(
      { ...decisionKey('licensable', needsLicense.subject), ...needsLicense, by: 'alice', at, version: 1 },
      {},
      raceLost,
    ),
    put(
      {
        ...pairItemKey('A1#L1'),
        ...{ agreementNumber: 'A1', licenseNumber: 'L1', agreementId: 'V1', status: 'valid', reportedAt: at },
        entitlements: JSON.stringify([{ ...product, ...quantities }]),
      },
      {},
      raceLost,
    ),
    put(
      {
        ...{ pk: statementEntitlements('license-summary'), sk: 'L2#1', source: 'license-summary', licenseId: 'L2', at },
        ...{ ...product, ...quantities, effectiveQuantity: 9 },
      },
      {},
      raceLost,
    ),
  ])
  for (const [index, day] of days.entries()) {
    runs.clock.now = new Date(`${day}T12:00:00Z`)
    // Licenses of the three days: 1, then 2.
    await runs.changed(await runs.facts.agreement('A1', payroll, Math.min(2, index + 1), { endDate: '2026-08-31' }))
    await runs.run()
  }
  await cleanUp(runs.desk)
  directory = mkdtempSync(join(tmpdir(), 'license-ledger-snapshots-'))
  for (const [key, { bytes }] of runs.files.objects) {
    await mkdir(join(directory, dirname(key)), { recursive: true })
    await writeFile(join(directory, key), bytes)
  }
  connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`SET VARIABLE bucket = '${directory}'`)
}, 60_000)
afterAll(() => {
  connection.closeSync()
  rmSync(directory, { recursive: true })
})

describe('docs/snapshots.md', () => {
  it('describes each column of each table', () => {
    expect(described()).toEqual(snapshotTables)
  })

  it('describes each field of the manifest', () => {
    const chapter = text.slice(text.indexOf('### The manifest'), text.indexOf('### What is kept'))
    const fields = [...chapter.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = '']) =>
      names.replaceAll('`', '').split(', '),
    )
    expect(fields.toSorted()).toEqual(Object.keys(Manifest.shape).toSorted())
    expect(text).toContain(`\`devices\` and \`installs\` for ${daysOfDevices} days`)
  })

  it('has queries that all run', () => {
    expect(queries.map(({ says }) => Object.keys(found).find((part) => says.includes(part)))).toEqual(
      Object.keys(found),
    )
  })

  it.each(queries)('$says: is answered by DuckDB', async ({ says, sql }) => {
    let rows: unknown[][] = []
    for (const statement of sql.split(';').filter((each) => each.trim() !== ''))
      rows = (await connection.runAndReadAll(statement)).getRows().map((row) => row.map(plain))
    expect(rows).toEqual(Object.entries(found).find(([part]) => says.includes(part))?.[1])
  })

  it('reads every file of every day by its names', async () => {
    for (const [table, columns] of Object.entries(snapshotTables)) {
      const read = await connection.runAndReadAll(
        `DESCRIBE SELECT * FROM read_parquet('${directory}/daily/*/${table}.parquet', hive_partitioning = false)`,
      )
      const kinds = Object.fromEntries(read.getRows().map(([name, kind]) => [name, kind]))
      const types: Record<string, string> = {
        text: 'VARCHAR',
        integer: 'INTEGER',
        number: 'DOUBLE',
        boolean: 'BOOLEAN',
      }
      expect(kinds).toEqual(
        Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, types[kind.replace('?', '')]])),
      )
    }
  })
})

/** Days come as texts, sums as numbers. */
const plain = (value: unknown): unknown => (value !== null && typeof value === 'object' ? String(value) : value)
