import type { Row } from '../snapshot/tables.ts'
import type { CauseKind } from './change.ts'

/** Requirements of some machines, as both days have them. */
export interface Requirement extends Pick<Row<'combinations'>, 'id' | 'state' | 'units' | 'machines'> {
  titles: readonly string[]
  /** Titles that plans of their users let these machines run. */
  subscribed?: readonly string[]
  /** Ids of its machines; undefined where they are not kept. */
  machineIds: readonly string[] | undefined
}

export type ComparedLicense = Pick<
  Row<'licenses'>,
  | 'id'
  | 'name'
  | 'productFamily'
  | 'edition'
  | 'version'
  | 'metric'
  | 'quantity'
  | 'used'
  | 'assigned'
  | 'counted'
  | 'notCounted'
  | 'softwareAssurance'
  | 'softwareAssuranceEnd'
  | 'restrictions'
  | 'source'
  | 'agreementId'
  | 'startDate'
  | 'endDate'
  | 'direct'
  | 'excluded'
>

/** A family on one day. */
export interface FamilyOnDay {
  figures: Pick<
    Row<'families'>,
    | 'metric'
    | 'owned'
    | 'required'
    | 'covered'
    | 'shortfall'
    | 'surplus'
    | 'needsData'
    | 'exempt'
    | 'byRight'
    | 'inCores'
  >
  requirements: readonly Requirement[]
  licenses: readonly ComparedLicense[]
  /** Units that licenses meet, by their ids. */
  met: ReadonlyMap<string, number>
}

/** Who judges a title otherwise than before; `named`: something that is licensed names it now, or does not any more. */
export type Judgement = 'decisions' | 'knowledge' | 'named'

/** What is known of both days beside the family. Days are YYYY-MM-DD. */
export interface BothDays {
  days: { from: string; to: string }
  isKnowledgeNew: boolean
  arePoliciesNew: boolean
  /** Of a machine that counts on one of the days only: it was linked to another one, or that was taken back. */
  isLinkedAnew: (device: string) => boolean
  countsOnBoth: (device: string) => boolean
  judgementOf: (title: string) => Judgement | undefined
  /** Why a license is in the family on one day only, though its source says the same on both; undefined: it does not. */
  whyMoved: (license: ComparedLicense) => CauseKind | undefined
  titleName: (title: string) => string
  deviceName: (device: string) => string
}
