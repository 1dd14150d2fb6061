/** A field that somebody changed since a form was opened. */
export interface Difference<Values> {
  field: keyof Values & string
  /** Who changed it: the person at the form, somebody else, or both to different values. */
  by: 'me' | 'them' | 'both'
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

const fieldsOf = <Values extends object>(values: Values) => Object.keys(values) as (keyof Values & string)[]

/** What was typed: the fields that differ from what they were. */
export const changedFields = <Values extends object>(was: Values, mine: Values): Partial<Values> =>
  Object.fromEntries(
    fieldsOf(mine).flatMap((field) => (isSame(was[field], mine[field]) ? [] : [[field, mine[field]]])),
  ) as Partial<Values>

/** Where what was typed and what is stored now differ, in the order of the fields of what was typed. */
export const differences = <Values extends object>(was: Values, mine: Values, now: Values): Difference<Values>[] =>
  fieldsOf(mine).flatMap((field): Difference<Values>[] => {
    if (isSame(mine[field], now[field])) return []
    const isMine = !isSame(was[field], mine[field])
    const isTheirs = !isSame(was[field], now[field])
    return [{ field, by: isMine && isTheirs ? 'both' : isMine ? 'me' : 'them' }]
  })
