import type { Table } from '../../foundation/table/table.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { hashOfId, nameId, titleKey } from '../../recognition/titles/title-id.ts'
import { readNames } from './software-names.ts'

/** A title according to facts, found by the id of one of its names. */
export interface FoundTitle {
  /** The title of the name before merges. */
  own: TitleName
  /** The title after merges. */
  living: TitleName
  /** The name as devices report it; undefined when only a manager added it to the catalog. */
  reported: TitleName | undefined
  /** When it was reported first, or added; ISO 8601 UTC. */
  seenAt: string
}

/** Needs no snapshot. A manager's decision about a name overrides the rules. */
export const findTitles = async (table: Table, ids: readonly string[]): Promise<Map<string, FoundTitle>> => {
  const hashes = ids.map(hashOfId)
  const asked = hashes.flatMap((subject) => (['catalog', 'name'] as const).map((kind) => ({ kind, subject })))
  const [names, decisions] = await Promise.all([readNames(table, hashes), readDecisionsOf(table, asked)])
  const found = ids.flatMap((id): (Omit<FoundTitle, 'living'> & { id: string })[] => {
    const hash = hashOfId(id)
    const pinned = decisions.get('name', hash)?.value?.belongsTo
    const name = names.get(hash)
    if (name && nameId(hash, name) === id)
      return [{ id, own: pinned ?? ownOf(name), reported: nameOf(name), seenAt: name.seenAt }]
    const added = decisions.get('catalog', hash)
    if (!added?.value || nameId(hash, added.value) !== id) return []
    return [{ id, own: pinned ?? nameOf(added.value), reported: undefined, seenAt: added.at }]
  })
  const owns = found.map(({ own }) => own)
  const living = await readLiving(table, owns)
  return new Map(found.map(({ id, ...one }) => [id, { ...one, living: living.get(titleKey(one.own)) ?? one.own }]))
}

export const nameOf = ({ publisher, title }: TitleName): TitleName => ({ publisher, title })

export const ownOf = (name: TitleName): TitleName => nameOf(normalize(name))

export const isSameTitle = (one: TitleName, other: TitleName): boolean => titleKey(one) === titleKey(other)
