import { auditEntry } from '../../audit/trail.ts'
import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { isSameTitle } from '../../inventory/names/find-title.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { tellName, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Software } from '../answers/title.ts'
import { type OpenTitle, openForWriting, openTitle, type TitleLedger } from './open-title.ts'
import { showDecided } from './show-title.ts'

const openTarget = async (ledger: TitleLedger, into: string): Promise<OpenTitle> => {
  try {
    return await openTitle(ledger, into)
  } catch (error) {
    if (!(error instanceof LedgerError && error.code === 'title-not-found')) throw error
    throw invalidInput([{ pointer: '/into', code: 'title-not-found', message: error.message }])
  }
}

/**
 * A manager says that a title is another one: its names are names of that one, now and for all that is reported later.
 * @param into when it was merged itself, the title that stands for it is meant
 * @returns the title that stays
 * @throws LedgerError `title-not-found`, `title-merged`, `same-title`
 */
export const mergeTitle = (ledger: TitleLedger, id: string, into: string, change: Change): Promise<Software> =>
  settle(async () => {
    const title = await openForWriting(ledger, id)
    const target = await openTarget(ledger, into)
    const { name, decisions } = title
    if (isSameTitle(name, target.name))
      throw new LedgerError('conflict', 'same-title', 'A title cannot be merged into itself.')
    const answer = await showDecided(ledger, target)
    await commit(ledger.table, [
      ...change.alongside(answer),
      decide('merge', titleSubject(name), decisions.merge, { ...name, into: target.name }, change),
      auditEntry(ledger.newId(), change, 'title-merged', [
        {
          type: 'title',
          id: title.id,
          name: tellName(name),
          before: {},
          after: { mergedInto: target.id, into: tellName(target.name) },
        },
      ]),
    ])
    return answer
  })
