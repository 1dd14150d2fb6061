import { readSheet } from '../../foundation/files/sheets.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import { agreementKey } from '../../foundation/table/keys.ts'
import type { Write } from '../../foundation/table/table.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { fileTypeOf, judgeLines, type Verdict } from '../../work/imports/import-file.ts'
import type { Conclusion, ImportLedger } from '../../work/imports/import-kind.ts'
import { type StoredImport, withOutcomes } from '../../work/imports/import-run.ts'
import { addWork } from '../../work/work.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import {
  addAgreement,
  changePairs,
  completeStaged,
  freeName,
  guardName,
  stagePairs,
} from '../records/agreement-writes.ts'
import type { AgreementNumberPair } from '../records/pair.ts'
import { parseAgreement } from '../records/stored-agreement.ts'
import { addPair } from '../records/stored-pair.ts'
import { pairFiles } from './file-kinds.ts'
import { type CreatingStep, chooseGroup, headOfNew, joinGroupOfImport, leaveGoneGroup } from './new-agreements.ts'
import { maximumLines, type PairFile, type PairLine, programOf, readPairFile, readPairSheet } from './pair-file.ts'
import { planUnits, type UnitPlan } from './plan-pairs.ts'
import { undoPairs } from './undo-pairs.ts'

/** How VLSC is asked about pairs that an import adds: see lib/entitlements/refreshes/pair-list.ts. */
export interface NewPairsOfImports {
  list: (run: StoredImport, pairs: readonly AgreementNumberPair[], at: string) => Write[]
  queue: (run: StoredImport, total: number, at: string) => { id: string; write: Write }
  announce: (refreshId: string) => Promise<void>
}

/** Pairs that one step of a staged agreement writes: a transaction less the run, errors, audit, name and packed set. */
const pairsPerStagedStep = 95
/** Lines that one step takes, so that their errors fit into one item. */
const linesPerStep = 500

const isNew = ({ outcome }: Verdict<PairLine>): boolean => outcome === 'created' || outcome === 'updated'

const newPairsOf = (verdicts: readonly Verdict<PairLine>[]): AgreementNumberPair[] =>
  verdicts.filter(isNew).map(({ line: { agreementNumber, licenseNumber } }) => ({ agreementNumber, licenseNumber }))

const joinWrites = (run: StoredImport, { existing }: UnitPlan, added: AgreementNumberPair[], at: string): Write[] => {
  if (!existing || added.length === 0) return []
  const { writes, states } = changePairs(existing, { added }, at)
  const who = { actor: run.actor, at }
  return [...writes, agreementHistory(existing, 'pairs-added', who, states, { importId: run.id })]
}

/** The lines from `from` on, as far as they have at most so many new pairs. */
const take = (verdicts: readonly Verdict<PairLine>[], from: number, newPairs: number): Verdict<PairLine>[] => {
  let count = 0
  const some = verdicts.slice(from, from + linesPerStep)
  const end = some.findIndex((verdict) => isNew(verdict) && ++count > newPairs)
  return end < 0 ? some : some.slice(0, end)
}

/**
 * The next step of an agreement. One with more new pairs than a transaction takes is staged: its pairs are written step
 * by step, and the last one makes the agreement visible.
 */
