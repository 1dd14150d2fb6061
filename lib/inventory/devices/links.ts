import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type Decision, readDecisions, readDecisionsOf } from '../../recognition/titles/decision.ts'

/** That a device is the same machine as another one; without a value when that was taken back. */
export type Link = Decision<'link'>

/** What was decided of some devices, by their packed keys. */
export const readLinksOf = async (table: Table, keys: Iterable<string>): Promise<Map<string, Link>> => {
  const subjects = [...keys]
  const decisions = await readDecisionsOf(
    table,
    subjects.map((subject) => ({ kind: 'link', subject })),
  )
  return new Map(
    subjects.flatMap((subject) => {
      const link = decisions.get('link', subject)
      return link ? [[subject, link]] : []
    }),
  )
}

/** Links of other devices to a device. Reads all links of the ledger: they are few. @param key packed */
export const readLinksTo = async (table: Table, key: string): Promise<Link[]> =>
  (await readDecisions(table, 'link')).filter(({ value }) => value && packedDeviceKey(value.to) === key)
