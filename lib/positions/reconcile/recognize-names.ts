import { normalize } from '../../recognition/names/normalize.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { nameId } from '../../recognition/titles/title-id.ts'

/** What the rules make of a name: the title that it is by itself, and the rule by which that needs no license. */
export interface Recognized {
  /** Of the name: lib/recognition/titles/title-id.ts. */
  id: string
  own: TitleName
  reason: string | undefined
}

/** A name of software, as devices report it or a manager entered it. */
export interface SoftwareName {
  hash: string
  publisher: string
  title: string
}

/**
 * Recognizes names. What rules make of a name never changes under one version of them, so that only names are looked at
 * that an earlier snapshot of this version does not have.
 * @param known by hash
 */
export const recognizeNames = (
  names: readonly SoftwareName[],
  known: ReadonlyMap<string, Recognized>,
): ReadonlyMap<string, Recognized> =>
  new Map(
    names.map((name) => {
      const earlier = known.get(name.hash)
      if (earlier) return [name.hash, earlier]
      const { publisher, title, reason } = normalize(name)
      return [name.hash, { id: nameId(name.hash, name), own: { publisher, title }, reason }]
    }),
  )
