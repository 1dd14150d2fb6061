import * as z from 'zod'
import { decisionKey, decisionPartitions } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { put, queryAll, type Table, type Write } from '../../foundation/table/table.ts'
import { Metric } from '../data/recognition.ts'
import { everyRight, PositionPolicies } from '../rights/rights.ts'

export const TitleName = z.object({ publisher: z.string(), title: z.string() })
export type TitleName = z.infer<typeof TitleName>

const MappedProduct = z.object({
  productFamily: z.string(),
  version: z.string(),
  /** Titles that share the product take from it by rank, then by when they were first mapped. */
  rank: z.number(),
  at: z.string(),
  by: z.string(),
})
export type MappedProduct = z.infer<typeof MappedProduct>

export const LineKind = z.enum(['licensed', 'subscription', 'free', 'component']).meta({
  description:
    '`licensed` needs a license; `subscription` one of its user or tenant; `free` and `component` (updates, runtimes, parts) need none.',
})

/** A manager's own recognition line: what names of software are, whatever the data of a release says. */
export const Line = z.object({
  id: z.string(),
  ...TitleName.shape,
  kind: LineKind,
  family: z.string().optional(),
  edition: z.string().optional(),
  version: z.string().optional(),
})
export type Line = z.infer<typeof Line>

/** A machine needs no licenses of a family, or none at all. */
const Exemption = z.object({
  deviceId: z.string(),
  /** Absent: of all families. */
  familyId: z.string().optional(),
  reason: z.string(),
  /** Its last day, `YYYY-MM-DD`; absent without an end. */
  until: z.string().optional(),
})
export type Exemption = z.infer<typeof Exemption>

/** How many licenses of a family are in use, where nothing measures it. */
const DeclaredUse = z.object({
  familyId: z.string(),
  metric: Metric,
  quantity: z.number(),
  /** The day on which it was counted, `YYYY-MM-DD`. */
  asOf: z.string(),
  /** In no event, log or snapshot. */
  note: z.string().optional(),
})
export type DeclaredUse = z.infer<typeof DeclaredUse>

/** What a manager can decide, by kind. The value says all that a reconciliation needs to know. */
const decisionValues = {
  /** A title was added to the catalog. Subject: the hash of its name, see title-id.ts. */
  catalog: z.object({ ...TitleName.shape, licensable: z.boolean() }),
  /** Whether a title needs a license. Subject of this and the next two: the key of the title, by one of its names. */
  licensable: z.object({ ...TitleName.shape, licensable: z.boolean() }),
  merge: z.object({ ...TitleName.shape, into: TitleName }),
  mapping: z.object({
    ...TitleName.shape,
    products: z.array(MappedProduct),
    exclude: z.array(MappedProduct.pick({ productFamily: true, version: true })).optional(),
  }),
  /** A name of software as devices report it belongs to a title, whatever the rules say. Subject: the hash of the name. */
  name: z.object({
    ...TitleName.shape,
    belongsTo: TitleName,
    /** The title that it was split from; absent when a split only kept it where it was. */
    from: TitleName.optional(),
  }),
  /** A device is the same machine as another one. Subject: the packed key of the device. */
  link: z.object({ deviceId: z.string(), to: z.string() }),
  /** Subject: the id of the line. A title that ends in `*` may go on with any words. */
  line: Line,
  /** Subject: `position`. Without a value each right counts. */
  policies: PositionPolicies,
  /** Subject: `<packed key of the device>#<id of the family, or *>`. */
  exemption: Exemption,
  /** Subject: `<id of the family>#<metric>`. */
  'declared-use': DeclaredUse,
} as const

/** The subject of the policies of the ledger. */
export const policiesSubject = 'position'

export type DecisionKind = keyof typeof decisionValues
export type DecisionValue<K extends DecisionKind> = z.infer<(typeof decisionValues)[K]>

/** A decision as stored. One that was taken back has no value; it stays, so that its version goes on rising. */
export interface Decision<K extends DecisionKind = DecisionKind> {
  kind: K
  subject: string
  value: DecisionValue<K> | undefined
  by: string
  /** ISO 8601 UTC. */
  at: string
  version: number
}

const StoredDecision = z.object({
  kind: z.enum(Object.keys(decisionValues) as [DecisionKind, ...DecisionKind[]]),
  subject: z.string(),
  value: z.unknown().optional(),
  by: z.string(),
  at: z.string(),
  version: z.number(),
})

export const parseDecision = (item: Record<string, unknown>): Decision => {
  const { value, ...decision } = StoredDecision.parse(item)
  return { ...decision, value: value === undefined ? undefined : decisionValues[decision.kind].parse(value) }
}

export const isOfKind =
  <K extends DecisionKind>(kind: K) =>
  (decision: Decision): decision is Decision<K> =>
    decision.kind === kind

/** @param prefix how their subjects begin */
export const readDecisions = async <K extends DecisionKind>(
  table: Table,
  kind: K,
  prefix = '',
): Promise<Decision<K>[]> => {
  const items = await Promise.all(
    decisionPartitions.map((partition) => queryAll(table, { partition, prefix: `${kind}#${prefix}` })),
  )
  return items.flat().flatMap(known(parseDecision)).filter(isOfKind(kind))
}

export const readAllDecisions = async (table: Table): Promise<Decision[]> => {
  const items = await Promise.all(decisionPartitions.map((partition) => queryAll(table, { partition })))
  return items.flat().flatMap(known(parseDecision))
}

export const readDecisionsOf = async (table: Table, refs: readonly Pick<Decision, 'kind' | 'subject'>[]) => {
  const items = await table.getMany(refs.map(({ kind, subject }) => decisionKey(kind, subject)))
  const found = new Map(
    items.flatMap(known(parseDecision)).map((decision) => [`${decision.kind}#${decision.subject}`, decision]),
  )
  return {
    get: <K extends DecisionKind>(kind: K, subject: string): Decision<K> | undefined => {
      const decision = found.get(`${kind}#${subject}`)
      return decision && isOfKind(kind)(decision) ? decision : undefined
    },
  }
}

export const readPolicies = async (table: Table): Promise<Decision<'policies'> | undefined> => {
  const ref = { kind: 'policies', subject: policiesSubject } as const
  return (await readDecisionsOf(table, [ref])).get(ref.kind, ref.subject)
}

export const policiesOf = (decision: Decision<'policies'> | undefined): PositionPolicies =>
  decision?.value ?? everyRight

export const decisionAfter = <K extends DecisionKind>(
  kind: K,
  subject: string,
  before: Decision<K> | undefined,
  value: DecisionValue<K> | undefined,
  { actor: by, at }: Who,
): Decision<K> => ({ kind, subject, value, by, at, version: (before?.version ?? 0) + 1 })

/**
 * Decides something on condition of what was read, or takes it back.
 * @param decided of it, what was decided before may have another subject: another name of the same title
 */
export const decide = <K extends DecisionKind>(...decided: Parameters<typeof decisionAfter<K>>): Write => {
  const [kind, subject, before] = decided
  const item = { ...decisionKey(kind, subject), ...decisionAfter(...decided) }
  return put(item, before?.subject === subject ? { equals: { version: before.version } } : { exists: false })
}
