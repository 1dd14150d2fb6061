import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { type Action, auditEntry, type State } from '../../audit/trail.ts'
import { expectVersion, invalidInput, LedgerError, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { isSameTitle } from '../../inventory/names/find-title.ts'
import { licensableReported } from '../../inventory/names/readiness.ts'
import { type DecisionValue, decide } from '../../recognition/titles/decision.ts'
import {
  decisionsAsRead,
  judgeKind,
  newestOf,
  versionOf,
  withDecision,
} from '../../recognition/titles/title-decisions.ts'
import { tellName, titleSubject } from '../../recognition/titles/title-id.ts'
import { type OpenTitle, openForWriting, openTitle, showDecided, type TitleLedger } from '../answers/open-title.ts'
import type { Software } from '../answers/title.ts'

export const titleEntry = (
  { newId }: TitleLedger,
  change: Change,
  action: Action,
  { id, name }: Pick<OpenTitle, 'id' | 'name'>,
  before: State | null,
  after: State,
): Write => auditEntry(newId(), change, action, [{ type: 'title', id, name: tellName(name), before, after }])

interface Correction<K extends 'licensable' | 'mapping'> {
  value: DecisionValue<K> | undefined
  before: State
  after: State
  alongside?: Write[]
}

const actions = { licensable: 'title-changed', mapping: 'title-mapped' } as const

/**
 * Decides something about a title, if `plan` finds that it changes.
 * @throws LedgerError `title-not-found`, `title-merged`, `stale-version`
 */
export const correctTitle = <K extends 'licensable' | 'mapping'>(
  ledger: TitleLedger,
  id: string,
  kind: K,
  change: Change,
  expected: Versions | undefined,
  plan: (title: OpenTitle) => Correction<K> | undefined | Promise<Correction<K> | undefined>,
): Promise<Software> =>
  settle(async () => {
    const title = await openForWriting(ledger, id)
    const { name, decisions } = title
    expectVersion(versionOf(Object.values(decisions)), expected)
    const correction = await plan(title)
    if (!correction) return showDecided(ledger, title)
    const { value, before, after, alongside = [] } = correction
    const subject = titleSubject(name)
    await commit(ledger.table, [
      decide(kind, subject, decisions[kind], value, change),
      ...(expected === undefined ? [] : decisionsAsRead(name, decisions, [kind])),
      ...alongside,
      titleEntry(ledger, change, actions[kind], title, before, after),
    ])
    return showDecided(ledger, { ...title, decisions: withDecision(decisions, kind, subject, value, change) })
  })

export const SoftwarePatch = z
  .strictObject({
    licensable: z
      .boolean()
      .nullable()
      .optional()
      .meta({ description: '`true`: it needs a license; `false`: it is free; `null`: what is known of it says so.' }),
  })
  .meta({ id: 'SoftwarePatch' })

/** Says whether a title needs a license, whatever is known of it, or takes that back. @throws as {@link correctTitle} */
export const patchTitle = (
  ledger: TitleLedger,
  id: string,
  { licensable }: z.infer<typeof SoftwarePatch>,
  change: Change,
  expected?: Versions,
): Promise<Software> =>
  correctTitle(ledger, id, 'licensable', change, expected, ({ name, decisions, rule, isReported }) => {
    const judged = judgeKind(newestOf([decisions.licensable, decisions.catalog]), rule)
    const before = { licensable: judged.licensable, licensableBy: judged.licensableBy }
    if (licensable === null) return decisions.licensable?.value && { value: undefined, before, after: {} }
    const after = { licensable, licensableBy: 'manager' }
    if (licensable === undefined || isDeepStrictEqual(before, after)) return undefined
    return {
      value: { ...name, licensable },
      before,
      after,
      alongside: licensable && isReported ? [licensableReported()] : [],
    }
  })

export const SoftwareMerge = z.strictObject({ into: Ulid }).meta({ id: 'SoftwareMerge' })

const openTarget = (ledger: TitleLedger, into: string): Promise<OpenTitle> =>
  openTitle(ledger, into).catch((error: unknown) => {
    if (!(error instanceof LedgerError && error.code === 'title-not-found')) throw error
    throw invalidInput([{ pointer: '/into', code: 'title-not-found', message: error.message }])
  })

/** The title that is merged, and the one that stays. @throws LedgerError `title-not-found`, `title-merged`, `same-title` */
export const openMerge = async (ledger: TitleLedger, id: string, into: string) => {
  const title = await openForWriting(ledger, id)
  const target = await openTarget(ledger, into)
  if (isSameTitle(title.name, target.name))
    throw new LedgerError('conflict', 'same-title', 'A title cannot be merged into itself.')
  return { title, target }
}

/**
 * Says that a title is another one: its names are names of that one from now on.
 * @returns the title that stays
 * @throws LedgerError as {@link openMerge}
 */
export const mergeTitle = (ledger: TitleLedger, id: string, into: string, change: Change): Promise<Software> =>
  settle(async () => {
    const { title, target } = await openMerge(ledger, id, into)
    const { name, decisions } = title
    const answer = await showDecided(ledger, target)
    const after = { mergedInto: target.id, into: tellName(target.name) }
    await commit(ledger.table, [
      ...change.alongside(answer),
      decide('merge', titleSubject(name), decisions.merge, { ...name, into: target.name }, change),
      titleEntry(ledger, change, 'title-merged', title, {}, after),
    ])
    return answer
  })
