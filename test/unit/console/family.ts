import type { Combination, Cover, Entitlement, Family, Product } from '../../../console/src/pages/family/family-data.ts'

const none = {
  ...{ total: 0, freeOrComponent: 0, sameMachine: 0, coveredBySubscription: 0, exempt: 0, needsData: 0, required: 0 },
  ...{ withoutPlan: 0, planUnknown: 0 },
}

/** A family as the API answers it, with nothing in it but what is given. */
export const family = (given: Partial<Family> = {}): Family => ({
  id: '05ER79PGKDS39T7J9K04BZPF4Z',
  publisher: 'Microsoft',
  name: 'Office',
  metric: 'device',
  owned: 0,
  unlimited: false,
  required: 0,
  covered: 0,
  shortfall: 0,
  surplus: 0,
  needsData: 0,
  exempt: 0,
  status: 'licensed',
  byRight: {},
  installs: none,
  flags: [],
  others: [],
  exemptMachines: 0,
  policies: { priorVersion: true, softwareAssurance: true, lowerEdition: true },
  products: [],
  productCount: 0,
  entitlements: [],
  entitlementCount: 0,
  combinations: [],
  combinationCount: 0,
  coverage: [],
  coverageCount: 0,
  asOf: '2026-03-01T00:00:00.000Z',
  devicesAsOf: '2026-03-01T00:00:00.000Z',
  pending: false,
  ...given,
})

export const license = (
  id: string,
  name: string,
  quantity: Entitlement['quantity'],
  used: number,
  more: Partial<Entitlement> = {},
): Entitlement => ({
  id,
  name,
  product: { family: 'Office', edition: name.replace(/ \d{4}$/, ''), version: name.slice(-4) },
  metric: 'device',
  quantity,
  used,
  counted: true,
  stepUp: false,
  volume: true,
  restrictions: [],
  source: 'vlsc',
  ...more,
})

export const machines = (
  id: string,
  titles: readonly string[],
  count: number,
  complete: number,
  more: Partial<Combination> = {},
): Combination => ({
  id,
  titles: titles.map((title) => ({ titleId: title, title })),
  state: 'required',
  units: 1,
  machines: count,
  complete,
  ...more,
})

export const cover = (
  entitlementId: string,
  combinationId: string,
  titleId: string,
  quantity: number,
  rights: Cover['rights'] = ['exact'],
): Cover => ({
  entitlementId,
  combinationId,
  titleId,
  quantity,
  rights,
  flags: [],
})

export const product = (title: string, required: number, open: number): Product => ({
  titleId: title,
  title,
  kind: 'licensed',
  product: { family: 'Office', edition: title.replace(/ \d{4}$/, ''), version: title.slice(-4) },
  installed: required,
  required,
  open,
  needsData: 0,
  status: open > 0 ? 'short' : 'covered',
})
