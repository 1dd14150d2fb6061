import { auditEntry, changeOf } from '../../audit/trail.ts'
import { chunksOf } from '../../foundation/collections.ts'
import { expectVersion, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change, Ledger, LedgerWith, Who } from '../../foundation/table/ledger.ts'
import { commit, type Table, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { addWork, endWork, type Work } from '../../work/work.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import { agreementHistory, creationOf, stateOf } from '../records/agreement-trail.ts'
import { dropAgreement, dropDetails, unstagePairs } from '../records/agreement-writes.ts'
import { leaveGroups } from '../records/group-writes.ts'
import { pairKey } from '../records/pair.ts'
import { readAgreement, readPairSet, type WholeAgreement } from '../records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../records/stored-pair.ts'
import { freePairs } from './edit-pairs.ts'

/** The history entry lists all. */
const pairsInAudit = 100

type Pairs = ReadonlyMap<string, StoredPair>

const release = (
  { agreement, pairs }: WholeAgreement,
  stored: Pairs,
  id: string,
  { actor, at }: Who,
): { writes: Write[]; workId?: string } => {
  const { id: subjectId } = agreement
  if (agreement.type === 'other') return { writes: agreement.hasDetails ? [dropDetails(subjectId)] : [] }
  if (pairs.length > pairsPerTransaction)
    return { writes: [addWork({ id, kind: 'release-pairs', subjectId, actor, createdAt: at })], workId: id }
  return { writes: [...freePairs(pairs, stored, subjectId), ...(agreement.pairs ? [] : [unstagePairs(subjectId)])] }
}

/** The pairs that go with an agreement, as they are stored; none when they are so many that work frees them later. */
export const readPairsToFree = async (table: Table, { pairs }: WholeAgreement, known?: Pairs): Promise<Pairs> => {
  if (pairs.length > pairsPerTransaction) return new Map()
  const missing = pairs.filter((pair) => !known?.has(pairKey(pair)))
  return new Map([...(known ?? []), ...(await readPairs(table, missing))])
}

/** Deletes an agreement as it was read. The caller adds the counter of its group and the audit entry. */
export const deletionOf = (ledger: Ledger, whole: WholeAgreement, stored: Pairs, who: Who) => {
  const { agreement, pairs } = whole
  const released = release(whole, stored, ledger.newId(), who)
  const before = stateOf(whole)
  const states = { before, after: null, creation: creationOf(agreement) }
  const history = agreementHistory(agreement, 'agreement-deleted', who, states)
  const told = { before: { ...before, pairs: pairs.slice(0, pairsInAudit) }, after: null }
  return {
    ...released,
    writes: [...dropAgreement(agreement), ...released.writes, history],
    changed: changeOf('agreement', agreement, told),
    deleted: agreement,
  }
}

export const deleteAgreement = (
  ledger: LedgerWith<'announceWork'>,
  id: string,
  change: Change,
  expected?: Versions,
): Promise<void> =>
  settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    expectVersion(whole.agreement.version, expected)
    const stored = await readPairsToFree(ledger.table, whole)
    const deletion = deletionOf(ledger, whole, stored, change)
    await commit(ledger.table, [
      ...deletion.writes,
      ...leaveGroups([whole.agreement]),
      auditEntry(ledger.newId(), change, 'agreement-deleted', [deletion.changed]),
    ])
    if (deletion.workId !== undefined) await ledger.announceWork(deletion.workId)
  })

/** Frees the pairs of an agreement that is gone. Safe to repeat: a pair is freed only while this agreement holds it. */
export const releasePairs = async ({ table }: Ledger, { id, subjectId }: Work): Promise<void> => {
  const pairs = await readPairSet(table, subjectId)
  for (const some of chunksOf(pairs, transactionLimit))
    await settle(async () => {
      const stored = await readPairs(table, some)
      // An earlier attempt may have freed some of them, and another agreement may hold them now.
      const held = some.filter((pair) => stored.get(pairKey(pair))?.agreementId === subjectId)
      await commit(table, freePairs(held, stored, subjectId))
    })
  await commit(table, [endWork(id), ...(pairs.length > 0 ? [unstagePairs(subjectId)] : [])])
}
