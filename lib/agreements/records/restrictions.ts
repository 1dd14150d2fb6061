import * as z from 'zod'
import { Right } from '../../recognition/rights/rights.ts'

/** As they are stored: an agreement without restrictions has no list of them. */
export const restrictionsOf = (said: Restrictions | null = []): Restrictions | undefined =>
  said && said.length > 0 ? said : undefined

export const AgreementType = z.enum(['volume', 'other'])
export type AgreementType = z.infer<typeof AgreementType>

/** A license always runs what it is for, and a manager's word stands. */
export const Restriction = Right.exclude(['exact', 'manager'])
type Restriction = z.infer<typeof Restriction>

/** In one order, however they are said. */
const tidyRestrictions = (restrictions: readonly Restriction[]): Restriction[] =>
  Restriction.options.filter((right) => restrictions.includes(right))

export const Restrictions = z
  .array(Restriction)
  .max(Restriction.options.length)
  .overwrite(tidyRestrictions)
  .meta({ id: 'Restrictions', description: 'Rights that its licenses do not have, whatever the rules find.' })
export type Restrictions = z.infer<typeof Restrictions>