const stepOf = (run: StoredImport, plan: UnitPlan, _ledger: ImportLedger, at: string): CreatingStep => {
  const { verdicts, existing, agreementId, unit } = plan
  const { nextUnit, nextLine: from } = run
  const done = { nextUnit: nextUnit + 1, nextLine: 0, staged: undefined }
  const agreement = { ...headOfNew(run, agreementId, unit.name, at), type: 'volume' as const, program: programOf(run) }
  const isStaged = run.staged?.agreementId === agreementId
  const stages = isStaged || (!existing && newPairsOf(verdicts.slice(from)).length > pairsPerTransaction)

  if (stages && from === verdicts.length) {
    const held = newPairsOf(verdicts.slice(run.staged?.from))
    return { writes: completeStaged(agreement, held), creates: held.length > 0 ? 1 : 0, next: done }
  }

  const taken = take(verdicts, from, stages ? pairsPerStagedStep : pairsPerTransaction)
  const to = from + taken.length
  const pairs = newPairsOf(taken)
  const written = pairs.map((pair) => addPair(pair, agreementId, raceLost, run.id))
  const { outcomes, errors } = judgeLines(taken)
  const counts = withOutcomes(run, outcomes)
  if (stages) {
    const begins = isStaged ? [] : [guardName(agreement), stagePairs(agreementId, newPairsOf(verdicts.slice(from)))]
    const before = run.staged && isStaged ? run.staged : { agreementId, name: unit.name, from, created: 0 }
    const staged = { ...before, created: before.created + pairs.length }
    const next = { ...counts, nextUnit, nextLine: to, staged }
    return { writes: [...begins, ...written], errors, creates: 0, next, isPart: true }
  }
  const isPart = to < verdicts.length
  const next = { ...counts, ...(isPart ? { nextUnit, nextLine: to, staged: undefined } : done) }
  const common = { errors, next, ...(isPart && { isPart }) }
  if (existing || pairs.length === 0)
    return { ...common, writes: [...joinWrites(run, plan, pairs, at), ...written], creates: 0 }
  return { ...common, writes: [guardName(agreement), ...addAgreement(agreement, { pairs }), ...written], creates: 1 }
}

/** An agreement that took some of its pairs has another version now; one that is gone is judged again. */
const again = async (ledger: ImportLedger, run: StoredImport, plan: UnitPlan): Promise<UnitPlan> => {
  if (run.staged) return plan
  const item = await ledger.table.get(agreementKey(plan.agreementId))
  const existing = item && parseAgreement(item)
  if (existing?.type === 'volume') return { ...plan, existing }
  const [judged] = await planUnits(ledger.table, run, [plan.unit], ledger.pairLength)
  return judged ?? plan
}

/** Removes an agreement whose pairs were being staged: its name now, its pairs by follow-up work. */
const abandonStaged = (
  ledger: ImportLedger,
  { staged, actor, created, done }: StoredImport,
  at: string,
): Conclusion => {
  if (!staged) return { writes: [] }
  const { agreementId: subjectId, name } = staged
  const id = ledger.newId()
  return {
    writes: [
      freeName({ id: subjectId, name }),
      addWork({ id, kind: 'release-pairs', subjectId, actor, createdAt: at }),
    ],
    changes: { created: created - staged.created, done: done - staged.created },
    announce: () => ledger.announceWork(id),
  }
}

export const pairImport = (newPairs: NewPairsOfImports) =>
  importKind<PairFile, UnitPlan, CreatingStep>({
    ...pairFiles,
    read: async ({ bytes = new Uint8Array() }, run, { pairLength }) => {
      const rules = { program: programOf(run), pairLength }
      if (fileTypeOf(run.fileName) !== 'xlsx') return readPairFile(bytes, rules)
      const isHeading = (): boolean => true
      return readPairSheet(await readSheet(bytes, true, { isHeading, most: maximumLines + 2 }), rules)
    },

    forward: {
      plan: ({ table, pairLength }, run, { units }) => planUnits(table, run, units.slice(run.nextUnit), pairLength),
      stepOf,
      again,
      around: (run, steps) => joinGroupOfImport(run, 'volume', steps),
      recover: leaveGoneGroup,
    },

    judge: ({ verdicts }) => judgeLines(verdicts),

    begin: async (ledger, run, _file, plans, at) => {
      const verdicts = plans.flatMap((plan) => plan.verdicts)
      const pairs = verdicts.filter(({ outcome }) => outcome !== 'unchanged').map(({ line }) => line)
      const creates = verdicts.some(({ outcome }) => outcome === 'created')
      const { changes, writes } = creates ? await chooseGroup(ledger, run, at) : { changes: {}, writes: [] }
      return {
        changes: { ...changes, listedPairs: pairs.length },
        writes: [...writes, ...newPairs.list(run, pairs, at)],
      }
    },

    conclude: async (ledger, run, _status, at) => {
      const abandoned = abandonStaged(ledger, run, at)
      const { created } = { ...run, ...abandoned.changes }
      if (!run.listedPairs || created + run.updated === 0) return abandoned
      const { id, write } = newPairs.queue(run, run.listedPairs, at)
      return {
        ...abandoned,
        writes: [...abandoned.writes, write],
        announce: async (wake) => {
          await newPairs.announce(id)
          await abandoned.announce?.(wake)
        },
      }
    },

    back: undoPairs,
  })
