import { auditEntry } from '../../audit/trail.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { advance } from '../../work/imports/import-store.ts'
import { isBuiltInName, unassigned } from '../records/group.ts'
import { addGroup, findGroupByName, readGroup, type StoredGroup } from '../records/group-store.ts'
import { nobody } from '../records/members.ts'

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
): Promise<{ groupId: string; writes: Write[] }> => {
  const name = run.group
  if (run.groupId !== undefined) return { groupId: await checkedGroup(ledger, run.groupId), writes: [] }
  if (name === undefined || isBuiltInName(name)) return { groupId: unassigned.id, writes: [] }
  const existing = await findGroupByName(ledger.table, name)
  if (existing !== undefined) {
    const found = await readGroup(ledger.table, existing)
    if (!found) throw raceLost()
    if (found.group.deleting) throw groupDeleting(name)
    return { groupId: existing, writes: [] }
  }
  const { actor } = run
  const id = derivedUlid(run.createdAt, run.id, 'group')
  const group: StoredGroup = { id, name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  return {
    groupId: id,
    writes: [
      ...addGroup(group, { name: raceLost, members: nobody, writer: 'import' }),
      auditEntry(ledger.newId(), { actor, at }, 'group-created', [
        { type: 'group', id, name, before: null, after: { name, importId: run.id } },
      ]),
    ],
  }
}

/** The group was deleted while the file was being imported: its agreements are in `unassigned`, and so go the others. */
export const leaveGroupGone = async (ledger: Ledger, run: StoredImport, at: string): Promise<StoredImport> => {
  const groupId = unassigned.id
  await commit(ledger.table, [advance(run, { groupId }, at)])
  return { ...run, groupId, version: run.version + 1, updatedAt: at }
}
