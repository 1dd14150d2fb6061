import { invalidInput } from '../../foundation/errors.ts'
import { softwareNameHash } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { isSameTitle, ownOf } from '../../inventory/names/find-title.ts'
import { readNames, type SoftwareName } from '../../inventory/names/software-names.ts'
import { type Decision, readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { livingBy, type Merges } from '../../recognition/titles/merges.ts'
import { readNamesOf } from '../answers/raw-titles.ts'
import type { Row } from '../snapshot/tables.ts'
import type { OpenTitle } from './open-title.ts'
import { namesPerSplit, type SoftwareSplit } from './software.ts'

type Wanted = SoftwareSplit['rawTitles'][number]

/** A name of software, as facts know it now. */
export interface PlacedName extends SoftwareName {
  /** The title that the rules make of it. */
  own: TitleName
  /** What a manager said that it is, if one did. */
  pin: Decision<'name'> | undefined
}

/** The title that a name is a name of, before merges. */
export const placeOf = ({ own, pin }: PlacedName): TitleName => pin?.value?.belongsTo ?? own

/** Names by their hashes, in the order asked for; those that are not there are left out. */
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

const isMeant = (name: TitleName, wanted: Wanted): boolean =>
  typeof wanted === 'string'
    ? name.title === wanted
    : name.title === wanted.title && name.publisher === wanted.publisher

/** Hashes of what may be meant: of names that the snapshot has, and of names that are newer. */
const hashesOf = async (
  { snapshot, name, rawTitles }: OpenTitle,
  rows: readonly Row<'titles'>[],
  wanted: readonly Wanted[],
): Promise<string[]> => {
  const known = snapshot ? await Promise.all(rows.map((row) => readNamesOf(snapshot, row))) : []
  const meant = known.flat().filter((row) => wanted.some((one) => isMeant({ ...row, title: row.name }, one)))
  const publishers = new Set([name.publisher, ...rawTitles.map(({ publisher }) => publisher)])
  const spelled = wanted.flatMap((one) =>
    typeof one === 'string' ? [...publishers].map((publisher) => ({ publisher, title: one })) : [one],
  )
  return [...meant.map(({ hash }) => hash), ...spelled.map((one) => softwareNameHash(one.publisher, one.title))]
}

const missingNames = (indexes: readonly number[]) =>
  invalidInput(
    indexes.map((index) => ({
      pointer: `/rawTitles/${index}`,
      code: 'name-not-found',
      message: 'The title has no such name. GET /software/{titleId} shows its names as devices report them.',
    })),
  )

/**
 * The names of a title that are meant, each once, in the order in which they were asked for.
 * @param rows of the snapshot that may have names of the title: its own, and those of titles that were just merged into it
 * @throws LedgerError `name-not-found`, `too-many-names`
 */
export const pickNames = async (
  table: Table,
  title: OpenTitle,
  rows: readonly Row<'titles'>[],
  merges: Merges,
  wanted: readonly Wanted[],
): Promise<PlacedName[]> => {
  const names = (await readPlaced(table, await hashesOf(title, rows, wanted))).filter((name) =>
    isSameTitle(livingBy(merges, placeOf(name)), title.name),
  )
  const found = wanted.map((one) => names.filter((name) => isMeant(name, one)))
  const missing = found.flatMap((some, index) => (some.length === 0 ? [index] : []))
  if (missing.length > 0) throw missingNames(missing)
  const picked = [...new Set(found.flat())]
  if (picked.length <= namesPerSplit) return picked
  const message = `These are ${picked.length} names; at most ${namesPerSplit} are taken at once.`
  throw invalidInput([{ pointer: '/rawTitles', code: 'too-many-names', message }])
}
