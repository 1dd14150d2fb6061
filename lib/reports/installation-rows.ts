import { readFlags } from '../positions/flags.ts'
import type { PositionShelf } from '../positions/show-position.ts'
import { statusOf } from '../software/title-store.ts'
import type { CountEntitled } from './chosen-entitled.ts'
import { InstallationRow } from './installation-row.ts'
import { walkTitles } from './titles.ts'

const Status = InstallationRow.shape.status

/**
 * Whether titles have enough licenses, by publisher and title.
 * @param countEntitled counts what the chosen agreements give; without it all count
 */
export async function* installationRows(
  shelf: PositionShelf,
  countEntitled?: CountEntitled,
): AsyncGenerator<InstallationRow> {
  for await (const titles of walkTitles(shelf.table)) {
    const flagsOf = await readFlags(
      shelf,
      titles.map(({ basis }) => basis),
    )
    const entitling = titles.filter(({ entitled }) => entitled > 0)
    const counted = await countEntitled?.(entitling.map(({ id }) => id))
    for (const { id: titleId, publisher, title, installed, entitled: ofAll, basis } of titles) {
      const entitled = counted ? (counted.get(titleId) ?? 0) : ofAll
      // Without what other agreements give, a title may be neither installed nor entitled to.
      const { data: status } = Status.safeParse(statusOf({ licensable: true, installed, entitled }))
      if (!status) continue
      const difference = entitled - installed
      yield { titleId, publisher, title, entitled, installed, difference, status, flags: flagsOf(basis) }
    }
  }
}
