import * as z from 'zod'
import { freePlans } from './free-plans.ts'
import type { Graph } from './graph-client.ts'

const units = z.int().min(0).catch(0)

/** A plan that the tenant has: learn.microsoft.com/graph/api/resources/subscribedsku. Unknown fields are ignored. */
const SubscribedSku = z.object({
  skuId: z.string(),
  skuPartNumber: z.string().min(1).max(100),
  appliesTo: z.string().optional(),
  capabilityStatus: z.string().optional(),
  consumedUnits: z.int().min(0),
  prepaidUnits: z.object({ enabled: z.int().min(0), warning: units, suspended: units, lockedOut: units }),
  servicePlans: z
    .array(
      z.object({ servicePlanId: z.string(), servicePlanName: z.string(), provisioningStatus: z.string().optional() }),
    )
    .default([]),
})
export type SubscribedSku = z.infer<typeof SubscribedSku>

/** A purchase of a plan: learn.microsoft.com/graph/api/resources/companysubscription. */
const Purchase = z.object({
  skuId: z.string(),
  status: z.string().optional(),
  totalLicenses: z.int().min(0),
  /** When its status changes next: it is renewed, or ends. */
  nextLifecycleDateTime: z.iso.datetime({ offset: true }).nullish(),
})
export type Purchase = z.infer<typeof Purchase>

/** Free plans, and those that are not for users. */
export const isLeftOut = ({ skuPartNumber, appliesTo }: Pick<SubscribedSku, 'skuPartNumber' | 'appliesTo'>): boolean =>
  freePlans.has(skuPartNumber) || appliesTo === 'Company'

const collect = async <T>(pages: AsyncIterable<T[]>): Promise<T[]> => {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

/** @throws GraphFailure */
export const readSkus = (graph: Graph): Promise<SubscribedSku[]> =>
  collect(graph.pages({ path: '/v1.0/subscribedSkus', permission: 'LicenseAssignment.Read.All' }, SubscribedSku))

/** @throws GraphFailure */
export const readPurchases = (graph: Graph): Promise<Purchase[]> =>
  collect(graph.pages({ path: '/v1.0/directory/subscriptions', permission: 'Organization.Read.All' }, Purchase))
