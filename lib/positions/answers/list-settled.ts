import { compare } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { isSameTitle } from '../../inventory/names/find-title.ts'
import { familyIdOf } from '../../recognition/data/recognition.ts'
import { everyRight } from '../../recognition/rights/rights.ts'
import { type Decision, isOfKind, readAllDecisions, type TitleName } from '../../recognition/titles/decision.ts'
import { followMerges } from '../../recognition/titles/merges.ts'
import { readGuards } from '../../recognition/titles/title-guard.ts'
import { hashOfId, titleKey } from '../../recognition/titles/title-id.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { Action, DecisionItem } from './decision-item.ts'
import { type ListKind, listRows } from './list-rows.ts'
import { type AnswerShelf, readNamesOf, titleByName } from './title-rows.ts'

const settledKinds = {
  licensable: 'title-kind',
  merge: 'merge',
  name: 'split',
  mapping: 'mapping',
  link: 'link',
  line: 'recognition-line',
  exemption: 'exemption',
  policies: 'position-policies',
  'declared-use': 'declared-use',
} as const
type SettledKind = keyof typeof settledKinds

/** What was decided; the names that one split took out of a title are one decision. */
type Settled = Decision & { names?: readonly Decision<'name'>[] }

/** Splits whose titles were not merged back since. */
const splitsOf = (decisions: readonly Decision[]): Settled[] => {
  const merges = new Map(
    decisions
      .filter(isOfKind('merge'))
      .flatMap((merge) => (merge.value ? [[titleKey(merge.value), merge] as const] : [])),
  )
  const living = (name: TitleName): string => titleKey(followMerges(name, (key) => merges.get(key)))
  const names = decisions
    .filter(isOfKind('name'))
    .filter(({ value }) => value?.from && living(value.from) !== living(value.belongsTo))
  const splits = Map.groupBy(names, ({ at, value }) => `${at} ${value ? titleKey(value.belongsTo) : ''}`)
  return [...splits.values()].flatMap(([first, ...others]) => (first ? [{ ...first, names: [first, ...others] }] : []))
}

const settledOf = (decisions: readonly Decision[]): Settled[] => [
  ...decisions.filter(({ kind, value }) => value !== undefined && kind in settledKinds && kind !== 'name'),
  ...splitsOf(decisions),
]

const positionOf = ({ at, kind, subject }: Decision): string => `${at} ${kind}#${subject}`
const newestFirst = (one: Decision, other: Decision): number => compare(positionOf(other), positionOf(one))

const settledList = {
  id: positionOf,
  sorts: {},
  sums: {},
  facets: { kind: ({ kind }: Settled) => settledKinds[kind as SettledKind] },
} satisfies ListKind<Settled>

type Place = Pick<AnswerShelf, 'table'> & { snapshot: Snapshot | undefined }
type Told = Pick<DecisionItem, 'subject' | 'reason' | 'undo'>
type Value<K extends SettledKind> = NonNullable<Decision<K>['value']>

/** Names of families, by id. */
const familyNames = kept(
  async (snapshot: Snapshot) =>
    new Map(
      (await snapshot.all('titles')).flatMap(({ publisher, family }) =>
        family === undefined ? [] : [[familyIdOf(publisher, family), `${family} of ${publisher}`] as const],
      ),
    ),
)

const nameFamily = async (snapshot: Snapshot | undefined, id: string): Promise<string> =>
  (snapshot && (await familyNames(snapshot)).get(id)) ?? `the family ${id}`

const tellLink = ({ deviceId, to }: Value<'link'>): Told => ({
  reason: `The device ${deviceId} is the same machine as ${to}.`,
  undo: {
    label: 'Let it count for itself again',
    method: 'DELETE',
    path: `/devices/${encodeURIComponent(deviceId)}/link`,
  },
})

const tellLine = ({ id, publisher, title, kind }: Value<'line'>): Told => ({
  reason: `A line of the ledger says that ${title} of ${publisher} is ${kind}.`,
  undo: { label: 'Delete the line', method: 'DELETE', path: `/recognition/${id}` },
})

