import * as z from 'zod'
import { ReportedEntitlement } from '../../entitlements/rows/entitlement-row.ts'
import { FamilyStatus } from '../families/measure-family.ts'

/** What is reported of a product, with what follows from it. */
export const EntitlementRow = ReportedEntitlement.extend({
  family: z
    .strictObject({ id: z.string(), name: z.string(), status: FamilyStatus })
    .optional()
    .meta({ description: 'The family in whose position its licenses are; absent when it has none.' }),
}).meta({ id: 'EntitlementRow' })
export type EntitlementRow = z.infer<typeof EntitlementRow>
