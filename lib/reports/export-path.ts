import type { Program } from '../agreements/pair.ts'
import { unassigned } from '../groups/group.ts'

/** S3 takes keys of so many bytes. */
const maximumKeyBytes = 1_024

/**
 * Where a pair file stands in an export: at the key in the drop bucket that imports it into its group. No group has
 * parentheses in its name, so that no folder has the name of a file.
 *
 * Names that cannot be a folder of a key, `.` and `..` and those of almost 1,024 bytes, have their files under `uploads/`:
 * these are imported through the API, which takes the group by name.
 */
export const exportPath = (
  group: { id: string; name: string },
  program: Program | undefined,
  number: number,
): string => {
  const file = `${program ?? 'no-program'}(${number}).csv`
  if (group.id === unassigned.id) return `imports/agreements/${file}`
  const key = `imports/agreements/${group.name}/${file}`
  const isFolder = !/^\.{1,2}$/.test(group.name) && Buffer.byteLength(key) <= maximumKeyBytes
  return isFolder ? key : `uploads/${group.id}/${file}`
}
