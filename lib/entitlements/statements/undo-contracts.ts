import * as z from 'zod'
import { contractsById, StoredContract } from '../../agreements/records/contract.ts'
import { contractKey, formerKey, type Key } from '../../foundation/table/keys.ts'
import { put, remove, type Write } from '../../foundation/table/table.ts'
import type { ImportLedger, KindDefinition, Step } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { takeSteps } from '../../work/imports/take-steps.ts'
import { expiryOf } from '../../work/run.ts'
import { licenseKey } from '../rows/statement-rows.ts'
import type { StatementFile } from './read-statement.ts'

/** As long as the import keeps a copy of its file: an undo that is requested in time finds both. */
const daysKept = 30

/** What an import found in place of a contract that it wrote. */
const StoredFormer = z.object({ sk: z.string(), contract: StoredContract.optional() })
type Former = z.infer<typeof StoredFormer>

/** @param unit number of the line that writes the contract */
export const keepFormer = (run: StoredImport, unit: number, contract: StoredContract | undefined): Write =>
  put({ ...formerKey(run.id, unit), contract, expiresAt: expiryOf(run.createdAt, daysKept) }, { exists: false })

interface UndoPlan {
  line: number
  licenseId: string
  key: Key
  now: StoredContract | undefined
  former: Former | undefined
  formerKey: Key
}

/** Contracts that are taken back together: with what they were, they fit into one transaction. */
const linesAtOnce = 45

const planUndo = async ({ table }: ImportLedger, { id, nextUnit }: StoredImport, file: StatementFile) => {
  const some = file.layout === 'contracts' ? file.lines.slice(nextUnit, nextUnit + linesAtOnce) : []
  const places = some.map(({ line, row: { licenseId } }, offset) => {
    return { line, licenseId, key: contractKey(licenseKey(licenseId)), formerKey: formerKey(id, nextUnit + offset) }
  })
  const [items, formers] = await Promise.all([
    table.getMany(places.map(({ key }) => key)),
    table.getMany(places.map((place) => place.formerKey)),
  ])
  const contracts = contractsById(items)
  const bySort = new Map(formers.map((item) => StoredFormer.parse(item)).map((former) => [former.sk, former]))
  return places.map((place): UndoPlan => {
    const now = contracts.get(licenseKey(place.licenseId))
    return { ...place, now, former: bySort.get(place.formerKey.sk) }
  })
}

const undoStep = (run: StoredImport, plan: UndoPlan): Step => {
  const { line, licenseId, key, now, former, formerKey: keptAt } = plan
  const nextUnit = run.nextUnit + 1
  if (!former || !now) return { writes: [], next: { nextUnit } }
  if (now.importId !== run.id) {
    const message = `A newer file says something of the License ID ${licenseId}.`
    const left = run.undo && { ...run.undo, left: run.undo.left + 1 }
    return { writes: [], next: { nextUnit, undo: left }, errors: [{ line, code: 'changed-since', message }] }
  }
  const asRead = { equals: { importId: run.id } }
  const { contract } = former
  const states = { before: { status: now.status }, after: contract ? { status: contract.status } : null }
  return {
    writes: [contract ? put({ ...key, ...contract }, asRead) : remove(key, asRead), remove(keptAt, { exists: true })],
    changes: [{ type: 'contract', id: licenseId, name: licenseId, ...states }],
    next: { nextUnit, undo: run.undo && { ...run.undo, restored: run.undo.restored + 1 } },
  }
}

/** Contracts get back what they were before the import, where no newer file says something of them. */
export const undoContracts: NonNullable<KindDefinition<StatementFile, never, never>['back']> = {
  take: (ledger, run, file) =>
    takeSteps({ plan: planUndo, plansParts: true, stepOf: undoStep }, ledger, run, file, {
      reserve: 0,
      who: run.undoneBy,
    }),
  finish: async () => [],
}
