import { softwareNameHash } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { readDecisionsOf } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { titleKey, titleSubject } from '../../recognition/titles/title-id.ts'

/** A title as an agreement names it. */
export interface NamedTitle {
  publisher: string
  title: string
}

/** Whether titles need licenses, as managers or else the rules say; in the order asked for. */
export const readLicensable = async (table: Table, names: readonly NamedTitle[]): Promise<boolean[]> => {
  const living = await readLiving(table, names)
  const titles = names.map((name) => living.get(titleKey(name)) ?? name)
  const hashOf = ({ publisher, title }: NamedTitle) => softwareNameHash(publisher, title)
  const decisions = await readDecisionsOf(
    table,
    titles.flatMap((name) => [
      { kind: 'licensable', subject: titleSubject(name) } as const,
      { kind: 'catalog', subject: hashOf(name) } as const,
    ]),
  )
  return titles.map((name) => {
    const said = [decisions.get('licensable', titleSubject(name)), decisions.get('catalog', hashOf(name))]
    const [last] = said
      .flatMap((decision) => (decision?.value ? [{ at: decision.at, ...decision.value }] : []))
      .sort((one, other) => (one.at < other.at ? 1 : -1))
    return last?.licensable ?? normalize(name).licensable
  })
}
