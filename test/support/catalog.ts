import { readinessKey, softwareNameHash } from '../../lib/foundation/table/keys.ts'
import { commit, put } from '../../lib/foundation/table/table.ts'
import { decide } from '../../lib/recognition/titles/decision.ts'
import { guardTitle } from '../../lib/recognition/titles/title-guard.ts'
import { idOfName } from '../../lib/recognition/titles/title-id.ts'
import type { TestLedger } from './ledger-on.ts'

/** Some device has reported licensable software: other agreements can be written. */
export const makeReady = ({ table }: TestLedger): Promise<void> =>
  commit(table, [put({ ...readinessKey, licensable: true }, {}, () => new Error('Nothing refuses it.'))])

/** Puts titles of a publisher into the catalog. @returns their ids */
export const addTitles = async (
  { table }: TestLedger,
  publisher: string,
  titles: readonly string[],
): Promise<string[]> => {
  const change = { actor: 'test', at: '2026-01-01T00:00:00.000Z' }
  for (const title of titles) {
    const name = { publisher, title }
    const subject = softwareNameHash(publisher, title)
    await commit(table, [
      decide('catalog', subject, undefined, { ...name, licensable: true }, change),
      guardTitle({ id: idOfName(name), ...name }),
    ])
  }
  return titles.map((title) => idOfName({ publisher, title }))
}
