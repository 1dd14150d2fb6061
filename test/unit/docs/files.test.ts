import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { headings as catalogHeadings } from '../../../lib/agreements/catalog/catalog-columns.ts'
import { layouts as agreementLayouts } from '../../../lib/agreements/files/agreement-columns.ts'
import { layouts as statementLayouts } from '../../../lib/entitlements/statements/statement-columns.ts'
import type { Headings } from '../../../lib/foundation/files/columns.ts'
import { headings as factsHeadings } from '../../../lib/inventory/facts/facts-columns.ts'
import { sources } from '../../../lib/inventory/files/inventory-columns.ts'
import { headings as lineHeadings } from '../../../lib/recognition/lines/line-columns.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(`${root}/docs/files.md`, 'utf8')

const section = (name: string): string => {
  const found = page.split(/^#+ /m).find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}\n`))
  if (found === undefined) throw new Error(`docs/files.md has no heading ${name}.`)
  return found
}

const inBackticks = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** The headings of each field, as a table of the page lists them. */
const documented = (name: string): Record<string, string[]> =>
  Object.fromEntries(
    [...section(name).matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, field = '', names]) => [
      field,
      inBackticks(names),
    ]),
  )

/** All sources of Intune have the same headings. */
const inventories = sources
  .filter(({ id }) => !['intune-raw-data', 'intune-by-device'].includes(id))
  .map(({ id, name, headings }) => ({ name: id === 'intune' ? 'Intune' : name, headings }))

const tables: { name: string; headings: Headings<string> }[] = [
  ...agreementLayouts,
  { name: 'Columns of catalog files', headings: catalogHeadings },
  { name: 'Columns of recognition files', headings: lineHeadings },
  { name: 'Columns of device facts', headings: factsHeadings },
  ...statementLayouts,
  ...inventories,
]

it.each(tables)('lists the headings of $name as the code has them', ({ name, headings }) => {
  expect(documented(name)).toEqual(headings)
})

it('names only error codes that the code has', () => {
  const code = globSync('lib/**/*.ts', { cwd: root })
    .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
    .join('\n')
  const codes = [
    ...section('The file as a whole')
      .concat(section('A line'))
      .matchAll(/^\| (`.+?`) \|/gm),
  ].flatMap(([, cell]) => inBackticks(cell))
  expect(codes.length).toBeGreaterThan(30)
  expect(codes.filter((name) => !code.includes(`'${name}'`))).toEqual([])
})
