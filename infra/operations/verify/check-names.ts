import { nameCountKey, namePartitions, softwareNameKey } from '../../../lib/foundation/table/keys.ts'
import type { Table } from '../../../lib/foundation/table/table.ts'
import type { Lists } from '../../../lib/positions/lists/lists.ts'
import { recognizeNames } from '../../../lib/positions/reconcile/recognize-names.ts'
import { readGuards } from '../../../lib/recognition/titles/title-guard.ts'
import { titleKey } from '../../../lib/recognition/titles/title-id.ts'
import { type Difference, differencesOf } from './difference.ts'

const difference = differencesOf('names')

/** Names of software are counted by bucket, and each leads to a title that is known. */
export const checkNames = async (table: Table, { names }: Pick<Lists, 'names'>): Promise<Difference[]> => {
  const differences: Difference[] = []
  const stored = await table.getMany(namePartitions.map(nameCountKey))
  const counted = new Map(stored.map(({ pk, count }) => [pk, Number(count)]))
  const there = Map.groupBy(names, ({ hash }) => softwareNameKey(hash).pk)
  for (const bucket of namePartitions) {
    const [count, found] = [counted.get(bucket) ?? 0, there.get(bucket)?.length ?? 0]
    if (count !== found) differences.push(difference(bucket, `${bucket} counts ${count} names, and has ${found}.`))
  }
  const titles = new Map([...recognizeNames(names, new Map()).values()].map(({ own }) => [titleKey(own), own]))
  const owned = [...titles.values()]
  const guards = await readGuards(table, owned)
  for (const [number, { publisher, title }] of owned.entries())
    if (!guards[number])
      differences.push(difference(title, `The title ${title} of ${publisher} is not known by its name.`))
  return differences
}
