import * as z from 'zod'
import { type Item, put, type Table, type Write } from '../../foundation/table/table.ts'
import { TitleName } from './decision.ts'
import { guardKeyOf, titleKey } from './title-id.ts'

/** A title exists: with the id of a name or catalog decision that led to it. */
const TitleGuard = z.object({ id: z.string(), ...TitleName.shape })
export type TitleGuard = z.infer<typeof TitleGuard>

export const parseGuard = (item: Item): TitleGuard => TitleGuard.parse(item)

/** Written with the first name that leads to a title. Written again by another name it changes nothing that matters. */
export const guardTitle = (guard: TitleGuard): Write => put({ ...guardKeyOf(guard), ...guard }, {})

export const guardNewTitle = (guard: TitleGuard, refused: (existing: TitleGuard | undefined) => Error): Write =>
  put({ ...guardKeyOf(guard), ...guard }, { exists: false }, (item) => refused(item && parseGuard(item)))

/** The guards of some titles, in the order asked for; undefined where there is no such title. */
export const readGuards = async (table: Table, names: readonly TitleName[]): Promise<(TitleGuard | undefined)[]> => {
  const guards = (await table.getMany(names.map(guardKeyOf))).map(parseGuard)
  const found = new Map(guards.map((guard) => [titleKey(guard), guard]))
  return names.map((name) => found.get(titleKey(name)))
}

export const readAnyOfPublisher = async (table: Table, name: TitleName): Promise<TitleGuard | undefined> => {
  const { items } = await table.query({ partition: guardKeyOf(name).pk, limit: 1 })
  return items[0] && parseGuard(items[0])
}
