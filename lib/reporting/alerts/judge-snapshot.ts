import { pairItemKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type DueRow, dueOfTitle } from '../../positions/reconcile/due.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { AlertAbout, type AlertEnd, AlertKind, type Verdict } from './alert.ts'
import { readOpenAlerts } from './alert-store.ts'

const verdictOf = ({ subject: _, kind, about, ...row }: DueRow): Verdict => ({
  ...row,
  kind: AlertKind.parse(kind),
  about: AlertAbout.parse(JSON.parse(about)),
})

const titleColumns = ['id', 'publisher', 'title', 'status', 'installed', 'entitled', 'unlimited'] as const

const readTitles = async (snapshot: Snapshot | undefined) =>
  snapshot ? snapshot.some({ table: 'titles', columns: titleColumns }) : []

type Title = Awaited<ReturnType<typeof readTitles>>[number]

const sorts = ['agreement', 'title', 'pair'] as const
type Sort = (typeof sorts)[number]

const noEntitlement = ({ status }: Title): boolean => status === 'no-entitlement'

/** Why alerts of these subjects end; those that stay open are left out. */
const whyOver = async (
  table: Table,
  snapshot: Snapshot,
  titles: readonly Title[],
  subjects: readonly string[],
): Promise<[subject: string, AlertEnd][]> => {
  const { day } = snapshot.manifest
  const idsOf = (sort: Sort): string[] =>
    subjects.filter((subject) => subject.startsWith(`${sort}#`)).map((subject) => subject.slice(sort.length + 1))
  const isAny = idsOf('agreement').length > 0
  const agreements = isAny ? await snapshot.some({ table: 'agreements', columns: ['id', 'endDate'] }) : []
  const ends = new Map(agreements.map(({ id, endDate = day }) => [id, endDate]))
  const titleOf = new Map(titles.map((title) => [title.id, title]))
  // No table of snapshots lists pairs.
  const pairs = await table.getMany(idsOf('pair').map(pairItemKey))
  const isPair = new Set(pairs.map(({ pk, sk }) => `${pk} ${sk}`))

  const reasons: Record<Sort, (id: string) => AlertEnd | undefined> = {
    agreement: (id) => {
      const end = ends.get(id)
      if (end === undefined) return 'gone'
      return end < day ? 'agreement-ended' : 'resolved'
    },
    // The alert of a title that has lost its last license stays open until nothing is lacking.
    title: (id) => {
      const title = titleOf.get(id)
      if (!title) return 'gone'
      return noEntitlement(title) ? undefined : 'resolved'
    },
    pair: (id) => {
      const { pk, sk } = pairItemKey(id)
      return isPair.has(`${pk} ${sk}`) ? 'resolved' : 'gone'
    },
  }
  return sorts.flatMap((sort) =>
    idsOf(sort).flatMap((id): [string, AlertEnd][] => {
      const reason = reasons[sort](id)
      return reason === undefined ? [] : [[`${sort}#${id}`, reason]]
    }),
  )
}

/**
 * What a snapshot says about alerts, where that may differ from the open ones. A title without any license counts when it
 * has lost its last one since the snapshot before: most software needs none, and nobody has said so.
 * @param before the snapshot for which alerts were settled last: the index may not show yet what was raised or ended then
 */
export const judgeSnapshot = async (
  table: Table,
  snapshot: Snapshot,
  before: Snapshot | undefined,
): Promise<Map<string, Verdict>> => {
  const [openBySort, due, titles, dueBefore, titlesBefore] = await Promise.all([
    Promise.all(sorts.map((sort) => readOpenAlerts(table, sort))),
    snapshot.some({ table: 'due' }),
    readTitles(snapshot),
    before ? before.some({ table: 'due', columns: ['subject', 'condition'] }) : [],
    readTitles(before),
  ])
  const licensed = new Set(titlesBefore.filter((title) => title.entitled > 0 || title.unlimited).map(({ id }) => id))
  const lost = titles.filter((title) => noEntitlement(title) && licensed.has(title.id))
  const open = new Map(openBySort.flatMap((alerts) => [...alerts]))
  const formerDue = new Map(dueBefore.map(({ subject, condition }) => [subject, condition]))
  const told = new Map([...lost.map(dueOfTitle), ...due].map((row) => [row.subject, row]))
  const begun = [...told.values()].filter(
    ({ subject, condition }) => open.get(subject)?.condition !== condition || formerDue.get(subject) !== condition,
  )
  const unlicensed = titlesBefore.filter(noEntitlement).map(({ id }) => `title#${id}`)
  const formerly = new Set([...open.keys(), ...formerDue.keys(), ...unlicensed])
  const over = await whyOver(
    table,
    snapshot,
    titles,
    [...formerly].filter((subject) => !told.has(subject)),
  )
  return new Map<string, Verdict>([...over, ...begun.map((row) => [row.subject, verdictOf(row)] as const)])
}
