import { addDays } from '../calendar/day.ts'
import { changed, changeTitle, type StoredTitle } from '../software/title-store.ts'
import { spanKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, type Write } from '../table/table.ts'

/** Days for which a title's past is kept: spec "Position", trends. */
export const daysKept = 400

/** Its quantity is shared with other titles, by how often each is installed. */
export const isSharing = ({ basis }: StoredTitle): boolean => basis?.flags.includes('shared-quantity') ?? false

/** A position that is over: it held from `day` to `until`, both inclusive. */
const closeSpan = ({ id, installed, entitled }: StoredTitle, day: string, until: string): Write =>
  put(
    {
      ...spanKey(id, day),
      until,
      installed,
      entitled,
      expiresAt: Date.parse(addDays(until, daysKept + 1)) / 1_000,
    },
    {},
    raceLost,
  )

/**
 * Changes the position of a title as it was read. With the first change of a day the position that it had until the day
 * before becomes a span of its past.
 * @param today in the ledger's time zone, YYYY-MM-DD
 */
export const movePosition = (
  title: StoredTitle,
  changes: Parameters<typeof changeTitle>[1],
  today: string,
): Write[] => {
  const next = changed(title, changes)
  if (next.installed === title.installed && next.entitled === title.entitled) return [changeTitle(title, changes)]
  const { since } = title
  const isOver = since !== undefined && since < today
  return [
    changeTitle(title, { ...changes, since: isOver || since === undefined ? today : since }),
    ...(isOver ? [closeSpan(title, since, addDays(today, -1))] : []),
  ]
}
