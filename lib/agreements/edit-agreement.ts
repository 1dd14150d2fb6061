import type { Change } from '../audit/change.ts'
import { type Action, auditEntry, historyEntry, type State } from '../audit/trail.ts'
import { invalidInput, LedgerError } from '../errors.ts'
import { joinGroup, leaveGroup } from '../groups/group-store.ts'
import type { AnnouncingLedger, Ledger, PairLedger } from '../ledger.ts'
import { nameKey } from '../names/name.ts'
import { queueNewPairs } from '../refreshes/new-pairs.ts'
import { agreementHistoryKey } from '../table/keys.ts'
import { settle } from '../table/race.ts'
import { commit, type Write } from '../table/table.ts'
import { countPairs } from '../validation/pair-counts.ts'
import { type Agreement, type AgreementPatch, maximumPairs } from './agreement.ts'
import {
  changeAgreement,
  changePairs,
  freeName,
  guardName,
  pairTaken,
  readAgreement,
  type StoredAgreement,
  type WholeAgreement,
} from './agreement-store.ts'
import { unknownGroup } from './create-agreement.ts'
import { type AgreementNumberPair, pairFault, pairKey, pairsFaults, showPair } from './pair.ts'
import { removalOf } from './remove-pairs.ts'
import { showAgreement } from './show-agreement.ts'
import { addPair, readPairs } from './stored-pair.ts'

/** @throws LedgerError `stale-version` when the caller saw another version */
export const expectVersion = (actual: number, expected: number | undefined): void => {
  if (expected === undefined || expected === actual) return
  throw new LedgerError('stale', 'stale-version', `It was changed meanwhile: its version is ${actual}. Read it again.`)
}

interface Edit {
  action: Action
  before: State
  after: State
  writes: Write[]
}

/** Commits an edit together with its history and audit entries. */
const record = async (ledger: Ledger, whole: WholeAgreement, edit: Edit, change: Change, alongside: Write[]) => {
  const { agreement } = whole
  const { action, before, after, writes } = edit
  const name = typeof after.name === 'string' ? after.name : agreement.name
  await commit(ledger.table, [
    ...alongside,
    ...writes,
    historyEntry(agreementHistoryKey(agreement.id, agreement.version + 1), change, action, { before, after }),
    auditEntry(ledger.newId(), change, action, [{ type: 'agreement', id: agreement.id, name, before, after }]),
  ])
}

const changedFields = ({ agreement }: WholeAgreement, patch: AgreementPatch) => {
  const program = patch.program === undefined ? agreement.program : (patch.program ?? undefined)
  return {
    ...(patch.name !== undefined && patch.name !== agreement.name && { name: patch.name }),
    ...(patch.groupId !== undefined && patch.groupId !== agreement.groupId && { groupId: patch.groupId }),
    ...(program !== agreement.program && { program }),
  }
}

const renamed = (agreement: StoredAgreement, name: string | undefined): Write[] =>
  name === undefined || nameKey(name) === nameKey(agreement.name)
    ? []
    : [guardName({ ...agreement, name }), freeName(agreement)]

const regrouped = (agreement: StoredAgreement, groupId: string | undefined): Write[] =>
  groupId === undefined
    ? []
    : [joinGroup(groupId, 1, 'api', unknownGroup(groupId, '/groupId')), leaveGroup(agreement.groupId, 1)]

const checkProgram = (ledger: PairLedger, { pairs }: WholeAgreement, program: StoredAgreement['program']): void => {
  const wrong = pairs.find(
    (pair) => pairFault(pair, { program, pairLength: ledger.pairLength })?.code === 'program-mismatch',
  )
  if (!wrong) return
  const message = `In the program ${program} both numbers of a pair are the same; ${showPair(wrong)} is not such a pair.`
  throw invalidInput([{ pointer: '/program', code: 'program-mismatch', message }])
}

const pick = (agreement: StoredAgreement, fields: readonly string[]): State =>
  Object.fromEntries(fields.map((field) => [field, agreement[field as keyof StoredAgreement] ?? null]))

/**
 * Changes name, group or program. A patch that changes nothing writes nothing.
 * @throws LedgerError `agreement-not-found`, `stale-version`, `agreement-name-taken`, `group-not-found`, `program-mismatch`
 */
