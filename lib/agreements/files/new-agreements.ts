import { auditEntry } from '../../audit/trail.ts'
import { WrongFile } from '../../foundation/files/sheet.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { newHead } from '../records/agreement-writes.ts'
import { isBuiltInName, nobody, unassigned } from '../records/group.ts'
import { findGroupByName, readGroup } from '../records/group-store.ts'
import { addGroup, joinGroup } from '../records/group-writes.ts'

/** The agreement that an import makes for a name always has the same id, however often the import begins. */
export const idOfNew = ({ id, createdAt }: StoredImport, nameKey: string): string => derivedUlid(createdAt, id, nameKey)

const groupIdOf = ({ groupId = unassigned.id }: StoredImport): string => groupId

export const headOfNew = (run: StoredImport, id: string, name: string, at: string) =>
  newHead(id, name, groupIdOf(run), { actor: run.actor, at }, run.id)

/** The group that was asked for, or that the folder names: found, or made together with the import's first step. */
export const chooseGroup = async (ledger: Ledger, run: StoredImport, at: string) => {
  const { group: name, actor } = run
  const isBuiltIn =
    run.groupId === undefined ? name === undefined || isBuiltInName(name) : run.groupId === unassigned.id
  if (isBuiltIn) return { changes: { groupId: unassigned.id }, writes: [] }

  const groupId = run.groupId ?? (await findGroupByName(ledger.table, name ?? ''))
  if (groupId !== undefined) {
    const found = await readGroup(ledger.table, groupId)
    if (!found && run.groupId === undefined) throw raceLost()
    if (!found)
      throw new WrongFile('group-not-found', `The group ${groupId} was deleted meanwhile. Choose another one.`)
    const wait = `The group ${name ?? found.group.name} is being deleted. Import the file again in a minute.`
    if (found.group.deleting) throw new WrongFile('group-deleting', wait)
    return { changes: { groupId }, writes: [] }
  }

  const who = { actor, at }
  const options = { taken: raceLost, members: nobody, writer: 'import' } as const
  const { group, writes, changed } = addGroup(derivedUlid(run.createdAt, run.id, 'group'), name ?? '', who, options)
  const audited = { ...changed, after: { ...changed.after, importId: run.id } }
  return {
    changes: { groupId: group.id, madeGroup: true },
    writes: [...writes, auditEntry(ledger.newId(), who, 'group-created', [audited])],
  }
}

class GroupGone extends Error {
  override name = 'GroupGone'
}

export interface CreatingStep extends Step {
  creates: 0 | 1
}

export const joinGroupOfImport = (run: StoredImport, type: 'volume' | 'other', steps: readonly CreatingStep[]) => {
  const count = steps.reduce((sum, step) => sum + step.creates, 0)
  const members = { count, others: type === 'other' ? count : 0 }
  return count > 0 ? [joinGroup(groupIdOf(run), members, 'import', () => new GroupGone())] : []
}

/** Agreements of a deleted group moved to `unassigned`; those that the import still creates follow them. */
export const leaveGoneGroup = (error: unknown): Partial<StoredImport> | undefined =>
  error instanceof GroupGone ? { groupId: unassigned.id } : undefined
