import { isSameTitle } from '../../inventory/names/find-title.ts'
import { familyIdOf } from '../../recognition/data/recognition.ts'
import { everyRight } from '../../recognition/rights/rights.ts'
import { type Decision, isOfKind, type TitleName } from '../../recognition/titles/decision.ts'
import { readGuards } from '../../recognition/titles/title-guard.ts'
import { hashOfId } from '../../recognition/titles/title-id.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { Action, DecisionItem } from './decision-item.ts'
import { type AnswerShelf, readNamesOf, titleByName } from './title-rows.ts'

export const settledKinds = {
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
export type SettledKind = keyof typeof settledKinds

/** What was decided; the names that one split took out of a title are one decision. */
export type Settled = Decision & { names?: readonly Decision<'name'>[] }

/** Where names of what was decided about are read. */
export type Sources = Pick<AnswerShelf, 'table'> & { snapshot: Snapshot | undefined }
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

/** A line whose title is a pattern is about no single title. */
const tellLine = async ({ snapshot }: Sources, { id, publisher, title, kind }: Value<'line'>): Promise<Told> => {
  const row = snapshot && (await titleByName(snapshot, { publisher, title }))
  return {
    ...(row && { subject: { titleId: row.id, publisher: row.publisher, title: row.title } }),
    reason: `A line of the ledger says that ${title} of ${publisher} is ${kind}.`,
    undo: { label: 'Delete the line', method: 'DELETE', path: `/recognition/${id}` },
  }
}

const tellExemption = async ({ snapshot }: Sources, exemption: Value<'exemption'>): Promise<Told> => {
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

const tellUse = async ({ snapshot }: Sources, use: Value<'declared-use'>): Promise<Told> => {
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
const idsOfSplit = async ({ table, snapshot }: Sources, titles: readonly TitleName[], hashes: readonly string[]) => {
  const rows = await Promise.all(titles.map((name) => snapshot && titleByName(snapshot, name)))
  const [own, home] = rows.map((row) => row?.id)
  if (own !== undefined && home !== undefined && own !== home) return { own, home }
  const [guard, guardOfHome] = await readGuards(table, titles)
  const isGone = guardOfHome && hashes.includes(hashOfId(guardOfHome.id))
  return { own: guard?.id, home: isGone ? undefined : guardOfHome?.id }
}

const tellSplit = async (sources: Sources, value: Value<'name'>, names: readonly Decision<'name'>[]): Promise<Told> => {
  const { belongsTo, from = belongsTo } = value
  const hashes = names.map(({ subject }) => subject)
  const { own, home } = await idsOfSplit(sources, [belongsTo, from], hashes)
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

const tellOfTitle = async ({ snapshot }: Sources, value: Value<'licensable' | 'merge' | 'mapping'>): Promise<Told> => {
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

/** What was decided, in words, and the request that takes it back. */
export const tell = (sources: Sources, { names = [], ...decision }: Settled): Told | Promise<Told> => {
  const as = <K extends SettledKind>(kind: K): Value<K> | undefined =>
    isOfKind(kind)(decision) ? (decision.value as Value<K> | undefined) : undefined
  const [link, line, exemption] = [as('link'), as('line'), as('exemption')]
  const [policies, use, name] = [as('policies'), as('declared-use'), as('name')]
  const ofTitle = as('licensable') ?? as('merge') ?? as('mapping')
  if (link) return tellLink(link)
  if (line) return tellLine(sources, line)
  if (exemption) return tellExemption(sources, exemption)
  if (policies) return tellPolicies(policies)
  if (use) return tellUse(sources, use)
  if (name) return tellSplit(sources, name, names)
  if (ofTitle) return tellOfTitle(sources, ofTitle)
  throw new Error(`The decision ${decision.subject} was taken back.`)
}
