import { decisionKey, decisionPartitions } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { put, queryAll, type Table, type Write } from '../../foundation/table/table.ts'
import { type Decision, type DecisionKind, type DecisionValue, isOfKind, parseDecision } from './decision.ts'

/** All decisions of a kind, those that were taken back too. */
export const readDecisions = async <K extends DecisionKind>(table: Table, kind: K): Promise<Decision<K>[]> => {
  const items = await Promise.all(
    decisionPartitions.map((partition) => queryAll(table, { partition, prefix: `${kind}#` })),
  )
  return items.flat().map(parseDecision).filter(isOfKind(kind))
}

/** Which decisions are meant. */
export interface DecisionRef {
  kind: DecisionKind
  subject: string
}

const nameOf = ({ kind, subject }: DecisionRef): string => `${kind}#${subject}`

/** Some decisions by kind and subject, one request for up to a hundred. */
export const readDecisionsOf = async (table: Table, refs: readonly DecisionRef[]) => {
  const items = await table.getMany(refs.map(({ kind, subject }) => decisionKey(kind, subject)))
  const found = new Map(items.map(parseDecision).map((decision) => [nameOf(decision), decision]))
  return {
    get: <K extends DecisionKind>(kind: K, subject: string): Decision<K> | undefined => {
      const decision = found.get(nameOf({ kind, subject }))
      return decision && isOfKind(kind)(decision) ? decision : undefined
    },
  }
}

/**
 * Decides something, or takes it back, on condition of what was read.
 * @param before as read; undefined when nothing was ever decided
 * @param value undefined takes it back
 */
export const decide = <K extends DecisionKind>(
  kind: K,
  subject: string,
  before: Decision<K> | undefined,
  value: DecisionValue<K> | undefined,
  { actor: by, at }: { actor: string; at: string },
): Write =>
  put(
    {
      ...decisionKey(kind, subject),
      kind,
      subject,
      ...(value !== undefined && { value }),
      by,
      at,
      version: (before?.version ?? 0) + 1,
    },
    before ? { equals: { version: before.version } } : { exists: false },
    raceLost,
  )
