import type { Table } from '../../foundation/table/table.ts'
import { type Decision, readDecisions, readDecisionsOf, type TitleName } from './decision.ts'
import { titleKey, titleSubject } from './title-id.ts'

export interface Merge {
  value?: { into: TitleName } | undefined
  /** ISO 8601 UTC. */
  at: string
}

/**
 * The title that stands for a title, after merges. In a circle, which two managers can make at the same time, the newest
 * decision names the title that stays.
 */
export const followMerges = (name: TitleName, mergeOf: (key: string) => Merge | undefined): TitleName => {
  const path: { key: string; into: TitleName; at: string }[] = []
  let current = name
  while (true) {
    const key = titleKey(current)
    const { value, at = '' } = mergeOf(key) ?? {}
    if (!value) return current
    const start = path.findIndex((step) => step.key === key)
    if (start >= 0) return path.slice(start).reduce((newest, step) => (step.at >= newest.at ? step : newest)).into
    path.push({ key, into: value.into, at })
    current = value.into
  }
}

/** The titles that stand for some titles, by the keys of these. One request for each step of the longest chain. */
export const readLiving = async (table: Table, names: readonly TitleName[]): Promise<Map<string, TitleName>> => {
  const merges = new Map<string, Decision<'merge'> | undefined>()
  let open = [...names]
  while (open.length > 0) {
    const refs = open.map((name) => ({ kind: 'merge', subject: titleSubject(name) }) as const)
    const read = await readDecisionsOf(table, refs)
    for (const name of open) merges.set(titleKey(name), read.get('merge', titleSubject(name)))
    open = open
      .flatMap((name) => merges.get(titleKey(name))?.value?.into ?? [])
      .filter((into) => !merges.has(titleKey(into)))
  }
  return new Map(names.map((name) => [titleKey(name), followMerges(name, (key) => merges.get(key))]))
}

export type Merges = ReadonlyMap<string, Decision<'merge'> & { value: NonNullable<Decision<'merge'>['value']> }>

export const readMerges = async (table: Table): Promise<Merges> =>
  new Map(
    (await readDecisions(table, 'merge')).flatMap(({ value, ...decision }) =>
      value ? [[titleKey(value), { ...decision, value }] as const] : [],
    ),
  )

export const livingBy = (merges: Merges, name: TitleName): TitleName => followMerges(name, (key) => merges.get(key))
