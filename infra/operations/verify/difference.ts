/** Something that is stored and something that it is counted from do not agree. */
export interface Difference {
  /** What has to be read again to see whether it still differs. */
  about: 'groups' | 'group' | 'agreement' | 'pair' | 'names' | 'snapshot'
  /** Of the group, agreement or snapshot; of a pair its key. */
  id: string
  /** One line, in plain words. */
  says: string
}

/** Differences of one kind. */
export const differencesOf =
  (about: Difference['about']) =>
  (id: string, says: string): Difference => ({ about, id, says })

export const idsOf = (differences: readonly Difference[], about: Difference['about']): string[] => [
  ...new Set(differences.filter((difference) => difference.about === about).map(({ id }) => id)),
]
