import { auditEntry, type Changed } from '../../audit/trail.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { expectProduct } from '../catalog/find-in-catalog.ts'
import type { Agreement, NewAgreement, NewOtherAgreement, NewVolumeAgreement } from '../records/agreement.ts'
import { stateOf } from '../records/agreement-trail.ts'
import { addAgreement, addOtherAgreement, guardName, newHead } from '../records/agreement-writes.ts'
import { isBuiltInName, membersOf, unassigned } from '../records/group.ts'
import { addGroup, groupNameTaken, joinChosenGroup } from '../records/group-writes.ts'
import { expectTerm } from '../records/other-agreement.ts'
import { byKey } from '../records/pair.ts'
import type { StoredOtherAgreement, WholeAgreement } from '../records/stored-agreement.ts'
import { expectPairs, takePairs } from './edit-pairs.ts'
import { showOtherAgreement, showVolumeAgreement } from './read-agreements.ts'

type Head = ReturnType<typeof newHead>

interface Created {
  whole: WholeAgreement
  shown: Agreement
  writes: Write[]
}

const volumeAgreement = (ledger: LedgerWith<'pairLength' | 'staleAfterHours'>, input: NewVolumeAgreement) => {
  const { type, pairs, program } = input
  expectPairs(pairs, { program, pairLength: ledger.pairLength })
  return async (head: Head): Promise<Created> => {
    const agreement = { ...head, type, program }
    const whole = { agreement: { ...agreement, pairCount: pairs.length }, pairs: [...pairs].sort(byKey) }
    return {
      whole,
      shown: await showVolumeAgreement(ledger, whole, pairs),
      writes: [...takePairs(ledger.table, pairs, head.id), ...addAgreement(agreement, pairs)],
    }
  }
}

/** The answer has no details: it may be stored for a repeated request. */
const otherAgreement = async ({ table }: Ledger, input: NewOtherAgreement) => {
  const { type, licenseCount, startDate, endDate } = input
  const details = input.details || undefined
  expectTerm(input, '/endDate')
  const product = await expectProduct(table, input)
  return async (head: Head): Promise<Created> => {
    const hasDetails = details === undefined ? undefined : true
    const agreement: StoredOtherAgreement = { ...head, type, ...product, licenseCount, startDate, endDate, hasDetails }
    return {
      whole: { agreement, pairs: [] },
      shown: showOtherAgreement(agreement),
      writes: addOtherAgreement(agreement, details),
    }
  }
}

/** The group of a new agreement, which is made with it if it has a name. @throws LedgerError `group-name-taken` */
const place = (
  ledger: Ledger,
  input: NewAgreement,
  change: Change,
): { groupId: string; writes: Write[]; changes: Changed[] } => {
  const members = membersOf([input])
  const { id: groupId = unassigned.id, name } = input.group ?? {}
  if (name === undefined) return { groupId, writes: [joinChosenGroup(groupId, members, '/group/id')], changes: [] }
  const taken = () => groupNameTaken(name, '/group/name', 'Give its id instead, or choose another name.')
  if (isBuiltInName(name)) throw taken()
  const { group, writes, changed } = addGroup(ledger.newId(), name, change, { taken, members, writer: 'api' })
  return { groupId: group.id, writes, changes: [changed] }
}

/**
 * Creates an agreement, a volume agreement with its pairs, into no, an existing or a new group: all or nothing, in one
 * transaction.
 * @throws LedgerError `agreement-name-taken`, `pair-taken`, `pair-too-long`, `program-mismatch`, `group-not-found`,
 *   `group-name-taken`, `group-limit-reached`, `no-inventory`, `not-in-catalog`, `invalid-date`
 */
export const createAgreement = async (
  ledger: LedgerWith<'pairLength' | 'staleAfterHours'>,
  input: NewAgreement,
  change: Change,
): Promise<Agreement> => {
  const complete = input.type === 'volume' ? volumeAgreement(ledger, input) : await otherAgreement(ledger, input)
  const { groupId, writes, changes } = place(ledger, input, change)
  const created = await complete(newHead(ledger.newId(), input.name, groupId, change))
  const { whole, shown } = created
  const { id, name } = whole.agreement
  await commit(ledger.table, [
    ...change.alongside(shown),
    guardName(whole.agreement),
    ...created.writes,
    ...writes,
    auditEntry(ledger.newId(), change, 'agreement-created', [
      { type: 'agreement', id, name, before: null, after: stateOf(whole) },
      ...changes,
    ]),
  ])
  return shown
}
