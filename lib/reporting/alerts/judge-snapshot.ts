import * as z from 'zod'
import { pairItemKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type DueRow, dueOfTitle } from '../../positions/reconcile/due.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Row } from '../../positions/snapshot/tables.ts'
import { AlertAbout, AlertKind } from './alert.ts'
import { type Condition, readOpenAlerts } from './alert-store.ts'
import type { Verdict } from './settle-alerts.ts'

const About = z.string().transform((text) => AlertAbout.parse(JSON.parse(text)))

const conditionOf = ({ kind, condition, title, message, about }: DueRow): Condition => ({
  kind: AlertKind.parse(kind),
  condition,
  title,
  message,
  about: About.parse(about),
})

const titleColumns = ['id', 'publisher', 'title', 'status', 'installed', 'entitled', 'unlimited'] as const
type Title = Pick<Row<'titles'>, (typeof titleColumns)[number]>

const readTitles = async (snapshot: Snapshot): Promise<Map<string, Title>> => {
  const titles = await snapshot.some({ table: 'titles', columns: titleColumns })
  return new Map(titles.map((title) => [title.id, title]))
}

const hasLicenses = ({ entitled, unlimited }: Title): boolean => entitled > 0 || unlimited

/** What was so in the snapshot before: an index of alerts may not show yet what was raised or ended then. */
interface Former {
  /** Conditions by subject. */
  due: ReadonlyMap<string, string>
  /** Ids of titles. */
  unlicensed: readonly string[]
  licensed: ReadonlySet<string>
}

const nothingBefore: Former = { due: new Map(), unlicensed: [], licensed: new Set() }

const readFormer = async (former: Snapshot | undefined): Promise<Former> => {
  if (!former) return nothingBefore
  const due = await former.some({ table: 'due', columns: ['subject', 'condition'] })
  const titles = [...(await readTitles(former)).values()]
  return {
    due: new Map(due.map(({ subject, condition }) => [subject, condition])),
    unlicensed: titles.filter(({ status }) => status === 'no-entitlement').map(({ id }) => id),
    licensed: new Set(titles.filter(hasLicenses).map(({ id }) => id)),
  }
}

const sorts = ['agreement', 'title', 'pair'] as const
type Sort = (typeof sorts)[number]

const sortOf = (subject: string): Sort | undefined => sorts.find((sort) => subject.startsWith(`${sort}#`))
const idOf = (subject: string): string => subject.slice(subject.indexOf('#') + 1)

/** Subjects that are told of, with what tells their alerts apart where an index knows it. */
const readOpen = async (table: Table): Promise<Map<string, string>> => {
  const all = await Promise.all(
    sorts.map(async (sort) =>
      [...(await readOpenAlerts(table, sort))].map(([id, { condition }]): [string, string] => [
        `${sort}#${id}`,
        condition,
      ]),
    ),
  )
  return new Map(all.flat())
}

/** Why nothing is to be told of these any more; undefined of what stays as it is. */
type WhyOver = (subject: string) => Verdict | undefined

const whyOver = async (
  table: Table,
  snapshot: Snapshot,
  titles: ReadonlyMap<string, Title>,
  subjects: readonly string[],
): Promise<WhyOver> => {
  const bySort = Map.groupBy(subjects, sortOf)
  const agreements = bySort.has('agreement')
    ? await snapshot.some({ table: 'agreements', columns: ['id', 'endDate'] })
    : []
  const ends = new Map(agreements.map(({ id, endDate }) => [id, endDate]))
  // No table of snapshots lists pairs.
  const pairs = await table.getMany((bySort.get('pair') ?? []).map((subject) => pairItemKey(idOf(subject))))
  const isPair = new Set(pairs.map(({ pk, sk }) => `${pk} ${sk}`))

  const reasons: Record<Sort, (id: string) => Verdict | undefined> = {
    agreement: (id) => {
      if (!ends.has(id)) return 'gone'
      return (ends.get(id) ?? snapshot.manifest.day) < snapshot.manifest.day ? 'agreement-ended' : 'resolved'
    },
    // A title that has lost its last license is told of until nothing is lacking.
    title: (id) => {
      const title = titles.get(id)
      if (!title) return 'gone'
      return title.status === 'no-entitlement' ? undefined : 'resolved'
    },
    pair: (key) => {
      const { pk, sk } = pairItemKey(key)
      return isPair.has(`${pk} ${sk}`) ? 'resolved' : 'gone'
    },
  }
  return (subject) => {
    const sort = sortOf(subject)
    return sort && reasons[sort](idOf(subject))
  }
}

/**
 * What is to be told of after a snapshot, and what no more, where that may differ from the open alerts. A title without
 * any license is told of when it has lost its last one since the snapshot before: most software needs none, and nobody
 * has said so.
 * @param before for which alerts were settled last
 */
export const judgeSnapshot = async (
  table: Table,
  snapshot: Snapshot,
  before: Snapshot | undefined,
): Promise<Map<string, Verdict>> => {
  const [open, due, titles, former] = await Promise.all([
    readOpen(table),
    snapshot.some({ table: 'due' }),
    readTitles(snapshot),
    readFormer(before),
  ])
  const lost = [...titles.values()].filter(({ id, status }) => status === 'no-entitlement' && former.licensed.has(id))
  const told = new Map([...lost.map(dueOfTitle), ...due].map((row) => [row.subject, row]))
  const isTold = ({ subject, condition }: DueRow) =>
    open.get(subject) === condition && former.due.get(subject) === condition
  const begun = [...told.values()].filter((row) => !isTold(row))
  const formerly = [...open.keys(), ...former.due.keys(), ...former.unlicensed.map((id) => `title#${id}`)]
  const over = [...new Set(formerly)].filter((subject) => !told.has(subject))
  const why = await whyOver(table, snapshot, titles, over)
  return new Map([
    ...over.flatMap((subject): [string, Verdict][] => {
      const reason = why(subject)
      return reason === undefined ? [] : [[subject, reason]]
    }),
    ...begun.map((row): [string, Verdict] => [row.subject, conditionOf(row)]),
  ])
}
