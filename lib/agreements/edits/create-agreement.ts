import { auditEntry, changeOf } from '../../audit/trail.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import { expectProduct } from '../catalog/find-in-catalog.ts'
import type { Agreement, NewAgreement } from '../records/agreement.ts'
import { stateOf } from '../records/agreement-trail.ts'
import { addAgreement, guardName, newHead } from '../records/agreement-writes.ts'
import { isBuiltInName, membersOf, unassigned } from '../records/group.ts'
import { addGroup, groupNameTaken, joinChosenGroup } from '../records/group-writes.ts'
import { expectTerm } from '../records/other-agreement.ts'
import { byKey } from '../records/pair.ts'
import { restrictionsOf } from '../records/restrictions.ts'
import { expectPairs, takePairs } from './edit-pairs.ts'
import { showAgreement } from './read-agreements.ts'

type Creating = LedgerWith<'pairLength' | 'staleAfterHours'>

const contentOf = async ({ table, pairLength }: Creating, input: NewAgreement) => {
  if (input.type === 'volume') {
    const { type, program, pairs } = input
    expectPairs(pairs, { program, pairLength })
    return { fields: { type, program, pairCount: pairs.length }, pairs }
  }
  const { type, licenseCount, startDate, endDate, details = '' } = input
  expectTerm(input, '/endDate')
  const product = await expectProduct(table, input)
  const hasDetails = details === '' ? undefined : (true as const)
  return {
    fields: { type, ...product, licenseCount, startDate, endDate, hasDetails },
    pairs: [],
    details: details || undefined,
  }
}

const place = (ledger: Ledger, input: NewAgreement, change: Change) => {
  const members = membersOf([input])
  const { id: groupId = unassigned.id, name } = input.group ?? {}
  if (name === undefined) return { groupId, writes: [joinChosenGroup(groupId, members, '/group/id')], changes: [] }
  const taken = () => groupNameTaken(name, '/group/name', 'Give its id instead, or choose another name.')
  if (isBuiltInName(name)) throw taken()
  const { group, writes, changed } = addGroup(ledger.newId(), name, change, { taken, members, writer: 'api' })
  return { groupId: group.id, writes, changes: [changed] }
}

/** Creates an agreement with its pairs and its new group. The answer, which may be stored for a repeat, has no details. */
export const createAgreement = async (ledger: Creating, input: NewAgreement, change: Change): Promise<Agreement> => {
  const { fields, pairs, details } = await contentOf(ledger, input)
  const { groupId, writes, changes } = place(ledger, input, change)
  const restrictions = restrictionsOf(input.restrictions)
  const agreement = { ...newHead(ledger.newId(), input.name, groupId, change), restrictions, ...fields }
  const whole = { agreement, pairs: [...pairs].sort(byKey) }
  const shown = await showAgreement(ledger, whole, { fresh: pairs })
  await commit(ledger.table, [
    ...change.alongside(shown),
    guardName(agreement),
    ...takePairs(ledger.table, pairs, agreement.id),
    ...addAgreement(agreement, { pairs, details }),
    ...writes,
    auditEntry(ledger.newId(), change, 'agreement-created', [
      changeOf('agreement', agreement, { before: null, after: stateOf(whole) }),
      ...changes,
    ]),
  ])
  return shown
}
