import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import { invalidInput, LedgerError } from '../errors.ts'
import { countInstallsWork } from '../inventory/count-installs.ts'
import { normalize } from '../normalization/normalize.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { settle } from '../table/race.ts'
import { commit } from '../table/table.ts'
import { readRaws, type StoredRaw } from './know-software.ts'
import { moveNames, type Target } from './move-names.ts'
import { shelveTitles } from './shelve-title.ts'
import { readTitle, showTitle } from './show-software.ts'
import { namesPerSplit, type Software, type SoftwareSplit } from './software.ts'
import type { SoftwareLedger } from './software-ledger.ts'
import { changed, newTitle, readTitles, type StoredTitle, titleIdOf } from './title-store.ts'

type Wanted = SoftwareSplit['rawTitles'][number]

const isMeant = (raw: StoredRaw, wanted: Wanted): boolean =>
  typeof wanted === 'string' ? raw.title === wanted : raw.title === wanted.title && raw.publisher === wanted.publisher

/** The names that are meant, each once. @throws LedgerError when the title has no such name, or they are too many */
const pickNames = (names: readonly StoredRaw[], wanted: readonly Wanted[]): StoredRaw[] => {
  const missing = wanted.flatMap((each, index) => (names.some((raw) => isMeant(raw, each)) ? [] : [index]))
  if (missing.length > 0)
    throw invalidInput(
      missing.map((index) => ({
        pointer: `/rawTitles/${index}`,
        code: 'name-not-found',
        message: 'The title has no such name. GET /software/{titleId} shows its names as devices report them.',
      })),
    )
  const picked = names.filter((raw) => wanted.some((each) => isMeant(raw, each)))
  if (picked.length <= namesPerSplit) return picked
  const message = `These are ${picked.length} names; at most ${namesPerSplit} are taken at once.`
  throw invalidInput([{ pointer: '/rawTitles', code: 'too-many-names', message }])
}

const checkFree = (found: StoredTitle | undefined, title: string): void => {
  if (!found || found.mergedInto !== undefined) return
  const hint = 'Name the new title otherwise (title), or merge the two.'
  throw new LedgerError('conflict', 'title-taken', `There is a title ${title} already: ${found.id}. ${hint}`)
}

/** What the new title is called: as was chosen, else what the names are by themselves if that is another title, else as reported. */
const namesOf = (from: StoredTitle, first: StoredRaw | undefined, chosen: string | undefined) => {
  if (!first) throw new Error('A split without names.')
  const { publisher, title } = normalize(first)
  const isOther = titleIdOf(publisher, title) !== from.id
  return { publisher, title: chosen ?? (isOther ? title : first.title) }
}

/** A title that was merged away has its names back, or others: that takes the merge back. */
const targetOf = (found: StoredTitle | undefined, made: StoredTitle): Target =>
  found ? { title: found, isNew: false, comesBack: true } : { title: made, isNew: true }

/**
 * A manager says that some names of a title are a title of their own, now and for all that is reported later. This also
 * takes a merge back: the title that was merged away comes back with them.
 * @returns the new title
 * @throws LedgerError `title-not-found`, `name-not-found`, `too-many-names`, `title-taken`
 */
export const splitTitle = async (
  ledger: SoftwareLedger,
  id: string,
  { rawTitles, title: chosen }: SoftwareSplit,
  change: Change,
): Promise<Software> => {
  const { table, newId, announceWork } = ledger
  const shown = await settle(async () => {
    const from = await readTitle(table, id)
    const picked = pickNames([...(await readRaws(table, from.raws)).values()], rawTitles)
    const { licensable, licensableBy, reason } = from
    const { publisher, title } = namesOf(from, picked[0], chosen)
    const madeId = titleIdOf(publisher, title)
    const found = (await readTitles(table, [madeId])).get(madeId)
    checkFree(found, title)
    const made = newTitle({ publisher, title, licensable, licensableBy, reason }, change.at)
    const target = targetOf(found, made)
    const addedRaws = picked.map(({ sk }) => sk)
    const back = { mergedInto: undefined, version: target.title.version + (found ? 1 : 0), updatedAt: change.at }
    const next = changed(target.title, { addedRaws, ...back })
    const answer = await showTitle(ledger, next)
    const also = { version: from.version + 1 }
    await commit(table, [
      ...change.alongside(answer),
      ...moveNames(ledger, from, target, picked, { pinned: true, at: change.at, also }),
      ...(await shelveTitles(table, [next])),
      auditEntry(newId(), change, 'title-split', [
        {
          type: 'title',
          id,
          name: `${from.publisher}: ${from.title}`,
          before: {},
          after: { into: madeId, title, names: picked.map((raw) => raw.title) },
        },
      ]),
    ])
    return answer
  })
  await announceWork(countInstallsWork)
  await announceWork(countPositionsWork)
  return shown
}