const tellExemption = async ({ snapshot }: Place, exemption: Value<'exemption'>): Promise<Told> => {
  const { deviceId, familyId, reason, until } = exemption
  const from = familyId === undefined ? 'all families' : await nameFamily(snapshot, familyId)
  const end = until === undefined ? '' : ` until ${until}`
  const path = `/devices/${encodeURIComponent(deviceId)}/exemptions`
  return {
    subject: { deviceId, ...(familyId !== undefined && { familyId }) },
    reason: `The device ${deviceId} is exempt from ${from}${end}: ${reason}`,
    undo: {
      label: 'Let the machine count again',
      method: 'DELETE',
      path: familyId === undefined ? path : `${path}?familyId=${familyId}`,
    },
  }
}

const policyNames = {
  priorVersion: 'prior versions',
  softwareAssurance: 'Software Assurance',
  lowerEdition: 'lower editions',
} as const

const tellPolicies = (policies: Value<'policies'>): Told => {
  const off = Object.entries(policyNames).flatMap(([policy, name]) =>
    policies[policy as keyof typeof policyNames] ? [] : [name],
  )
  return {
    reason: `These rights do not count: ${off.join(', ')}.`,
    undo: { label: 'Let all rights count', method: 'PUT', path: '/position-policies', body: { ...everyRight } },
  }
}

const tellUse = async ({ snapshot }: Place, use: Value<'declared-use'>): Promise<Told> => {
  const { familyId, metric, quantity, asOf } = use
  return {
    subject: { familyId, metric },
    reason: `${quantity} are in use of ${await nameFamily(snapshot, familyId)} (metric ${metric}), as of ${asOf}.`,
    undo: {
      label: 'Declare nothing in this metric',
      method: 'DELETE',
      path: `/families/${familyId}/declared-use?metric=${metric}`,
    },
  }
}

/** The ids of the two titles of a split. Before a snapshot has it, an id may be that of a name that was split off. */
const idsOfSplit = async ({ table, snapshot }: Place, titles: readonly TitleName[], hashes: readonly string[]) => {
  const rows = await Promise.all(titles.map((name) => snapshot && titleByName(snapshot, name)))
  const [own, home] = rows.map((row) => row?.id)
  if (own !== undefined && home !== undefined && own !== home) return { own, home }
  const [guard, guardOfHome] = await readGuards(table, titles)
  const isGone = guardOfHome && hashes.includes(hashOfId(guardOfHome.id))
  return { own: guard?.id, home: isGone ? undefined : guardOfHome?.id }
}

const tellSplit = async (place: Place, value: Value<'name'>, names: readonly Decision<'name'>[]): Promise<Told> => {
  const { belongsTo, from = belongsTo } = value
  const hashes = names.map(({ subject }) => subject)
  const { own, home } = await idsOfSplit(place, [belongsTo, from], hashes)
  const what = names.length === 1 ? 'A name was' : `${names.length} names were`
  return {
    ...(own !== undefined && { subject: { titleId: own, ...belongsTo } }),
    reason: `${what} split off ${from.title} of ${from.publisher}, as ${belongsTo.title}.`,
    ...(own !== undefined &&
      home !== undefined && {
        undo: { label: 'Merge it back', method: 'POST', path: `/software/${own}/merge`, body: { into: home } },
      }),
  }
}

/** The names that a merge brought along, or will once a snapshot has it; a split takes them out again. */
const namesBroughtBy = async (snapshot: Snapshot, merged: TitleName, living: Row<'titles'>) => {
  const titles = new Set([living, (await titleByName(snapshot, merged)) ?? living])
  const names = (await Promise.all([...titles].map((title) => readNamesOf(snapshot, title)))).flat()
  return names
    .filter(
      ({ reported, ownPublisher, ownTitle }) =>
        reported && isSameTitle(merged, { publisher: ownPublisher, title: ownTitle }),
    )
    .map(({ publisher, name }) => ({ publisher, title: name }))
}

