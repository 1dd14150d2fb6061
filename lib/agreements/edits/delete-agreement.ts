import { auditEntry, type Changed, historyEntry } from '../../audit/trail.ts'
import { expectVersion } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Table, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { addWork, endWork, type Work } from '../../work/work.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import { creationOf, stateOf } from '../records/agreement-state.ts'
import { dropAgreement, readAgreement, readPairSet, unstagePairs } from '../records/agreement-store.ts'
import { leaveGroup } from '../records/group-store.ts'
import { membersOf } from '../records/members.ts'
import { detailsWrites } from '../records/other-agreement-store.ts'
import { pairKey } from '../records/pair.ts'
import type { WholeAgreement } from '../records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../records/stored-pair.ts'
import { freePairs } from './remove-pairs.ts'

type Who = Pick<Change, 'actor' | 'at'>

/** Pairs that the audit entry lists; the history entry lists all. */
const pairsInAudit = 100

type Pairs = ReadonlyMap<string, StoredPair>

/** The writes that delete something, and the work, if there is any, that is to be announced after the commit. */
export interface Deletion {
  writes: Write[]
  work?: string
}

/** What goes with an agreement: its details, or its few pairs; many pairs are freed afterwards, piece by piece, by work
 * that is committed here. */
const release = (whole: WholeAgreement, stored: Pairs, workId: string, { actor, at }: Who): Deletion => {
  const { agreement, pairs } = whole
  if (agreement.type === 'other')
    return { writes: detailsWrites(agreement.id, agreement.hasDetails ?? false, undefined) }
  if (pairs.length <= pairsPerTransaction)
    return {
      writes: [...freePairs(pairs, stored, agreement.id), ...(agreement.pairs ? [] : [unstagePairs(agreement.id)])],
    }
  const work: Work = { id: workId, kind: 'release-pairs', subjectId: agreement.id, actor, createdAt: at }
  return { writes: [addWork(work)], work: workId }
}

/** The pairs that go with an agreement, as they are stored; none when they are so many that they go afterwards. */
export const readPairsToFree = async (table: Table, { pairs }: WholeAgreement, known?: Pairs): Promise<Pairs> => {
  if (pairs.length > pairsPerTransaction) return new Map()
  const missing = pairs.filter((pair) => !known?.has(pairKey(pair)))
  return new Map([...(known ?? []), ...(await readPairs(table, missing))])
}

/** What the audit trail tells of a deleted agreement. */
export const goneState = (whole: WholeAgreement): Changed => ({
  type: 'agreement',
  id: whole.agreement.id,
  name: whole.agreement.name,
  before: { ...stateOf(whole), pairs: whole.pairs.slice(0, pairsInAudit) },
  after: null,
})

/**
 * An agreement goes as it was read, and its last state and its creation stay in its history. Its group's counter and
 * the audit entry are the caller's.
 * @param stored its pairs, as {@link readPairsToFree} gives them
 */
export const deletionOf = (ledger: Ledger, whole: WholeAgreement, stored: Pairs, who: Who): Deletion => {
  const { id, version } = whole.agreement
  const { writes, ...more } = release(whole, stored, ledger.newId(), who)
  const trail = { before: stateOf(whole), after: null, creation: creationOf(whole) }
  return {
    writes: [
      ...dropAgreement(whole),
      ...writes,
      historyEntry(agreementHistoryKey(id, version + 1), who, 'agreement-deleted', trail),
    ],
    ...more,
  }
}

/**
 * Deletes an agreement.
 * @throws LedgerError `agreement-not-found`, `stale-version`
 */
export const deleteAgreement = async (
  ledger: LedgerWith<'announceWork'>,
  id: string,
  change: Change,
  expected?: number,
): Promise<void> => {
  const work = await settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    expectVersion(whole.agreement.version, expected)
    const stored = await readPairsToFree(ledger.table, whole)
    const deletion = deletionOf(ledger, whole, stored, change)
    await commit(ledger.table, [
      ...deletion.writes,
      leaveGroup(whole.agreement.groupId, membersOf([whole.agreement])),
      auditEntry(ledger.newId(), change, 'agreement-deleted', [goneState(whole)]),
    ])
    return deletion.work
  })
  if (work !== undefined) await ledger.announceWork(work)
}

/**
 * Frees the pairs of an agreement that is gone, in transactions of 100 items. Safe to run twice, at once or after a
 * crash: a pair is freed only while this agreement holds it.
 */
export const releasePairs = async ({ table }: Ledger, { id, subjectId }: Work): Promise<void> => {
  const pairs = await readPairSet(table, subjectId)
  for (let first = 0; first < pairs.length; first += transactionLimit) {
    const some = pairs.slice(first, first + transactionLimit)
    await settle(async () => {
      const stored = await readPairs(table, some)
      // Some of them may have been freed by an earlier attempt, and may be another agreement's by now.
      const held = some.filter((pair) => stored.get(pairKey(pair))?.agreementId === subjectId)
      if (held.length > 0) await commit(table, freePairs(held, stored, subjectId))
    })
  }
  await commit(table, [endWork(id), ...(pairs.length > 0 ? [unstagePairs(subjectId)] : [])])
}
