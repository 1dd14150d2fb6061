import { raceLost, settle } from '../../foundation/table/attempts.ts'
import type { Table } from '../../foundation/table/table.ts'
import { readReadiness } from '../../inventory/names/readiness.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { type Found, findInCatalog, noInventory, type Product } from '../catalog/find-in-catalog.ts'
import { type AgreementChanges, type DetailsChange, differing } from '../records/agreement-writes.ts'
import { termFault } from '../records/other-agreement.ts'
import {
  isOther,
  readDetails,
  readHeads,
  readNameGuards,
  type StoredOtherAgreement,
} from '../records/stored-agreement.ts'
import type { AgreementFile, AgreementLine, Says } from './agreement-file.ts'
import { idOfNew } from './new-agreements.ts'

export type Plan =
  | { line: AgreementLine; outcome: 'created'; agreementId: string; product: Product }
  | {
      line: AgreementLine
      outcome: 'updated'
      existing: StoredOtherAgreement
      changes: AgreementChanges
      details: DetailsChange | undefined
    }
  | { line: AgreementLine; outcome: 'unchanged' }
  | { line: AgreementLine; outcome: 'rejected'; code: string; message: string }

const refuse = (line: AgreementLine, code: string, message: string): Plan => ({
  line,
  outcome: 'rejected',
  code,
  message,
})

/** What the ledger holds of the names of a file: one key is read per name, and one per agreement that has it. */
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
  const { startDate, endDate } = {
    ...existing,
    ...(says.startDate && { startDate: line.startDate }),
    ...(says.endDate && { endDate: line.endDate }),
  }
  const fault = termFault({ startDate, endDate })
  if (fault !== undefined) return refuse(line, 'invalid-date', fault)
  const { licenseCount } = line
  const changes = differing(existing, { ...(!isSameTitle && product), licenseCount, startDate, endDate })
  const details = says.details && line.details !== before ? { before, after: line.details } : undefined
  if (Object.keys(changes).length === 0 && !details) return { line, outcome: 'unchanged' }
  return { line, outcome: 'updated', existing, changes, details }
}

/**
 * Decides what is to be done with each line, from what the ledger holds now.
 * @param lines those of the file that are not done
 */
export const planAgreements = (
  table: Table,
  run: StoredImport,
  lines: readonly AgreementLine[],
  { says }: Pick<AgreementFile, 'says'>,
): Promise<Plan[]> =>
  settle(async () => {
    if (!(await readReadiness(table))?.licensable) return lines.map((line) => refuse(line, 'no-inventory', noInventory))
    const { guards, agreements, details } = await readLedger(table, lines, says)
    const names = lines.map(({ publisher, productTitle }) => ({ publisher, title: productTitle }))
    const found = await findInCatalog(table, names)

    const judge = (line: AgreementLine, product: Found | undefined): Plan => {
      const guard = guards.get(line.nameKey)
      const existing = guard && agreements.get(guard.agreementId)
      // It was deleted between the two reads.
      if (guard && !existing) throw raceLost()
      if (existing && !isOther(existing))
        return refuse(line, 'agreement-name-taken', `${existing.name} is the name of a volume agreement.`)
      if (!product || 'missing' in product) return refuse(line, 'not-in-catalog', product?.missing ?? '')
      if (existing) return planUpdate(line, existing, product, says, details.get(existing.id))
      return { line, outcome: 'created', agreementId: idOfNew(run, line.nameKey), product: product.product }
    }
    return lines.map((line, index) => judge(line, found[index]))
  })

export const errorsOf = (plan: Plan): ImportError[] =>
  plan.outcome === 'rejected' ? [{ line: plan.line.line, code: plan.code, message: plan.message }] : []
