import { invalidInput } from '../../foundation/errors.ts'
import { softwareNameHash } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { isSameTitle, ownOf } from '../../inventory/names/find-title.ts'
import { readNames, type SoftwareName } from '../../inventory/names/software-names.ts'
import { type Decision, readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { livingBy, type Merges } from '../../recognition/titles/merges.ts'
import type { OpenTitle } from '../answers/open-title.ts'
import { readNamesOf, titleByName } from '../answers/title-rows.ts'
import type { Row } from '../snapshot/tables.ts'

/** Names that one request can take out of a title: with what goes along they fit into one transaction of 100. */
export const namesPerSplit = 80

export interface PlacedName extends SoftwareName {
  /** The title that the rules make of it. */
  own: TitleName
  pin: Decision<'name'> | undefined
}

/** The title that a name is a name of, before merges. */
export const placeOf = ({ own, pin }: PlacedName): TitleName => pin?.value?.belongsTo ?? own

/** Names in the order asked for; those that are not there are left out. */
export const readPlaced = async (table: Table, hashes: readonly string[]): Promise<PlacedName[]> => {
  const [names, pins] = await Promise.all([
    readNames(table, hashes),
    readDecisionsOf(
      table,
      hashes.map((subject) => ({ kind: 'name', subject })),
    ),
  ])
  return [...new Set(hashes)].flatMap((hash) => {
    const name = names.get(hash)
    return name ? [{ ...name, own: ownOf(name), pin: pins.get('name', hash) }] : []
  })
}

/** Names that a title has in the snapshot, and those of titles that were merged into it since then. */
export const readKnownNames = async (
  { snapshot }: OpenTitle,
  title: TitleName,
  merges: Merges,
): Promise<Row<'names'>[]> => {
  if (!snapshot) return []
  const merged = [...merges.values()].flatMap(({ value }) =>
    isSameTitle(livingBy(merges, value), title) ? [value] : [],
  )
  const rows = await Promise.all([title, ...merged].map((one) => titleByName(snapshot, one)))
  const names = [...new Set(rows)].map((row) => (row ? readNamesOf(snapshot, row) : []))
  return (await Promise.all(names)).flat()
}

type Wanted = TitleName | string

const isMeant = (name: TitleName, wanted: Wanted): boolean =>
  typeof wanted === 'string'
    ? name.title === wanted
    : name.title === wanted.title && name.publisher === wanted.publisher

/** Hashes of what may be meant: of names that the snapshot has, and of names that are newer. */
const hashesOf = async (title: OpenTitle, merges: Merges, wanted: readonly Wanted[]): Promise<string[]> => {
  const { name, rawTitles } = title
  const known = await readKnownNames(title, name, merges)
  const meant = known.filter((row) => wanted.some((one) => isMeant({ ...row, title: row.name }, one)))
  const publishers = new Set([name.publisher, ...rawTitles.map(({ publisher }) => publisher)])
  const spelled = wanted.flatMap((one) =>
    typeof one === 'string' ? [...publishers].map((publisher) => ({ publisher, title: one })) : [one],
  )
  return [...meant.map(({ hash }) => hash), ...spelled.map((one) => softwareNameHash(one.publisher, one.title))]
}

/** The names of a title that are meant, in the order asked for. @throws LedgerError `name-not-found`, `too-many-names` */
export const pickNames = async (
  table: Table,
  title: OpenTitle,
  merges: Merges,
  wanted: readonly Wanted[],
): Promise<PlacedName[]> => {
  const names = (await readPlaced(table, await hashesOf(title, merges, wanted))).filter((name) =>
    isSameTitle(livingBy(merges, placeOf(name)), title.name),
  )
  const found = wanted.map((one) => names.filter((name) => isMeant(name, one)))
  const missing = found.flatMap((some, index) => (some.length === 0 ? [`/rawTitles/${index}`] : []))
  const message = 'The title has no such name. GET /software/{titleId} shows its names as devices report them.'
  if (missing.length > 0) throw invalidInput(missing.map((pointer) => ({ pointer, code: 'name-not-found', message })))
  const picked = [...new Set(found.flat())]
  if (picked.length <= namesPerSplit) return picked
  const tooMany = `These are ${picked.length} names; at most ${namesPerSplit} can be split in one request.`
  throw invalidInput([{ pointer: '/rawTitles', code: 'too-many-names', message: tooMany }])
}
