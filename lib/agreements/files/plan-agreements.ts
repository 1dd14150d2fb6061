import { derivedUlid } from '../../foundation/table/ids.ts'
import { agreementKey, agreementNameKey } from '../../foundation/table/keys.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import type { Table } from '../../foundation/table/table.ts'
import { readReadiness } from '../../inventory/names/readiness.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { noInventory, type Product } from '../edits/catalog-rules.ts'
import { parseAgreement, StoredGuard } from '../records/agreement-store.ts'
import { termFault } from '../records/other-agreement.ts'
import {
  type DetailsChange,
  differing,
  fieldsOf,
  type OtherFields,
  readManyDetails,
} from '../records/other-agreement-store.ts'
import { isOther, type StoredAgreement, type StoredOtherAgreement } from '../records/stored-agreement.ts'
import type { AgreementLine } from './agreement-line.ts'
import { type Found, findInCatalog } from './find-in-catalog.ts'
import type { AgreementFile, Says } from './read-agreement-file.ts'

type Known = Exclude<Found, { missing: string }>
type Refusal = Pick<ImportError, 'code' | 'message'>

/** What is to be done with a line. */
export type Plan =
  | { line: AgreementLine; outcome: 'created'; agreementId: string; product: Product }
  | {
      line: AgreementLine
      outcome: 'updated'
      existing: StoredOtherAgreement
      changes: Partial<OtherFields>
      details: DetailsChange | undefined
    }
  | { line: AgreementLine; outcome: 'unchanged' }
  | { line: AgreementLine; outcome: 'rejected'; fault: Refusal }

/** The agreement that an import makes for a line always has the same id, however often the import is begun. */
export const idOfNew = (run: Pick<StoredImport, 'id' | 'createdAt'>, { nameKey }: AgreementLine): string =>
  derivedUlid(run.createdAt, run.id, nameKey)

/** What the ledger holds of the names of a file: one key is read per name, and one per agreement that has it. */
const readLedger = async (table: Table, lines: readonly AgreementLine[], says: Says) => {
  const nameKeys = new Map(lines.map(({ nameKey }) => [agreementNameKey(nameKey).pk, nameKey]))
  const guards = await table.getMany(lines.map(({ nameKey }) => agreementNameKey(nameKey)))
  const holders = new Map(
    guards.map((item) => [nameKeys.get(String(item.pk)) ?? '', StoredGuard.parse(item).agreementId]),
  )
  const agreements = (await table.getMany([...holders.values()].map(agreementKey))).map((item) => parseAgreement(item))
  const details = says.details ? await readManyDetails(table, agreements.filter(isOther)) : new Map<string, string>()
  return { holders, agreements: new Map(agreements.map((agreement) => [agreement.id, agreement])), details }
}

/** What an agreement becomes by a line. What the file has no column for stays. */
const fieldsAfter = (
  existing: StoredOtherAgreement,
  line: AgreementLine,
  { product, titleKeys }: Known,
  says: Says,
): OtherFields => ({
  ...fieldsOf(existing),
  ...(!titleKeys.includes(titleKey({ publisher: existing.publisher, title: existing.productTitle })) && product),
  licenseCount: line.licenseCount,
  ...(says.startDate && { startDate: line.startDate }),
  ...(says.endDate && { endDate: line.endDate }),
})

const planUpdate = (
  line: AgreementLine,
  existing: StoredOtherAgreement,
  { found, before, says }: { found: Known; before: string | undefined; says: Says },
): Plan => {
  const fields = fieldsAfter(existing, line, found, says)
  const fault = termFault(fields)
  if (fault !== undefined) return { line, outcome: 'rejected', fault: { code: 'invalid-date', message: fault } }
  const changes = differing(existing, fields)
  const details = says.details && line.details !== before ? { before, after: line.details } : undefined
  if (Object.keys(changes).length === 0 && !details) return { line, outcome: 'unchanged' }
  return { line, outcome: 'updated', existing, changes, details }
}

const nameTaken = ({ name }: StoredAgreement): Refusal => ({
  code: 'agreement-name-taken',
  message: `${name} is the name of a volume agreement.`,
})

/**
 * Decides what is to be done with each line, from what the ledger holds now.
 * @param lines those of the file that are not done
 */
export const planAgreements = (
  table: Table,
  run: Pick<StoredImport, 'id' | 'createdAt'>,
  lines: readonly AgreementLine[],
  { says }: Pick<AgreementFile, 'says'>,
): Promise<Plan[]> =>
  settle(async () => {
    const refuse = (line: AgreementLine, fault: Refusal): Plan => ({ line, outcome: 'rejected', fault })
    if (!(await readReadiness(table))?.licensable)
      return lines.map((line) => refuse(line, { code: 'no-inventory', message: noInventory }))
    const { holders, agreements, details } = await readLedger(table, lines, says)
    const names = lines.map(({ publisher, productTitle }) => ({ publisher, title: productTitle }))
    const found = await findInCatalog(table, names)

    const judge = (line: AgreementLine, found: Found | undefined): Plan => {
      const holder = holders.get(line.nameKey)
      const existing = holder === undefined ? undefined : agreements.get(holder)
      // It was deleted between the two reads.
      if (holder !== undefined && !existing) throw raceLost()
      if (existing && !isOther(existing)) return refuse(line, nameTaken(existing))
      if (!found || 'missing' in found) return refuse(line, { code: 'not-in-catalog', message: found?.missing ?? '' })
      if (!existing) return { line, outcome: 'created', agreementId: idOfNew(run, line), product: found.product }
      return planUpdate(line, existing, { found, before: details.get(existing.id), says })
    }
    return lines.map((line, index) => judge(line, found[index]))
  })

export const errorsOf = (plan: Plan): ImportError[] =>
  plan.outcome === 'rejected' ? [{ line: plan.line.line, ...plan.fault }] : []