export const patchAgreement = (
  ledger: PairLedger,
  id: string,
  patch: AgreementPatch,
  change: Change,
  expected?: number,
): Promise<Agreement> =>
  settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    const { agreement } = whole
    expectVersion(agreement.version, expected)
    const changes = changedFields(whole, patch)
    const fields = Object.keys(changes)
    if (fields.length === 0) return showAgreement(ledger, whole)
    if (changes.program !== undefined) checkProgram(ledger, whole, changes.program)

    const next = { ...agreement, ...changes, version: agreement.version + 1, updatedAt: change.at }
    const edit: Edit = {
      action: fields.every((field) => field === 'groupId') ? 'agreement-moved' : 'agreement-changed',
      before: pick(agreement, fields),
      after: pick(next, fields),
      writes: [
        ...renamed(agreement, changes.name),
        ...regrouped(agreement, changes.groupId),
        changeAgreement(agreement, changes, change.at),
      ],
    }
    const shown = await showAgreement(ledger, { ...whole, agreement: next })
    await record(ledger, whole, edit, change, change.alongside(shown))
    return shown
  })

/**
 * Adds pairs (the + of the source).
 * @throws LedgerError `pair-taken`, `pair-too-long`, `program-mismatch`, `too-many-pairs`
 */
export const addPairs = async (
  ledger: PairLedger,
  id: string,
  pairs: readonly AgreementNumberPair[],
  change: Change,
): Promise<Agreement> => {
  const refreshId = ledger.newId()
  const shown = await settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    const { agreement } = whole
    const faults = pairsFaults(pairs, { program: agreement.program, pairLength: ledger.pairLength })
    if (faults.length > 0) throw invalidInput(faults)
    const pairCount = agreement.pairCount + pairs.length
    if (pairCount > maximumPairs)
      throw new LedgerError(
        'conflict',
        'too-many-pairs',
        `The agreement would have ${pairCount} pairs; at most ${maximumPairs} are allowed.`,
      )

    const grown = grow(whole, pairs, change.at)
    const shown = await showAgreement(ledger, grown, pairs)
    const edit: Edit = {
      action: 'pairs-added',
      before: { pairCount: agreement.pairCount },
      after: { pairCount, pairs: [...pairs] },
      writes: [
        ...pairs.map((pair, index) =>
          addPair(pair, id, (existing) => pairTaken(ledger.table, pair, existing, `/pairs/${index}`)),
        ),
        ...countPairs('api', { added: pairs.length }),
        queueNewPairs(refreshId, pairs, change),
        ...changePairs(agreement, { added: pairs }, change.at),
      ],
    }
    await record(ledger, whole, edit, change, change.alongside(shown))
    return shown
  })
  await ledger.announceRefresh(refreshId)
  return shown
}

const grow = (whole: WholeAgreement, added: readonly AgreementNumberPair[], at: string): WholeAgreement => ({
  agreement: {
    ...whole.agreement,
    pairCount: whole.agreement.pairCount + added.length,
    version: whole.agreement.version + 1,
    updatedAt: at,
  },
  pairs: [...whole.pairs, ...added].sort((one, other) => (pairKey(one) < pairKey(other) ? -1 : 1)),
})

/**
 * Removes a pair (the - of the source).
 * @throws LedgerError `pair-not-found`, `last-pair`, `stale-version`
 */
export const removePair = async (
  ledger: AnnouncingLedger,
  id: string,
  pair: AgreementNumberPair,
  change: Change,
  expected?: number,
): Promise<void> => {
  const work = await settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    const { agreement } = whole
    expectVersion(agreement.version, expected)
    const held = whole.pairs.find((candidate) => pairKey(candidate) === pairKey(pair))
    if (!held)
      throw new LedgerError(
        'not-found',
        'pair-not-found',
        `The agreement ${agreement.name} has no pair ${showPair(pair)}.`,
      )
    if (agreement.pairCount === 1)
      throw new LedgerError('conflict', 'last-pair', 'The last pair cannot be removed. Delete the agreement instead.')
    const stored = await readPairs(ledger.table, [held])
    const removal = removalOf([held], stored, id, { workId: ledger.newId(), actor: change.actor, at: change.at })
    const edit: Edit = {
      action: 'pair-removed',
      before: { pairCount: agreement.pairCount, pairs: [held] },
      after: { pairCount: agreement.pairCount - 1 },
      writes: [
        ...removal.writes,
        ...countPairs('api', { removed: removal.freed }),
        ...changePairs(agreement, { removed: [held] }, change.at),
      ],
    }
    await record(ledger, whole, edit, change, [])
    return removal.work
  })
  if (work !== undefined) await ledger.announceWork(work)
}
