/**
 * Takes down that something is stored otherwise than what it is counted or derived from.
 * @param id of what differs: it is reported when it differs at the second look, too
 * @param says one line, in plain words
 */
export type Differs = (id: string, says: string) => void

/** What is wrong with the guard of a name. @param owner id of the group or agreement that has the name */
export const wrongOwner = (kind: 'group' | 'agreement', owner: unknown): string =>
  owner === undefined ? 'is not taken' : `is taken by the ${kind} ${owner}`
