/** What the trail says of a thing at a moment. */
export type State = Readonly<Record<string, unknown>> | null

export interface StateChange {
  field: string
  before: unknown
  after: unknown
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

const nothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

/** What an entry of the trail changed, field by field. */
export const stateChanges = (before: State, after: State): StateChange[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((change) => !isSame(change.before, change.after) && !(nothing(change.before) && nothing(change.after)))
