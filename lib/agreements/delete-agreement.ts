import type { Change } from '../audit/change.ts'
import { auditEntry, type Changed, historyEntry } from '../audit/trail.ts'
import { leaveGroup } from '../groups/group-store.ts'
import type { AnnouncingLedger, Ledger } from '../ledger.ts'
import { agreementHistoryKey, pairItemKey } from '../table/keys.ts'
import { RaceLost, settle } from '../table/race.ts'
import { commit, type Table, type Write } from '../table/table.ts'
import { addWork, endWork, type Work } from '../work/work.ts'
import { pairsPerTransaction } from './agreement.ts'
import {
  creationOf,
  dropAgreement,
  freePair,
  readAgreement,
  readLeftoverPairs,
  StoredPair,
  stateOf,
  unstagePairs,
  type WholeAgreement,
} from './agreement-store.ts'
import { expectVersion } from './edit-agreement.ts'
import { type AgreementNumberPair, pairKey } from './pair.ts'

type Who = Pick<Change, 'actor' | 'at'>

/** Pairs that the audit entry lists; the history entry lists all. */
const pairsInAudit = 100

/** Few pairs go with the agreement; many are freed afterwards, piece by piece, by work that is committed here. */
const release = (whole: WholeAgreement, workId: string, { actor, at }: Who): { writes: Write[]; work?: string } => {
  const { agreement, pairs } = whole
  if (pairs.length <= pairsPerTransaction)
    return {
      writes: [
        ...pairs.map((pair) => freePair(pair, agreement.id)),
        ...(agreement.pairs ? [] : [unstagePairs(agreement.id)]),
      ],
    }
  const work: Work = { id: workId, kind: 'release-pairs', subjectId: agreement.id, actor, createdAt: at }
  return { writes: [addWork(work)], work: workId }
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
 * @returns also the work, if any, that is to be announced after the commit
 */
export const deletionOf = (ledger: Ledger, whole: WholeAgreement, who: Who): { writes: Write[]; work?: string } => {
  const { id, version } = whole.agreement
  const { writes, ...work } = release(whole, ledger.newId(), who)
  const trail = { before: stateOf(whole), after: null, creation: creationOf(whole) }
  return {
    writes: [
      ...dropAgreement(whole),
      ...writes,
      historyEntry(agreementHistoryKey(id, version + 1), who, 'agreement-deleted', trail),
    ],
    ...work,
  }
}

/**
 * Deletes an agreement.
 * @throws LedgerError `agreement-not-found`, `stale-version`
 */
export const deleteAgreement = async (
  ledger: AnnouncingLedger,
  id: string,
  change: Change,
  expected?: number,
): Promise<void> => {
  const work = await settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    expectVersion(whole.agreement.version, expected)
    const deletion = deletionOf(ledger, whole, change)
    await commit(ledger.table, [
      ...deletion.writes,
      leaveGroup(whole.agreement.groupId, 1),
      auditEntry(ledger.newId(), change, 'agreement-deleted', [goneState(whole)]),
    ])
    return deletion.work
  })
  if (work !== undefined) await ledger.announceWork(work)
}

const stillHeld = async (table: Table, pairs: readonly AgreementNumberPair[], agreementId: string) => {
  const items = await table.getMany(pairs.map((pair) => pairItemKey(pairKey(pair))))
  const held = new Set(
    items
      .map((item) => StoredPair.parse(item))
      .filter((pair) => pair.agreementId === agreementId)
      .map(({ sk }) => sk),
  )
  return pairs.filter((pair) => held.has(pairKey(pair)))
}

const freeAll = async (table: Table, pairs: readonly AgreementNumberPair[], agreementId: string): Promise<void> => {
  if (pairs.length === 0) return
  await commit(
    table,
    pairs.map((pair) => freePair(pair, agreementId)),
  )
}

const piece = 100

/**
 * Frees the pairs of an agreement that is gone, in transactions of 100. Safe to run twice, at once or after a crash:
 * a pair is freed only while this agreement holds it.
 */
export const releasePairs = async ({ table }: Ledger, { id, subjectId }: Work): Promise<void> => {
  const pairs = await readLeftoverPairs(table, subjectId)
  for (let first = 0; first < pairs.length; first += piece) {
    let held = pairs.slice(first, first + piece)
    await settle(async () => {
      try {
        await freeAll(table, held, subjectId)
      } catch (error) {
        // Some of them were freed by an earlier attempt.
        if (error instanceof RaceLost) held = await stillHeld(table, held, subjectId)
        throw error
      }
    })
  }
  await commit(table, [endWork(id), ...(pairs.length > 0 ? [unstagePairs(subjectId)] : [])])
}
