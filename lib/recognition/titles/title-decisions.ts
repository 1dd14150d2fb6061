import { decisionKey, softwareNameHash } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { check, type Table, type Write } from '../../foundation/table/table.ts'
import { type Decision, type DecisionValue, readDecisionsOf, type TitleName } from './decision.ts'
import { titleSubject } from './title-id.ts'

/** What managers decided of a title itself; what was taken back has no value. */
export type TitleDecisions = { [K in OwnKind]: Decision<K> | undefined }

const ownKinds = ['licensable', 'mapping', 'merge', 'catalog'] as const
type OwnKind = (typeof ownKinds)[number]

/** @param name as the title is displayed */
export const catalogSubject = ({ publisher, title }: TitleName): string => softwareNameHash(publisher, title)

const subjectOf = (kind: OwnKind, name: TitleName): string =>
  kind === 'catalog' ? catalogSubject(name) : titleSubject(name)

/** One request. */
export const readTitleDecisions = async (table: Table, name: TitleName): Promise<TitleDecisions> => {
  const read = await readDecisionsOf(
    table,
    ownKinds.map((kind) => ({ kind, subject: subjectOf(kind, name) })),
  )
  return {
    licensable: read.get('licensable', titleSubject(name)),
    mapping: read.get('mapping', titleSubject(name)),
    merge: read.get('merge', titleSubject(name)),
    catalog: read.get('catalog', catalogSubject(name)),
  }
}

const all = (decisions: TitleDecisions) => ownKinds.flatMap((kind) => decisions[kind] ?? [])

export const versionOf = (decisions: TitleDecisions): number =>
  all(decisions).reduce((sum, { version }) => sum + version, 1)

/** When a manager last decided about it, if that is later. @param createdAt ISO 8601 UTC */
export const updatedAtOf = (decisions: TitleDecisions, createdAt: string): string =>
  all(decisions).reduce((last, { at }) => (at > last ? at : last), createdAt)

/**
 * That nobody decided anything else of a title since it was read.
 * @param changed kinds of decisions that the transaction itself writes
 */
export const decisionsAsRead = (name: TitleName, read: TitleDecisions, changed: readonly OwnKind[]): Write[] =>
  ownKinds
    .filter((kind) => !changed.includes(kind))
    .map((kind) => {
      const { version } = read[kind] ?? {}
      const key = decisionKey(kind, subjectOf(kind, name))
      return check(key, version === undefined ? { exists: false } : { equals: { version } }, raceLost)
    })

/** Whether a title needs a license, by the rules. */
export interface Rule {
  licensable: boolean
  reason?: string | undefined
}

/** Whether a title needs a license, and who says so. */
export interface Licensability extends Rule {
  licensableBy: 'rule' | 'manager'
}

/** A manager's last word, else what the rules say. */
export const licensabilityOf = (
  { licensable, catalog }: Pick<TitleDecisions, 'licensable' | 'catalog'>,
  rule: Rule,
): Licensability => {
  const said = [licensable, catalog].flatMap((decision) =>
    decision?.value ? [{ at: decision.at, licensable: decision.value.licensable }] : [],
  )
  const [first] = said
  if (!first) return { licensable: rule.licensable, licensableBy: 'rule', reason: rule.reason }
  const last = said.reduce((newest, one) => (one.at > newest.at ? one : newest), first)
  return { licensable: last.licensable, licensableBy: 'manager' }
}

/** What is decided of a title once a manager has said something of it. @param value undefined takes it back */
export const withDecision = <K extends OwnKind>(
  decisions: TitleDecisions,
  kind: K,
  subject: string,
  value: DecisionValue<K> | undefined,
  { actor: by, at }: { actor: string; at: string },
): TitleDecisions => ({
  ...decisions,
  [kind]: { kind, subject, value, by, at, version: (decisions[kind]?.version ?? 0) + 1 },
})
