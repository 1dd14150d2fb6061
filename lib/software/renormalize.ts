import * as z from 'zod'
import { countInstallsWork } from '../inventory/count-installs.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { normalize } from '../normalization/normalize.ts'
import { rulesVersion } from '../normalization/rules.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markTitles } from '../positions/mark-titles.ts'
import { timeLeft } from '../table/deadline.ts'
import { appliedRulesKey, rawPartitions } from '../table/keys.ts'
import { raceLost, settle } from '../table/race.ts'
import { commit, type Item, pagesOf, put, type Table } from '../table/table.ts'
import { addWork, endWork, readWork, type Work } from '../work/work.ts'
import { readRaws, StoredRaw } from './know-software.ts'
import { moveNames } from './move-names.ts'
import { shelveTitles } from './shelve-title.ts'
import { changed, changeTitle, newTitle, readLiving, readTitles, titleIdOf } from './title-store.ts'

const StoredRules = z.object({ version: z.number() })

/** The version of the rules that all that is stored follows: the first, unless it is told. */
const readApplied = async (table: Table): Promise<number> => {
  const item = await table.get(appliedRulesKey)
  return item ? StoredRules.parse(item).version : 1
}

/** Milliseconds that are left for what cannot be put off; with less, another delivery goes on. */
const reserve = 20_000

const workId = `renormalize-${rulesVersion}`

/**
 * Begins to normalize anew what is stored when the rules are others than those it follows. Called by the sweep.
 * @returns the work to announce, if there is any
 */
export const beginRenormalizing = async ({
  table,
  now,
}: Pick<AnnouncingLedger, 'table' | 'now'>): Promise<string | undefined> => {
  if ((await readApplied(table)) === rulesVersion || (await readWork(table, workId))) return undefined
  const at = now().toISOString()
  await commit(table, [
    addWork({ id: workId, kind: 'renormalize', subjectId: String(rulesVersion), actor: 'sweep', createdAt: at }),
  ])
  return workId
}

/** One name finds the title that the rules give it now. @returns whether anything is to be counted anew */
const renormalizeName = (ledger: AnnouncingLedger, key: string): Promise<boolean> =>
  settle(async () => {
    const { table, now } = ledger
    const raw = (await readRaws(table, [key])).get(key)
    if (!raw || raw.pinned) return false
    const names = normalize(raw)
    const id = titleIdOf(names.publisher, names.title)
    const [from, found] = await Promise.all([
      readTitles(table, [raw.titleId]).then((titles) => titles.get(raw.titleId)),
      readLiving(table, [id]).then((titles) => titles.get(id)),
    ])
    const at = now().toISOString()
    const { licensable, reason } = names
    if (!from) return false
    if (found?.id === from.id) {
      if (from.licensableBy === 'manager' || (from.licensable === licensable && from.reason === reason)) return false
      const changes = { licensable, reason, updatedAt: at }
      await commit(table, [
        changeTitle(from, changes),
        ...(await shelveTitles(table, [changed(from, changes)])),
        ...markTitles(ledger.newId(), [from], at),
      ])
      return true
    }
    const to = found ?? newTitle({ ...names, licensableBy: 'rule' }, at)
    // Nothing is called by the former title any more: what was written against it means the new one.
    const isLast = from.raws.size === 1 && from.licensableBy === 'rule'
    const also = isLast ? { mergedInto: to.id } : {}
    const shelved = await shelveTitles(table, [...(found ? [] : [to]), ...(isLast ? [changed(from, also)] : [])])
    await commit(table, [
      ...moveNames(ledger, from, { title: to, isNew: !found }, [raw], { pinned: false, at, also }),
      ...shelved,
    ])
    return true
  })

/** Packed keys of those names for which the rules give something else than what is stored. */
const readMisplaced = async (table: Table, items: readonly Item[]): Promise<string[]> => {
  const raws = items.map((item) => StoredRaw.parse(item)).filter(({ pinned }) => !pinned)
  const titles = await readTitles(
    table,
    raws.map(({ titleId }) => titleId),
  )
  return raws.flatMap((raw) => {
    const { publisher, title, licensable, reason } = normalize(raw)
    const stored = titles.get(raw.titleId)
    if (titleIdOf(publisher, title) !== raw.titleId || !stored) return [raw.sk]
    const isSame = stored.licensableBy === 'manager' || (stored.licensable === licensable && stored.reason === reason)
    return isSame ? [] : [raw.sk]
  })
}

/**
 * Normalizes all that is stored anew by the rules as they are. Names that a manager moved stay. Safe to run twice, at
 * once or after a crash: a name that has its title already is passed over.
 */
export const renormalize = async (ledger: AnnouncingLedger, { id }: Work): Promise<void> => {
  const { table } = ledger
  let isChanged = false
  for (const partition of rawPartitions)
    for await (const items of pagesOf(table, { partition }))
      for (const key of await readMisplaced(table, items)) {
        if (timeLeft() < reserve) return ledger.announceWork(id)
        isChanged = (await renormalizeName(ledger, key)) || isChanged
      }
  await commit(table, [endWork(id), put({ ...appliedRulesKey, version: rulesVersion }, {}, raceLost)])
  if (isChanged) {
    await ledger.announceWork(countInstallsWork)
    await ledger.announceWork(countPositionsWork)
  }
}
