import * as z from 'zod'
import { derivedId } from '../../foundation/table/ids.ts'
import { publisherKey, softwareKey } from '../names/software-key.ts'

/** What a title is: whether, and how, it is licensed. */
export const TitleKind = z.enum(['licensed', 'subscription', 'free', 'component', 'unknown'])
export type TitleKind = z.infer<typeof TitleKind>

/** The units in which licenses are counted; a name that says several is first counted in the first. */
export const Metric = z.enum(['core', 'device', 'user', 'server', 'access'])
export type Metric = z.infer<typeof Metric>

/** Users and access licenses are for people: no machine shows how many are needed. */
export const isOfPeople = (metric: string): boolean => metric === 'user' || metric === 'access'

/** Look-ups and license statements report products of nobody else. */
export const microsoft = 'Microsoft'

/** Which product of a publisher a title is. */
export interface RecognizedProduct {
  family: string
  edition?: string | undefined
  version?: string | undefined
}

/** Products between which rights can exist. */
export const familyIdOf = (publisher: string, family: string): string =>
  derivedId('family', publisherKey(publisher), softwareKey('', family))

/** An edition that a name does not tell: its licenses depend on facts that are missing. */
export const unknownEdition = '?'

export interface Recognition {
  /** As shown: `Adobe`, whatever an installer wrote. */
  publisher: string
  /** Names with equal keys are names of one title. */
  key: string
  kind: TitleKind
  product?: RecognizedProduct | undefined
  /** The id of the data line, of the pattern or of a manager's line that says so; undefined for `unknown`. */
  recognizedBy?: string | undefined
}
