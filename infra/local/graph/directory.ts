import { createHash } from 'node:crypto'
import type { GraphCall } from './faults.ts'
import type { Tenant } from './tenant.ts'

interface Collection {
  call: GraphCall
  /** Any of these permissions does. */
  roles: readonly string[]
  /** Properties that `$select` may name. */
  properties: readonly string[]
  /** Objects of a page, by default and at most. */
  page: readonly [number, number]
  size: (tenant: Tenant) => number
  at: (tenant: Tenant, index: number) => object
}

/** Collections of the directory, by their paths. */
export const collections: Readonly<Record<string, Collection>> = {
  '/v1.0/subscribedSkus': {
    call: 'skus',
    roles: ['LicenseAssignment.Read.All', 'Organization.Read.All', 'Directory.Read.All'],
    properties: [
      'id',
      'skuId',
      'skuPartNumber',
      'consumedUnits',
      'prepaidUnits',
      'servicePlans',
      'appliesTo',
      'capabilityStatus',
    ],
    page: [1_000, 1_000],
    size: (tenant) => tenant.skus().length,
    at: (tenant, index) => tenant.skus()[index] ?? {},
  },
  '/v1.0/directory/subscriptions': {
    call: 'purchases',
    roles: ['Organization.Read.All', 'Directory.Read.All'],
    properties: ['id', 'skuId', 'status', 'totalLicenses', 'nextLifecycleDateTime'],
    page: [1_000, 1_000],
    size: (tenant) => tenant.purchases().length,
    at: (tenant, index) => tenant.purchases()[index] ?? {},
  },
  '/v1.0/users': {
    call: 'users',
    roles: ['User.Read.All', 'Directory.Read.All'],
    properties: ['id', 'accountEnabled', 'assignedLicenses', 'userPrincipalName', 'displayName'],
    page: [100, 999],
    size: ({ users }) => users,
    at: (tenant, index) => tenant.userOf(index),
  },
}

const signOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12)

type Page = { status: 400; code: string; message: string } | { status: 200; body: Record<string, unknown> }

const wrong = (code: string, message: string): Page => ({ status: 400, code, message })

/** A page of a collection. The token of the next one is good for this query alone. @param origin of Graph */
export const pageOf = (
  collection: Collection,
  tenant: Tenant,
  url: URL,
  fault: 'looping-link' | 'foreign-link' | 'empty-page' | undefined,
): Page => {
  const { page, properties, size, at } = collection
  const [usual, most] = page
  const query = new URLSearchParams(url.search)
  const given = query.get('$skiptoken')
  query.delete('$skiptoken')
  const unknown = [...query.keys()].find((name) => !['$select', '$top'].includes(name))
  if (unknown !== undefined)
    return wrong('Request_BadRequest', `The query specified in the URI is not valid: ${unknown}.`)
  const select = query.get('$select')?.split(',')
  const odd = select?.find((name) => !properties.includes(name))
  if (odd !== undefined) return wrong('Request_BadRequest', `Could not find a property named '${odd}'.`)
  const top = Number(query.get('$top') ?? usual)
  if (!Number.isInteger(top) || top < 1 || top > most)
    return wrong(
      'Request_UnsupportedQuery',
      `Invalid page size specified: '${top}'. Must be between 1 and ${most} inclusive.`,
    )
  const [from = '0', sign] = given?.split('.') ?? []
  if (given !== null && sign !== signOf(`${query} ${from}`))
    return wrong('Directory_ExpiredPageToken', 'The specified page token value has expired.')
  const start = Number(from)
  const end = fault === 'empty-page' ? start : Math.min(size(tenant), start + top)
  const value = Array.from({ length: end - start }, (_, index) => {
    const object = Object.entries(at(tenant, start + index))
    return Object.fromEntries(select ? object.filter(([name]) => select.includes(name)) : object)
  })
  const next = new URL(url.pathname, fault === 'foreign-link' ? 'https://elsewhere.example' : url.origin)
  next.search = String(query)
  const to = fault === 'looping-link' ? start : end
  next.searchParams.set('$skiptoken', `${to}.${signOf(`${query} ${to}`)}${fault === 'empty-page' ? '.empty' : ''}`)
  const link = fault === 'looping-link' && given !== null ? url.href : next.href
  return {
    status: 200,
    body: {
      '@odata.context': `${url.origin}/v1.0/$metadata#${url.pathname.split('/').at(-1)}`,
      ...((end < size(tenant) || fault) && { '@odata.nextLink': link }),
      value,
    },
  }
}
