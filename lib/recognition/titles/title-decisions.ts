import { decisionKey, softwareNameHash } from '../../foundation/table/keys.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { check, type Table, type Write } from '../../foundation/table/table.ts'
import { matchPattern } from '../data/patterns.ts'
import type { Recognition, RecognizedProduct, TitleKind } from '../data/recognition.ts'
import { type DetectedSoftware, normalize } from '../names/normalize.ts'
import { type Decision, type DecisionValue, decisionAfter, readDecisionsOf, type TitleName } from './decision.ts'
import { titleSubject } from './title-id.ts'

/** What managers decided of a title itself; what was taken back has no value. */
export type TitleDecisions = { [K in OwnKind]: Decision<K> | undefined }

const ownKinds = ['licensable', 'mapping', 'merge', 'catalog'] as const
type OwnKind = (typeof ownKinds)[number]

export const catalogSubject = ({ publisher, title }: TitleName): string => softwareNameHash(publisher, title)

const subjectOf = (kind: OwnKind, name: TitleName): string =>
  kind === 'catalog' ? catalogSubject(name) : titleSubject(name)

/** The last that was decided. */
export const newestOf = <D extends Decision>(decisions: readonly (D | undefined)[]): D | undefined => {
  let newest: D | undefined
  for (const decision of decisions) if (decision && !(newest && newest.at >= decision.at)) newest = decision
  return newest
}

/** @param names those of the title: a decision may have been made under any of them */
export const readTitleDecisions = async (table: Table, names: readonly TitleName[]): Promise<TitleDecisions> => {
  const refs = ownKinds.flatMap((kind) => names.map((name) => ({ kind, subject: subjectOf(kind, name) })))
  const read = await readDecisionsOf(table, refs)
  const newest = <K extends OwnKind>(kind: K) => newestOf(names.map((name) => read.get(kind, subjectOf(kind, name))))
  return {
    licensable: newest('licensable'),
    mapping: newest('mapping'),
    merge: newest('merge'),
    catalog: newest('catalog'),
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
      const decision = read[kind]
      const subject = decision?.subject ?? subjectOf(kind, name)
      return check(decisionKey(kind, subject), decision ? { equals: { version: decision.version } } : { exists: false })
    })

/** What a title is, and who says so. */
export interface Judged {
  kind: TitleKind
  /** What it is unless a manager says otherwise. */
  kindByRule: TitleKind
  product: RecognizedProduct | undefined
  /** The data line, pattern or line of a manager by which it is of its kind; undefined for `unknown`. */
  recognizedBy: string | undefined
  /** Neither free nor a component. */
  licensable: boolean
  licensableBy: 'rule' | 'manager'
}

export const isLicensable = (kind: TitleKind): boolean => kind !== 'free' && kind !== 'component'

/** What is known of a title by its name alone, without the data files: until a snapshot has it, or where that is enough. */
export const kindByName = (name: DetectedSoftware): Pick<Recognition, 'kind' | 'recognizedBy'> => {
  const { publisher, title } = normalize(name)
  const pattern = matchPattern(publisher, [name.title, title])
  return { kind: pattern?.kind ?? 'unknown', recognizedBy: pattern?.id }
}

/** @param said a manager's last word, which counts before what is known of the title */
export const judgeKind = (
  said: Decision<'licensable' | 'catalog'> | undefined,
  { kind: kindByRule, product, recognizedBy }: Pick<Recognition, 'kind' | 'product' | 'recognizedBy'>,
): Judged => {
  const wanted = said?.value?.licensable
  const isRight = wanted === undefined || (wanted === isLicensable(kindByRule) && kindByRule !== 'unknown')
  const kind = isRight ? kindByRule : wanted ? 'licensed' : 'free'
  return {
    ...{ kind, kindByRule, product, recognizedBy },
    licensable: isLicensable(kind),
    licensableBy: wanted === undefined ? 'rule' : 'manager',
  }
}

/** The decisions once a manager has made another one. @param value undefined takes it back */
export const withDecision = <K extends OwnKind>(
  decisions: TitleDecisions,
  kind: K,
  subject: string,
  value: DecisionValue<K> | undefined,
  who: Who,
): TitleDecisions => ({ ...decisions, [kind]: decisionAfter(kind, subject, decisions[kind], value, who) })
