import { historyEntry } from '../../audit/trail.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { Write } from '../../foundation/table/table.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import type { ImportLedger, Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, withOutcomes } from '../../work/imports/import-run.ts'
import { guardName } from '../records/agreement-store.ts'
import { addOtherAgreement, changeOther } from '../records/other-agreement-store.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'
import { chooseGroup, groupIdOf, joinGroupOfImport, leaveGoneGroup } from './choose-group.ts'
import { otherAgreementFiles } from './file-kinds.ts'
import { keepFormer } from './former-values.ts'
import { errorsOf, type Plan, planAgreements } from './plan-agreements.ts'
import { type AgreementFile, readAgreementFile } from './read-agreement-file.ts'
import { finishUndo } from './undo.ts'
import { undoAgreements } from './undo-agreements.ts'

interface AgreementStep extends Step {
  creates: 0 | 1
}

const newAgreement = (
  run: StoredImport,
  { line, product, agreementId }: Extract<Plan, { outcome: 'created' }>,
  at: string,
): StoredOtherAgreement => ({
  id: agreementId,
  type: 'other',
  name: line.name,
  groupId: groupIdOf(run),
  ...product,
  licenseCount: line.licenseCount,
  ...(line.startDate !== undefined && { startDate: line.startDate }),
  ...(line.endDate !== undefined && { endDate: line.endDate }),
  ...(line.details !== undefined && { hasDetails: true }),
  version: 1,
  createdAt: at,
  createdBy: run.actor,
  updatedAt: at,
  importId: run.id,
})

const updateWrites = (run: StoredImport, plan: Extract<Plan, { outcome: 'updated' }>, at: string): Write[] => {
  const { existing, changes, details } = plan
  const { writes, before, after } = changeOther(existing, changes, details, at)
  return [
    ...writes,
    keepFormer(run, run.nextUnit, existing, plan, at),
    historyEntry(
      agreementHistoryKey(existing.id, existing.version + 1),
      { actor: run.actor, at },
      'agreement-changed',
      { before, after: { ...after, importId: run.id } },
    ),
  ]
}

const writesOf = (run: StoredImport, plan: Plan, at: string): Write[] => {
  if (plan.outcome === 'updated') return updateWrites(run, plan, at)
  if (plan.outcome !== 'created') return []
  const agreement = newAgreement(run, plan, at)
  return [guardName(agreement), ...addOtherAgreement(agreement, plan.line.details)]
}

const stepOf = (run: StoredImport, plan: Plan, _ledger: ImportLedger, at: string): AgreementStep => ({
  writes: writesOf(run, plan, at),
  errors: errorsOf(plan),
  creates: plan.outcome === 'created' ? 1 : 0,
  next: { ...withOutcomes(run, [plan.outcome]), nextUnit: run.nextUnit + 1 },
})

/** Imports of files of other agreements: an upsert by name. */
export const otherAgreementImport = importKind<AgreementFile, Plan, AgreementStep>({
  ...otherAgreementFiles,
  read: ({ bytes = new Uint8Array() }) => readAgreementFile(bytes),

  forward: {
    plan: async ({ table }, run, file) => planAgreements(table, run, file.lines.slice(run.nextUnit), file),
    stepOf,
    around: (run, steps) => joinGroupOfImport(run, 'other', steps),
    recover: leaveGoneGroup,
  },

  judge: (plan) => ({ outcomes: [plan.outcome], errors: errorsOf(plan) }),

  begin: (ledger, run, _file, plans, at) =>
    plans.some(({ outcome }) => outcome === 'created')
      ? chooseGroup(ledger, run, at)
      : Promise.resolve({ changes: {}, writes: [] }),

  back: { take: undoAgreements, finish: finishUndo },
})
