import { describe, expect, it } from 'vitest'
import { fileKinds } from '../../../../functions/wiring/import-kinds.ts'
import { nameFault } from '../../../../lib/foundation/text/name.ts'
import { exportPath } from '../../../../lib/reporting/export/export-ledger.ts'
import { placeOf } from '../../../../lib/work/imports/drops.ts'

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const pathOf = (group: { id: string; name: string }, program: 'open' | undefined, number: number) =>
  exportPath({ kind: 'agreements', group, program }, number)
const unassigned = { id: 'unassigned', name: 'Unassigned Agreements' }

describe('the place of a file in an export', () => {
  it('is the key that imports it into its group', () => {
    const path = pathOf({ id, name: 'Büro, Söhne' }, 'open', 2)
    expect(path).toBe('imports/agreements/Büro, Söhne/open(2).csv')
    expect(placeOf(fileKinds, path).group).toBe('Büro, Söhne')
    expect(pathOf(unassigned, undefined, 1)).toBe('imports/agreements/no-program(1).csv')
    expect(placeOf(fileKinds, pathOf(unassigned, undefined, 1)).group).toBeUndefined()
  })

  it('never has the name of the folder of a group', () => {
    expect(nameFault('no-program(1).csv')).toBeDefined()
  })

  it.each(['.', '..', '\u{1f4bb}'.repeat(250)])('is not a key when the group name cannot be a folder: %s', (name) => {
    expect(pathOf({ id, name }, undefined, 1)).toBe(`uploads/${id}/no-program(1).csv`)
  })
})
