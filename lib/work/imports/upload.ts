import * as z from 'zod'
import { GroupChoice, unassigned } from '../../agreements/records/group.ts'
import { readGroup } from '../../agreements/records/group-store.ts'
import { Program } from '../../agreements/records/pair.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import { uploadKey } from './drop.ts'
import { fileNameFault } from './file-name.ts'
import { InventoryOptions } from './import-options.ts'
import { type Import, ImportKind, OnError, showImport } from './import-run.ts'
import { addRun, newRun } from './import-store.ts'
import { kinds } from './kinds.ts'

/** An import whose file is to be uploaded. */
export const NewImport = z
  .strictObject({
    kind: ImportKind,
    fileName: z.string().meta({
      description:
        'At most 128 characters, ends in .csv; that of a license statement may end in .xlsx, that of an inventory in .zip.',
    }),
    group: GroupChoice.optional().meta({
      description: 'Group of the agreements it creates; one of a new name is made. Files of agreements only.',
    }),
    program: Program.optional().meta({
      description: 'Program of the agreements it creates. Pair files only.',
    }),
    onError: OnError.default('reject'),
    dryRun: z.boolean().default(false),
    options: InventoryOptions.optional().meta({ description: 'Inventory files only.' }),
  })
  .check(({ value, issues }) => {
    const { kind, fileName } = value
    const fault = fileNameFault(fileName, kind)
    if (fault !== undefined)
      issues.push({
        code: 'custom',
        input: fileName,
        path: ['fileName'],
        message: fault,
        params: { code: 'file-name' },
      })
    const taken = { group: kinds[kind].hasGroups, program: kind === 'agreements', options: kind === 'inventory' }
    for (const field of ['group', 'program', 'options'] as const)
      if (!taken[field] && value[field] !== undefined)
        issues.push({
          code: 'custom',
          input: value[field],
          path: [field],
          message: `An import of ${kinds[kind].files} has no ${field}.`,
          params: { code: 'unknown-field' },
        })
  })
  .meta({ id: 'NewImport' })
type NewImport = z.infer<typeof NewImport>

const checkGroup = async ({ table }: Ledger, groupId: string | undefined): Promise<void> => {
  if (groupId === undefined || groupId === unassigned.id) return
  const found = await readGroup(table, groupId)
  if (found && !found.group.deleting) return
  throw invalidInput([
    { pointer: '/group/id', code: 'group-not-found', message: `There is no group ${groupId} that takes agreements.` },
  ])
}

/**
 * Prepares an import whose file comes by an upload. It begins when the file is there.
 * @param bucket where the file will be put
 * @throws LedgerError `group-not-found`
 */
export const requestUpload = async (
  ledger: Ledger,
  bucket: string,
  input: NewImport,
  change: Change,
): Promise<Import> => {
  await checkGroup(ledger, input.group?.id)
  const id = ledger.newId()
  const { kind, fileName, program, onError, dryRun, group, options } = input
  const run = {
    ...newRun({ id, bucket, key: uploadKey(id, fileName), actor: change.actor, fileName }, change.at),
    kind,
    trigger: 'api' as const,
    status: 'awaiting-upload' as const,
    stage: 'awaiting' as const,
    onError,
    dryRun,
    ...(program && { program }),
    ...(options?.deviceId !== undefined && { deviceId: options.deviceId }),
    ...(options?.reportedAt !== undefined && { reportedAt: options.reportedAt }),
    ...(group?.name !== undefined && { group: group.name }),
    ...(group?.id !== undefined && { groupId: group.id }),
  }
  const shown = showImport(run)
  await commit(ledger.table, [...change.alongside(shown), addRun(run)])
  return shown
}
