import type { AnswerShelf } from '../../positions/answers/open-snapshot.ts'
import { readFlags } from '../../positions/answers/show-title.ts'
import { statusOf } from '../../positions/reconcile/position-status.ts'
import type { CountEntitled } from './chosen-entitled.ts'
import { InstallationRow } from './installation-row.ts'
import { type ReportTitle, showLicenses } from './titles.ts'

const Status = InstallationRow.shape.status

/**
 * Whether titles have enough licenses, by publisher and title.
 * @param countEntitled counts what the chosen agreements give; without it all count
 */
export async function* installationRows(
  shelf: Omit<AnswerShelf, 'snapshots'>,
  titles: readonly ReportTitle[],
  countEntitled?: CountEntitled,
): AsyncGenerator<InstallationRow> {
  const flagsOf = await readFlags(shelf, titles)
  for (const [number, title] of titles.entries()) {
    const { id: titleId, publisher, title: name, installed, licensable } = title
    const { entitled, unlimited } = countEntitled?.(number) ?? title
    // One that is absent or needs no license is left out.
    const { data: status } = Status.safeParse(statusOf({ licensable, installed, entitled, unlimited }))
    if (!status) continue
    const licenses = showLicenses({ installed, entitled, unlimited })
    yield { titleId, publisher, title: name, ...licenses, status, flags: flagsOf(title) }
  }
}
