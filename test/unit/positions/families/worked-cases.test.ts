import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDataLines } from '../../../../lib/foundation/files/data-file.ts'
import { expectedOf, workOut } from '../../../support/worked-case.ts'

describe('A position of a family', () => {
  it.each(readDataLines(new URL('../../../data/positions.tsv', import.meta.url)))(
    'is worked out, as $because',
    async ({ machines = '', licenses = '', also, family = '', source, ...figures }) => {
      expect(source).toBeDefined()
      const worked = await workOut({ machines, licenses, also })
      expect(worked[family]).toMatchObject(expectedOf(figures))
    },
  )
})

/** Rows of the tables of examples, by their headings. */
const examples = readFileSync(new URL('../../../../docs/positions.md', import.meta.url), 'utf8')
  .split('\n\n')
  .filter((block) => block.startsWith('| machines | licenses |'))
  .flatMap((table) => {
    const [headings = [], , ...rows] = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
    return rows.map((cells) => Object.fromEntries(headings.map((heading, at) => [heading, cells[at] ?? ''])))
  })

describe('The examples of docs/positions.md', () => {
  it.each(examples)(
    '$machines with $licenses',
    async ({ machines = '', licenses = '', also, family = '', ...figures }) => {
      const worked = await workOut({
        machines: machines.replaceAll('<br>', ';'),
        licenses: licenses.replaceAll('<br>', ';'),
        also,
      })
      const { required = '', covered = '', shortfall = '', surplus = '', status = '', rights = '' } = figures
      expect(worked[family]).toMatchObject({ required, covered, shortfall, surplus, status, rights })
    },
  )

  it('are many', () => expect(examples.length).toBeGreaterThan(20))
})
