import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import { LedgerError } from '../errors.ts'
import { expectVersion } from '../expect-version.ts'
import { countInstallsWork } from '../inventory/count-installs.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markTitles } from '../positions/mark-titles.ts'
import { markPositions } from '../positions/position-marks.ts'
import { timeLeft } from '../table/deadline.ts'
import { settle } from '../table/race.ts'
import { commit } from '../table/table.ts'
import { addWork, endWork, type Work } from '../work/work.ts'
import { readRaws, ready } from './know-software.ts'
import { moveNames } from './move-names.ts'
import { shelveTitles } from './shelve-title.ts'
import { readTitle, showTitle } from './show-software.ts'
import type { Software, SoftwarePatch } from './software.ts'
import type { SoftwareLedger } from './software-ledger.ts'
import { changed, changeTitle, readLiving, readTitles, type StoredTitle } from './title-store.ts'

const nameOf = ({ publisher, title }: StoredTitle): string => `${publisher}: ${title}`

/**
 * A manager says whether a title needs a license; that goes before every rule. A patch that changes nothing writes
 * nothing.
 * @throws LedgerError `title-not-found`, `stale-version`
 */
export const patchTitle = async (
  ledger: SoftwareLedger,
  id: string,
  { licensable }: SoftwarePatch,
  change: Change,
  expected?: number,
): Promise<Software> => {
  const { table, newId, announceWork } = ledger
  const shown = await settle(async () => {
    const title = await readTitle(table, id)
    expectVersion(title.version, expected)
    if (licensable === undefined || (licensable === title.licensable && title.licensableBy === 'manager'))
      return showTitle(ledger, title)
    const changes = {
      licensable,
      licensableBy: 'manager' as const,
      reason: undefined,
      version: title.version + 1,
      updatedAt: change.at,
    }
    const next = changed(title, changes)
    const marks = markTitles(newId(), [title], change.at)
    const before = { licensable: title.licensable, licensableBy: title.licensableBy }
    await commit(table, [
      changeTitle(title, changes),
      ...(await shelveTitles(table, [next])),
      ...(licensable && title.installed > 0 ? [ready()] : []),
      ...marks,
      auditEntry(newId(), change, 'title-changed', [
        { type: 'title', id, name: nameOf(title), before, after: { licensable, licensableBy: 'manager' } },
      ]),
    ])
    return showTitle(ledger, next)
  })
  await announceWork(countPositionsWork)
  return shown
}

const unknownTarget = (into: string): LedgerError => {
  const message = `There is no software title ${into}.`
  return new LedgerError('invalid', 'title-not-found', message, [
    { pointer: '/into', code: 'title-not-found', message },
  ])
}

/**
 * A manager says that a title is another one: its names become names of that one, now and for all that is reported
 * later. The names are moved, and installs counted anew, by follow-up work.
 * @returns the title that stays
 * @throws LedgerError `title-not-found`, `same-title`
 */
export const mergeTitle = async (
  ledger: SoftwareLedger,
  id: string,
  into: string,
  change: Change,
): Promise<Software> => {
  const { table, newId, announceWork } = ledger
  const workId = newId()
  const shown = await settle(async () => {
    const title = await readTitle(table, id)
    const target = (await readLiving(table, [into])).get(into)
    if (!target) throw unknownTarget(into)
    if (target.id === id) throw new LedgerError('conflict', 'same-title', 'A title cannot be merged into itself.')
    const changes = { mergedInto: target.id, version: title.version + 1, updatedAt: change.at }
    const answer = await showTitle(ledger, changed(target, { version: target.version + 1, updatedAt: change.at }))
    await commit(table, [
      ...change.alongside(answer),
      changeTitle(title, changes),
      changeTitle(target, { version: target.version + 1, updatedAt: change.at }),
      ...(await shelveTitles(table, [changed(title, changes)])),
      addWork({ id: workId, kind: 'move-names', subjectId: id, actor: change.actor, createdAt: change.at }),
      markPositions(newId(), { titles: [id, target.id] }, change.at),
      auditEntry(newId(), change, 'title-merged', [
        { type: 'title', id, name: nameOf(title), before: {}, after: { mergedInto: target.id, into: nameOf(target) } },
      ]),
    ])
    return answer
  })
  await announceWork(workId)
  await announceWork(countPositionsWork)
  return shown
}

/** Names that one transaction moves. */
const namesAtOnce = 80
/** Milliseconds that are left for what cannot be put off; with less, another delivery goes on. */
const reserve = 20_000

/** Moves the names of a title that was merged into another one. Safe to run twice, at once or after a crash. */
export const moveMergedNames = async (ledger: AnnouncingLedger, { id, subjectId }: Work): Promise<void> => {
  const { table, now } = ledger
  let isDone = false
  while (!isDone) {
    if (timeLeft() < reserve) return ledger.announceWork(id)
    isDone = await settle(async () => {
      const from = (await readTitles(table, [subjectId])).get(subjectId)
      const to = (await readLiving(table, [subjectId])).get(subjectId)
      const keys = [...(from?.raws ?? [])].slice(0, namesAtOnce)
      // It has none left, or came back meanwhile.
      if (!from || !to || to.id === from.id || keys.length === 0) return true
      const names = [...(await readRaws(table, keys)).values()]
      const at = now().toISOString()
      await commit(table, moveNames(ledger, from, { title: to, isNew: false }, names, { pinned: true, at }))
      return false
    })
  }
  await commit(table, [endWork(id)])
  await ledger.announceWork(countInstallsWork)
  await ledger.announceWork(countPositionsWork)
}
