import { decisionKey, softwareNameHash } from '../../foundation/table/keys.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { check, type Table, type Write } from '../../foundation/table/table.ts'
import { type Decision, type DecisionValue, decisionAfter, readDecisionsOf, type TitleName } from './decision.ts'
import { titleSubject } from './title-id.ts'

/** What managers decided of a title itself; what was taken back has no value. */
export type TitleDecisions = { [K in OwnKind]: Decision<K> | undefined }

const ownKinds = ['licensable', 'mapping', 'merge', 'catalog'] as const
type OwnKind = (typeof ownKinds)[number]

export const catalogSubject = ({ publisher, title }: TitleName): string => softwareNameHash(publisher, title)

const subjectOf = (kind: OwnKind, name: TitleName): string =>
  kind === 'catalog' ? catalogSubject(name) : titleSubject(name)

export const readTitleDecisions = async (table: Table, name: TitleName): Promise<TitleDecisions> => {
  const refs = ownKinds.map((kind) => ({ kind, subject: subjectOf(kind, name) }))
  const read = await readDecisionsOf(table, refs)
  return {
    licensable: read.get('licensable', titleSubject(name)),
    mapping: read.get('mapping', titleSubject(name)),
    merge: read.get('merge', titleSubject(name)),
    catalog: read.get('catalog', catalogSubject(name)),
  }
}

/** Of a title: it rises with each decision about it. */
export const versionOf = (decisions: readonly (Decision | undefined)[]): number =>
  decisions.reduce((sum, decision) => sum + (decision?.version ?? 0), 1)

/** When a manager last decided about a title, if that is later. @param createdAt ISO 8601 UTC */
export const updatedAtOf = (decisions: readonly (Decision | undefined)[], createdAt: string): string =>
  decisions.reduce((last, decision) => (decision && decision.at > last ? decision.at : last), createdAt)

/** Checks that nobody decided anything else since the title was read. @param changed kinds that the transaction writes */
export const decisionsAsRead = (name: TitleName, read: TitleDecisions, changed: readonly OwnKind[]): Write[] =>
  ownKinds
    .filter((kind) => !changed.includes(kind))
    .map((kind) => {
      const { version } = read[kind] ?? {}
      const key = decisionKey(kind, subjectOf(kind, name))
      return check(key, version === undefined ? { exists: false } : { equals: { version } })
    })

export interface Rule {
  licensable: boolean
  reason?: string | undefined
}

export interface Licensability extends Rule {
  licensableBy: 'rule' | 'manager'
}

/** A manager's last word, else what the rules say. */
export const licensabilityOf = (
  said: readonly (Decision<'licensable' | 'catalog'> | undefined)[],
  { licensable, reason }: Rule,
): Licensability => {
  let last: Decision<'licensable' | 'catalog'> | undefined
  for (const decision of said) if (decision?.value && !(last && last.at >= decision.at)) last = decision
  if (last?.value) return { licensable: last.value.licensable, licensableBy: 'manager' }
  return { licensable, licensableBy: 'rule', reason }
}

/** The decisions once a manager has made another one. @param value undefined takes it back */
export const withDecision = <K extends OwnKind>(
  decisions: TitleDecisions,
  kind: K,
  subject: string,
  value: DecisionValue<K> | undefined,
  who: Who,
): TitleDecisions => ({ ...decisions, [kind]: decisionAfter(kind, subject, decisions[kind], value, who) })
