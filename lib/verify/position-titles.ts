import * as z from 'zod'
import { matchKeyOfTitle } from '../matching/match-key.ts'
import { matchingTitleKey, titleKey } from '../table/keys.ts'
import type { Table } from '../table/table.ts'
import { type Difference, differencesOf } from './difference.ts'
import { piecesOf } from './pieces.ts'

/** What is verified of a title's item. Its keys in the indexes may be missing: that is a difference, no error. */
const Head = z.object({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  licensable: z.boolean(),
  installed: z.number(),
  entitled: z.number().default(0),
  basis: z.unknown().optional(),
  due: z.string().optional(),
  mapping: z.array(z.string()).optional(),
  mergedInto: z.string().optional(),
  gsi1pk: z.string().optional(),
  gsi2pk: z.string().optional(),
  gsiSk: z.string().optional(),
  gsi3pk: z.string().optional(),
  gsi3Sk: z.string().optional(),
})
export type Head = z.infer<typeof Head>

export const nameOfTitle = ({ title, id }: Head): string => `The title ${title} (${id})`

/** Titles with those that they were merged into, by id. */
export const readTitleHeads = async (table: Table, ids: Iterable<string>): Promise<Map<string, Head>> => {
  const heads = new Map<string, Head>()
  for (let missing = [...new Set(ids)]; missing.length > 0; ) {
    const next = new Set<string>()
    for (const some of piecesOf(missing))
      for (const head of (await table.getMany(some.map(titleKey))).map((item) => Head.parse(item))) {
        heads.set(head.id, head)
        if (head.mergedInto !== undefined) next.add(head.mergedInto)
      }
    missing = [...next].filter((id) => !heads.has(id))
  }
  return heads
}

/** The title that stands for another one now. */
export const livingOf = (heads: ReadonlyMap<string, Head>, id: string): Head | undefined => {
  const head = heads.get(id)
  return head?.mergedInto === undefined ? head : livingOf(heads, head.mergedInto)
}

/** Titles that products of their match key do not find. */
export const checkFound = async (table: Table, titles: readonly Head[]): Promise<Difference[]> => {
  const keys = titles.flatMap((head) => {
    const matchKey = matchKeyOfTitle(head)
    return matchKey === undefined ? [] : [{ head, key: matchingTitleKey(matchKey, head.id) }]
  })
  const differences: Difference[] = []
  for (const some of piecesOf(keys)) {
    const items = await table.getMany(some.map(({ key }) => key))
    const found = new Set(items.map(({ pk, sk }) => `${pk} ${sk}`))
    for (const { head, key } of some)
      if (!found.has(`${key.pk} ${key.sk}`))
        differences.push(differencesOf('positions')(head.id, `${nameOfTitle(head)} is not found by its products.`))
  }
  return differences
}
