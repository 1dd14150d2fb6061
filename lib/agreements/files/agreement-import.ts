import { raceLost, settle } from '../../foundation/table/attempts.ts'
import type { Table, Write } from '../../foundation/table/table.ts'
import { readReadiness } from '../../inventory/names/readiness.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { judgeLines, reject, type Verdict } from '../../work/imports/import-file.ts'
import { type StoredImport, stepOfLine } from '../../work/imports/import-run.ts'
import { rowsOfFile } from '../../work/imports/rows-of-file.ts'
import { type Found, findInCatalog, noInventory, type Product } from '../catalog/find-in-catalog.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import { addAgreement, changeAgreement, differing, guardName } from '../records/agreement-writes.ts'
import { termFault } from '../records/other-agreement.ts'
import {
  isOther,
  readDetails,
  readHeads,
  readNameGuards,
  type StoredOtherAgreement,
} from '../records/stored-agreement.ts'
import { type AgreementFile, agreementRows, readAgreementFile, type Says } from './agreement-file.ts'
import type { AgreementLine } from './agreement-lines.ts'
import { otherAgreementFiles } from './file-kinds.ts'
import {
  type CreatingStep,
  chooseGroup,
  headOfNew,
  idOfNew,
  joinGroupOfImport,
  leaveGoneGroup,
} from './new-agreements.ts'
import { keepFormer, undoAgreements } from './undo-agreements.ts'

interface Plan extends Verdict<AgreementLine> {
  writes?: (run: StoredImport, at: string) => Write[]
}

const planCreation = (line: AgreementLine, product: Product): Plan => ({
  line,
  outcome: 'created',
  writes: (run, at) => {
    const { name, nameKey, licenseCount, startDate, endDate, details, restrictions } = line
    const agreement: StoredOtherAgreement = {
      ...headOfNew(run, idOfNew(run, nameKey), name, at),
      type: 'other',
      ...product,
      licenseCount,
      startDate,
      endDate,
      restrictions,
      hasDetails: details === undefined ? undefined : true,
    }
    return [guardName(agreement), ...addAgreement(agreement, { details })]
  },
})

const readLedger = async (table: Table, lines: readonly AgreementLine[], says: Says) => {
  const guards = await readNameGuards(table, lines)
  const ids = [...guards.values()].map(({ agreementId }) => agreementId)
  const agreements = await readHeads(table, ids)
  const details = await readDetails(table, says.details ? agreements.values() : [])
  return { guards, agreements, details }
}

/** An agreement that a line names. Fields for which the file has no column stay as they are. */
const planUpdate = (
  line: AgreementLine,
  existing: StoredOtherAgreement,
  { product, titleKeys }: Exclude<Found, { missing: string }>,
  says: Says,
  before: string | undefined,
): Plan => {
  const isSameTitle = titleKeys.includes(titleKey({ publisher: existing.publisher, title: existing.productTitle }))
  const { startDate, endDate, restrictions } = {
    ...existing,
    ...(says.startDate && { startDate: line.startDate }),
    ...(says.endDate && { endDate: line.endDate }),
    ...(says.restrictions && { restrictions: line.restrictions }),
  }
  const fault = termFault({ startDate, endDate })
  if (fault !== undefined) return reject(line, 'invalid-date', fault)
  const { licenseCount } = line
  const term = { licenseCount, startDate, endDate, restrictions }
  const changes = differing(existing, { ...(!isSameTitle && product), ...term })
  const details = says.details && line.details !== before ? { before, after: line.details } : undefined
  if (Object.keys(changes).length === 0 && !details) return { line, outcome: 'unchanged' }
  return {
    line,
    outcome: 'updated',
    writes: (run, at) => {
      const { writes, states } = changeAgreement(existing, changes, at, details)
      return [
        ...writes,
        keepFormer(run, existing, states, details, at),
        agreementHistory(existing, 'agreement-changed', { actor: run.actor, at }, states, { importId: run.id }),
      ]
    },
  }
}

/** The product of each line: what its first title means or, if the catalog has none, its second one. */
const findProducts = async (table: Table, lines: readonly AgreementLine[]): Promise<Found[]> => {
  const found = await findInCatalog(
    table,
    lines.map(({ publisher, productTitles: [title = ''] }) => ({ publisher, title })),
  )
  const seconds = lines.flatMap(({ publisher, productTitles: [, title] }, index) =>
    title !== undefined && found[index] && 'missing' in found[index] ? [{ index, publisher, title }] : [],
  )
  for (const [at, product] of (await findInCatalog(table, seconds)).entries()) found[seconds[at]?.index ?? -1] = product
  return found
}

const planAgreements = (
  table: Table,
  lines: readonly AgreementLine[],
  { says }: Pick<AgreementFile, 'says'>,
): Promise<Plan[]> =>
  settle(async () => {
    if (!(await readReadiness(table))?.licensable) return lines.map((line) => reject(line, 'no-inventory', noInventory))
    const { guards, agreements, details } = await readLedger(table, lines, says)
    const found = await findProducts(table, lines)

    const judge = (line: AgreementLine, product: Found | undefined): Plan => {
      const guard = guards.get(line.nameKey)
      const existing = guard && agreements.get(guard.agreementId)
      // It was deleted between the two reads.
      if (guard && !existing) throw raceLost()
      if (existing && !isOther(existing))
        return reject(line, 'agreement-name-taken', `${existing.name} is the name of a volume agreement.`)
      const parts = line.variant === '' ? '' : ' Edition and version are part of the title.'
      if (!product || 'missing' in product) return reject(line, 'not-in-catalog', `${product?.missing ?? ''}${parts}`)
      if (existing) return planUpdate(line, existing, product, says, details.get(existing.id))
      return planCreation(line, product.product)
    }
    return lines.map((line, index) => judge(line, found[index]))
  })

export const otherAgreementImport = importKind<AgreementFile, Plan, CreatingStep>({
  ...otherAgreementFiles,
  read: async ({ bytes = new Uint8Array() }, { fileName }) =>
    readAgreementFile(await rowsOfFile(bytes, fileName, agreementRows)),

  forward: {
    plan: ({ table }, run, file) => planAgreements(table, file.lines.slice(run.nextUnit), file),
    stepOf: (run, plan, _ledger, at) => ({
      ...stepOfLine(run, plan),
      writes: plan.writes?.(run, at) ?? [],
      creates: plan.outcome === 'created' ? 1 : 0,
    }),
    around: (run, steps) => joinGroupOfImport(run, 'other', steps),
    recover: leaveGoneGroup,
  },

  judge: (plan) => judgeLines([plan]),

  begin: async (ledger, run, _file, plans, at) =>
    plans.some(({ outcome }) => outcome === 'created') ? chooseGroup(ledger, run, at) : { writes: [] },

  back: undoAgreements,
})
