/** Something that is stored disagrees with what it is counted or derived from. */
export interface Difference {
  /** What has to be read again to see whether it still differs. */
  about: 'groups' | 'group' | 'agreement' | 'pair' | 'names' | 'snapshot'
  /** Of the group, agreement or snapshot; of a pair its key. */
  id: string
  /** One line, in plain words. */
  says: string
}

export const idsOf = (differences: readonly Difference[], about: Difference['about']): string[] => [
  ...new Set(differences.filter((difference) => difference.about === about).map(({ id }) => id)),
]

/** What is wrong with the guard of a name. @param owner id of the group or agreement that has the name */
export const wrongOwner = (kind: 'group' | 'agreement', owner: unknown): string =>
  owner === undefined ? 'is not taken' : `is taken by the ${kind} ${owner}`
