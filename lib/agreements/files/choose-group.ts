import { auditEntry } from '../../audit/trail.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { raceLost } from '../../foundation/table/race.ts'
import type { Write } from '../../foundation/table/table.ts'

import type { StoredImport } from '../../work/imports/import-run.ts'
import type { AgreementType } from '../records/agreement.ts'
import { isBuiltInName, unassigned } from '../records/group.ts'
import { addGroup, findGroupByName, joinGroup, readGroup, type StoredGroup } from '../records/group-store.ts'
import { membersOfType, nobody } from '../records/members.ts'

const groupDeleting = (name: string): WrongFile =>
  new WrongFile('group-deleting', `The group ${name} is being deleted. Import the file again in a minute.`)

/** The group that an upload was asked for with. */
const checkedGroup = async ({ table }: Ledger, groupId: string): Promise<string> => {
  const found = groupId === unassigned.id ? undefined : await readGroup(table, groupId)
  if (found?.group.deleting) throw groupDeleting(found.group.name)
  if (!found && groupId !== unassigned.id)
    throw new WrongFile('group-not-found', `The group ${groupId} was deleted meanwhile. Choose another one.`)
  return groupId
}

/** The group that was asked for, or that the folder names: found, or made together with the import's first step. */
export const chooseGroup = async (
  ledger: Ledger,
  run: StoredImport,
  at: string,
): Promise<{ changes: Partial<StoredImport>; writes: Write[] }> => {
  const { group: name, actor } = run
  if (run.groupId !== undefined) return { changes: { groupId: await checkedGroup(ledger, run.groupId) }, writes: [] }
  if (name === undefined || isBuiltInName(name)) return { changes: { groupId: unassigned.id }, writes: [] }
  const existing = await findGroupByName(ledger.table, name)
  if (existing !== undefined) {
    const found = await readGroup(ledger.table, existing)
    if (!found) throw raceLost()
    if (found.group.deleting) throw groupDeleting(name)
    return { changes: { groupId: existing }, writes: [] }
  }
  const id = derivedUlid(run.createdAt, run.id, 'group')
  const group: StoredGroup = { id, name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  return {
    changes: { groupId: id, madeGroup: true },
    writes: [
      ...addGroup(group, { name: raceLost, members: nobody, writer: 'import' }),
      auditEntry(ledger.newId(), { actor, at }, 'group-created', [
        { type: 'group', id, name, before: null, after: { name, importId: run.id } },
      ]),
    ],
  }
}

/** Group of the agreements that an import creates. */
export const groupIdOf = ({ groupId }: StoredImport): string => groupId ?? unassigned.id

/** The group of an import was deleted while it was at work. */
class GroupGone extends Error {
  override name = 'GroupGone'
}

/** Counts the agreements of some steps into their group. */
export const joinGroupOfImport = (
  run: StoredImport,
  type: AgreementType,
  steps: readonly { creates: number }[],
): Write[] => {
  const creates = steps.reduce((sum, step) => sum + step.creates, 0)
  const members = membersOfType(type, creates)
  return creates > 0 ? [joinGroup(groupIdOf(run), members, 'import', () => new GroupGone())] : []
}

/** Agreements of a group that was deleted are in `unassigned`, and so go the others. */
export const leaveGoneGroup = (error: unknown): Partial<StoredImport> | undefined =>
  error instanceof GroupGone ? { groupId: unassigned.id } : undefined