const tellOfTitle = async ({ snapshot }: Place, value: Value<'licensable' | 'merge' | 'mapping'>): Promise<Told> => {
  const row = snapshot && (await titleByName(snapshot, 'into' in value ? value.into : value))
  const ofTitle = row && { subject: { titleId: row.id, publisher: row.publisher, title: row.title } }
  const path = `/software/${row?.id ?? ''}`
  if ('into' in value) {
    const rawTitles = snapshot && row ? await namesBroughtBy(snapshot, value, row) : []
    const undo: Action = {
      label: 'Take its names out again',
      method: 'POST',
      path: `${path}/split`,
      body: { rawTitles, title: value.title },
    }
    return {
      ...ofTitle,
      reason: `${value.title} of ${value.publisher} was merged into ${value.into.title}.`,
      ...(rawTitles.length > 0 && { undo }),
    }
  }
  if ('products' in value)
    return {
      ...ofTitle,
      reason: `Products were mapped to ${value.title}, or excluded for it.`,
      ...(row && { undo: { label: 'Leave it to the rules', method: 'DELETE', path: `${path}/entitlement-mapping` } }),
    }
  return {
    ...ofTitle,
    reason: `${value.title} ${value.licensable ? 'needs a license' : 'is free'}.`,
    ...(row && { undo: { label: 'Leave it to the rules', method: 'PATCH', path, body: { licensable: null } } }),
  }
}

const tell = (place: Place, { names = [], ...decision }: Settled): Told | Promise<Told> => {
  const as = <K extends SettledKind>(kind: K): Value<K> | undefined =>
    isOfKind(kind)(decision) ? (decision.value as Value<K> | undefined) : undefined
  const [link, line, exemption] = [as('link'), as('line'), as('exemption')]
  const [policies, use, name] = [as('policies'), as('declared-use'), as('name')]
  const ofTitle = as('licensable') ?? as('merge') ?? as('mapping')
  if (link) return tellLink(link)
  if (line) return tellLine(line)
  if (exemption) return tellExemption(place, exemption)
  if (policies) return tellPolicies(policies)
  if (use) return tellUse(place, use)
  if (name) return tellSplit(place, name, names)
  if (ofTitle) return tellOfTitle(place, ofTitle)
  throw new Error(`The decision ${decision.subject} was taken back.`)
}

const showSettled = async (place: Place, settled: Settled): Promise<DecisionItem> => {
  const { kind, subject, at: settledAt, by: settledBy } = settled
  return {
    id: derivedId('decision', kind, subject),
    kind: settledKinds[kind as SettledKind],
    ...(await tell(place, settled)),
    settledAt,
    settledBy,
  }
}

/** What managers decided, newest first. It is read from facts: no snapshot need have it. */
export const listSettled = async (
  { table, snapshots }: Pick<AnswerShelf, 'table' | 'snapshots'>,
  kind: readonly DecisionItem['kind'][] | undefined,
  { limit, after }: PageRequest,
) => {
  const [{ snapshot, basis }, decisions] = await Promise.all([snapshots.present(), readAllDecisions(table)])
  const settled = settledOf(decisions).sort(newestFirst)
  const filters = { kind: kind && ((one: Settled) => kind.includes(settledKinds[one.kind as SettledKind])) }
  const wanted = settled.filter((one) => filters.kind?.(one) ?? true)
  const rows = wanted.filter((one) => after === undefined || positionOf(one) < after).slice(0, limit)
  const { totals, facets } = listRows(settled, settledList, { filters, offset: 0, limit: 0 })
  const items = await Promise.all(rows.map((one) => showSettled({ table, snapshot }, one)))
  const last = rows.at(-1)
  return {
    ...{ items, totals, facets, ...basis },
    ...(last && last !== wanted.at(-1) && { next: positionOf(last) }),
  }
}
