import type { SoftwareName } from '../../inventory/names/software-names.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { nameId } from '../../recognition/titles/title-id.ts'
import type { Decisions } from './read-facts.ts'

/** What the rules make of a name: its title, and the rule by which that needs no license. */
export interface Recognized {
  /** Of the name: lib/recognition/titles/title-id.ts. */
  id: string
  own: TitleName
  reason: string | undefined
}

/** Recognizes names. @param known by hash, names that an earlier snapshot recognized under the same version of the rules */
export const recognizeNames = (
  names: readonly Omit<SoftwareName, 'seenAt'>[],
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

/** A name as it stands in the snapshot: reported by devices, or added to the catalog by a manager. */
export interface ResolvedName extends SoftwareName, Recognized {
  reported: boolean
}

/** All names, of devices and of the catalog. One that both have was there as soon as one of them had it. */
export const resolveNames = (
  listed: readonly SoftwareName[],
  recognized: ReadonlyMap<string, Recognized>,
  catalog: Decisions['catalog'],
): ResolvedName[] => {
  const reported = listed.flatMap((name): ResolvedName[] => {
    const made = recognized.get(name.hash)
    if (!made) return []
    const added = catalog.get(name.hash)
    const seenAt = added?.value && added.at < name.seenAt ? added.at : name.seenAt
    return [{ ...name, ...made, seenAt, reported: true }]
  })
  const hashes = new Set(reported.map(({ hash }) => hash))
  const added = [...catalog.values()].flatMap(({ subject: hash, value, at }): ResolvedName[] => {
    if (!value || hashes.has(hash)) return []
    const own = { publisher: value.publisher, title: value.title }
    return [{ hash, ...own, seenAt: at, own, reason: undefined, id: nameId(hash, own), reported: false }]
  })
  return [...reported, ...added]
}
