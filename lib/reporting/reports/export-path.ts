import { unassigned } from '../../agreements/records/group.ts'
import type { Program } from '../../agreements/records/pair.ts'

/** S3 takes keys of so many bytes. */
const maximumKeyBytes = 1_024

type Place = { id: string; name: string }

/**
 * Where a file of a group stands in an export: at the key in the drop bucket that imports it into its group. No group
 * has parentheses in its name, so that no folder has the name of a file.
 *
 * Names that cannot be a folder of a key, `.` and `..` and those of almost 1,024 bytes, have their files under `uploads/`:
 * these are imported through the API, which takes the group by name.
 */
const pathOf = (kind: 'agreements' | 'other-agreements', group: Place, file: string): string => {
  if (group.id === unassigned.id) return `imports/${kind}/${file}`
  const key = `imports/${kind}/${group.name}/${file}`
  const isFolder = !/^\.{1,2}$/.test(group.name) && Buffer.byteLength(key) <= maximumKeyBytes
  return isFolder ? key : `uploads/${group.id}/${file}`
}

/** Where a pair file stands. */
export const exportPath = (group: Place, program: Program | undefined, number: number): string =>
  pathOf('agreements', group, `${program ?? 'no-program'}(${number}).csv`)

/** Where a file of other agreements stands. */
export const otherAgreementsPath = (group: Place, number: number): string =>
  pathOf('other-agreements', group, `other-agreements(${number}).csv`)

/** Where a file of the titles stands that other agreements name. */
export const catalogPath = (number: number): string => `imports/catalog/catalog${number === 1 ? '' : `(${number})`}.csv`
