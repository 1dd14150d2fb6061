import type { Write } from '../../foundation/table/table.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { type StoredImport, withOutcomes } from '../../work/imports/import-run.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import { addAgreement, changeAgreement, guardName } from '../records/agreement-writes.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'
import { type AgreementFile, readAgreementFile } from './agreement-file.ts'
import { otherAgreementFiles } from './file-kinds.ts'
import { keepFormer } from './former-values.ts'
import { type CreatingStep, chooseGroup, headOfNew, joinGroupOfImport, leaveGoneGroup } from './new-agreements.ts'
import { errorsOf, type Plan, planAgreements } from './plan-agreements.ts'
import { undoAgreements } from './undo-agreements.ts'

const createWrites = (run: StoredImport, plan: Extract<Plan, { outcome: 'created' }>, at: string): Write[] => {
  const { line, product, agreementId } = plan
  const { licenseCount, startDate, endDate, details } = line
  const agreement: StoredOtherAgreement = {
    ...headOfNew(run, agreementId, line.name, at),
    type: 'other',
    ...product,
    licenseCount,
    startDate,
    endDate,
    hasDetails: details === undefined ? undefined : true,
  }
  return [guardName(agreement), ...addAgreement(agreement, { details })]
}

const updateWrites = (run: StoredImport, plan: Extract<Plan, { outcome: 'updated' }>, at: string): Write[] => {
  const { existing, changes, details } = plan
  const { writes, states } = changeAgreement(existing, changes, at, details)
  const after = { ...states.after, importId: run.id }
  return [
    ...writes,
    keepFormer(run, existing, states, details, at),
    agreementHistory(existing, 'agreement-changed', { actor: run.actor, at }, { before: states.before, after }),
  ]
}

const writesOf = (run: StoredImport, plan: Plan, at: string): Write[] => {
  if (plan.outcome === 'updated') return updateWrites(run, plan, at)
  return plan.outcome === 'created' ? createWrites(run, plan, at) : []
}

/** Imports of files of other agreements: an upsert by name. */
export const otherAgreementImport = importKind<AgreementFile, Plan, CreatingStep>({
  ...otherAgreementFiles,
  read: ({ bytes = new Uint8Array() }) => readAgreementFile(bytes),

  forward: {
    plan: ({ table }, run, file) => planAgreements(table, run, file.lines.slice(run.nextUnit), file),
    stepOf: (run, plan, _ledger, at) => ({
      writes: writesOf(run, plan, at),
      errors: errorsOf(plan),
      creates: plan.outcome === 'created' ? 1 : 0,
      next: { ...withOutcomes(run, [plan.outcome]), nextUnit: run.nextUnit + 1 },
    }),
    around: (run, steps) => joinGroupOfImport(run, 'other', steps),
    recover: leaveGoneGroup,
  },

  judge: (plan) => ({ outcomes: [plan.outcome], errors: errorsOf(plan) }),

  begin: async (ledger, run, _file, plans, at) =>
    plans.some(({ outcome }) => outcome === 'created') ? chooseGroup(ledger, run, at) : { writes: [] },

  back: undoAgreements,
})
