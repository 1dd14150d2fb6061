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
