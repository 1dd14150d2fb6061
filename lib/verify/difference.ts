import { isDeepStrictEqual } from 'node:util'

/** Something that is stored and something that it is counted from do not agree. */
export interface Difference {
  /** What has to be read again to see whether it still differs. */
  about: 'groups' | 'group' | 'agreement' | 'pair' | 'counts' | 'catalog' | 'inventory' | 'positions'
  /** Of the group or agreement; of a pair its key. */
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

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** Attributes of something that are not as they should be. @param name of what has them, in words */
export const unlike = (
  differ: (id: string, says: string) => Difference,
  id: string,
  name: string,
  stored: Record<string, unknown>,
  expected: Record<string, unknown>,
): Difference[] =>
  Object.keys(expected)
    .filter((key) => !isDeepStrictEqual(stored[key], expected[key]))
    .map((key) => differ(id, `${name} has ${shown(stored[key])} as ${key}, not ${shown(expected[key])}.`))
