import * as z from 'zod'
import { ulid, versioned } from '../../foundation/table/ids.ts'
import { Name, nameKey } from '../../foundation/text/name.ts'

/** The built-in group that every agreement without a group is in. */
export const unassigned = { id: 'unassigned', name: 'Unassigned Agreements' } as const

export const maximumGroups = 500

export const GroupId = z
  .string()
  .regex(new RegExp(`^(unassigned|${ulid.source})$`), 'A group id is a ULID, or "unassigned".')

export const Group = z
  .strictObject({
    id: GroupId,
    name: z.string(),
    builtIn: z.boolean(),
    agreementCount: z.int().nonnegative(),
    deleting: z.literal(true).optional().meta({ description: 'Its agreements are being moved to `unassigned`.' }),
    ...versioned,
  })
  .meta({ id: 'Group' })
export type Group = z.infer<typeof Group>

export const NewGroup = z.strictObject({ name: Name }).meta({ id: 'NewGroup' })
export type NewGroup = z.infer<typeof NewGroup>

export const GroupPatch = z.strictObject({ name: Name.optional() }).meta({ id: 'GroupPatch' })
export type GroupPatch = z.infer<typeof GroupPatch>

export const GroupChoice = z
  .strictObject({
    id: GroupId.optional().meta({ description: 'An existing group.' }),
    name: Name.optional().meta({ description: 'A new group.' }),
  })
  .refine(({ id, name }) => (id === undefined) !== (name === undefined), 'Give either an id or a name.')
export type GroupChoice = z.infer<typeof GroupChoice>

/** Its id, too, as folders of files name groups, and lists take ids. */
export const isBuiltInName = (name: string): boolean =>
  Object.values(unassigned).some((own) => nameKey(own) === nameKey(name))

/** A number of agreements, and how many of them are other agreements: what the counters of a group hold. */
export interface Members {
  count: number
  others: number
}

export const nobody: Members = { count: 0, others: 0 }

export const membersOf = (agreements: readonly { type: string }[]): Members => ({
  count: agreements.length,
  others: agreements.filter(({ type }) => type === 'other').length,
})

export const addMembers = (some: Members, more: Members): Members => ({
  count: some.count + more.count,
  others: some.others + more.others,
})
