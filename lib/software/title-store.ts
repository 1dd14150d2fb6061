import * as z from 'zod'
import { nameKey } from '../names/name.ts'
import { publisherKey, softwareKey } from '../normalization/software-key.ts'
import { derivedId } from '../table/ids.ts'
import { nameOrder, shortfalls, softwareByStatus, titleKey, titlesDue } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, type Table, update, type Write } from '../table/table.ts'

/** What is to be known of an entitlement, stored. */
export const Basis = z.object({
  flags: z.array(z.enum(['expired-pairs', 'shared-quantity'])),
  /** Partitions of the pairs whose answers count, by which it is told whether these are stale. */
  partitions: z.array(z.number()),
})
export type Basis = z.infer<typeof Basis>

/** A software title as stored: spec "Inventory and catalog". */
const StoredTitle = z.object({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  licensable: z.boolean(),
  /** A manager's word stays when the rules change. */
  licensableBy: z.enum(['rule', 'manager']),
  /** The rule by which it needs no license. */
  reason: z.string().optional(),
  /** Packed keys of the names under which devices report it. */
  raws: z.set(z.string()).default(new Set<string>()),
  /** Current devices that have it, each once. */
  installed: z.number(),
  /** What counts for it on the day that it was last counted for. */
  entitled: z.number().default(0),
  /** What {@link entitled} rests on. */
  basis: Basis.optional(),
  /** The day on which terms of agreements change what it is entitled to, YYYY-MM-DD. */
  due: z.string().optional(),
  /** The first day of the position that it has now, YYYY-MM-DD. */
  since: z.string().optional(),
  /** Ids of the products that a manager mapped to it, and no others count; absent when rules decide. */
  mapping: z.array(z.string()).optional(),
  /** They are so many that they lie in several items. */
  isSpread: z.literal(true).optional(),
  /** The title that a manager merged it into; it is shown and listed no more. */
  mergedInto: z.string().optional(),
  /** Raised with every write; {@link version} only with those that a manager makes. */
  revision: z.number(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type StoredTitle = z.infer<typeof StoredTitle>

/** The id of a title follows from its names, so that whoever meets it first makes the same title. */
export const titleIdOf = (publisher: string, title: string): string => derivedId('title', softwareKey(publisher, title))

/** Spec "Position"; before the others goes that no license is needed. */
export const PositionStatus = z.enum(['short', 'no-entitlement', 'covered', 'unused', 'absent', 'not-licensable'])
export type PositionStatus = z.infer<typeof PositionStatus>

export const statusOf = ({
  licensable,
  installed,
  entitled,
}: Pick<StoredTitle, 'licensable' | 'installed' | 'entitled'>): PositionStatus => {
  if (!licensable) return 'not-licensable'
  if (installed === 0) return entitled > 0 ? 'unused' : 'absent'
  if (entitled === 0) return 'no-entitlement'
  return entitled < installed ? 'short' : 'covered'
}

/** Behind a publisher in the order of lists, so that a publisher's titles stand together. */
export const publisherOrder = (publisher: string): string => `${publisherKey(publisher)}\u0001`

const most = 10_000_000_000

/** Titles that lack licenses in the order of how many, those that have some first. */
const shortfallOf = (title: StoredTitle) => {
  const rank = ['short', 'no-entitlement'].indexOf(statusOf(title))
  const rest = String(most - (title.installed - title.entitled)).padStart(11, '0')
  return rank < 0
    ? { gsi3pk: undefined, gsi3Sk: undefined }
    : { gsi3pk: shortfalls, gsi3Sk: `${rank}#${rest}#${title.id}` }
}

const unlisted = { gsi1pk: undefined, gsi2pk: undefined, gsiSk: undefined, gsi3pk: undefined, gsi3Sk: undefined }

const listedAs = (title: StoredTitle) =>
  title.mergedInto === undefined
    ? {
        gsi1pk: softwareByStatus(statusOf(title)),
        gsi2pk: title.due === undefined ? undefined : titlesDue(title.due),
        gsiSk: nameOrder(`${publisherOrder(title.publisher)}${nameKey(title.title)}`, title.id),
        ...shortfallOf(title),
      }
    : unlisted

const packed = ({ raws }: Pick<StoredTitle, 'raws'>) => (raws.size > 0 ? { raws } : {})

const parseTitle = (item: Item): StoredTitle => StoredTitle.parse(item)

export const readTitles = async (table: Table, ids: Iterable<string>): Promise<Map<string, StoredTitle>> => {
  const items = await table.getMany([...new Set(ids)].map(titleKey))
  return new Map(items.map((item) => parseTitle(item)).map((title) => [title.id, title]))
}

/** Titles with those into which they were merged, which stand in for them: by the id that was asked for. */
export const readLiving = async (table: Table, ids: Iterable<string>): Promise<Map<string, StoredTitle>> => {
  const asked = [...new Set(ids)]
  const known = await readTitles(table, asked)
  for (let missing = asked; missing.length > 0; ) {
    missing = [...known.values()].flatMap(({ mergedInto }) =>
      mergedInto === undefined || known.has(mergedInto) ? [] : [mergedInto],
    )
    for (const [id, title] of await readTitles(table, missing)) known.set(id, title)
  }
  const living = (id: string): StoredTitle | undefined => {
    const title = known.get(id)
    return title?.mergedInto === undefined ? title : living(title.mergedInto)
  }
  return new Map(
    asked.flatMap((id) => {
      const title = living(id)
      return title ? [[id, title] as const] : []
    }),
  )
}

/** A title that nobody has heard of before. */
export const newTitle = (
  names: Pick<StoredTitle, 'publisher' | 'title' | 'licensable' | 'licensableBy'> & { reason?: string | undefined },
  at: string,
): StoredTitle => ({
  ...names,
  id: titleIdOf(names.publisher, names.title),
  raws: new Set(),
  installed: 0,
  entitled: 0,
  revision: 1,
  version: 1,
  createdAt: at,
  updatedAt: at,
})

export const addTitle = (title: StoredTitle): Write => {
  const { raws, ...stored } = title
  return put({ ...titleKey(title.id), ...stored, ...packed({ raws }), ...listedAs(title) }, { exists: false }, raceLost)
}

type Changes = Partial<
  Pick<
    StoredTitle,
    | 'licensable'
    | 'licensableBy'
    | 'reason'
    | 'installed'
    | 'entitled'
    | 'basis'
    | 'due'
    | 'since'
    | 'mapping'
    | 'isSpread'
    | 'mergedInto'
    | 'version'
    | 'updatedAt'
  >
> & { addedRaws?: readonly string[]; removedRaws?: readonly string[] }

/** A title as it is behind some changes. */
export const changed = (
  title: StoredTitle,
  { addedRaws = [], removedRaws = [], ...changes }: Changes,
): StoredTitle => ({
  ...title,
  ...changes,
  raws: new Set([...title.raws, ...addedRaws].filter((raw) => !removedRaws.includes(raw))),
  revision: title.revision + 1,
})

/** Changes a title as it was read. */
export const changeTitle = (title: StoredTitle, changes: Changes): Write => {
  const { addedRaws = [], removedRaws = [], ...set } = changes
  const next = changed(title, changes)
  return update(
    titleKey(title.id),
    {
      set: { ...set, ...listedAs(next), revision: next.revision },
      ...(addedRaws.length > 0 && { add: { raws: new Set(addedRaws) } }),
      ...(removedRaws.length > 0 && { delete: { raws: new Set(removedRaws) } }),
    },
    { equals: { revision: title.revision } },
    raceLost,
  )
}
