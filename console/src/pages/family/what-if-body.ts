import type { components } from '../../api/schema.d.ts'
import type { Family } from './family-data.ts'

/** What would be different, as typed. */
export interface Asked {
  lines: { key: number; titleId: string; quantity: string; hasAssurance: boolean }[]
  remove: string[]
  policies: Family['policies']
  on: string
}

type Body = components['schemas']['WhatIf']

/** Begins with licenses for what lacks most: the first question that people ask. */
export const emptyAsk = ({ products, policies }: Pick<Family, 'products' | 'policies'>): Asked => {
  const [most] = products.filter(({ open }) => open > 0).sort((one, other) => other.open - one.open)
  return {
    lines: [{ key: 1, titleId: most?.titleId ?? '', quantity: most ? String(most.open) : '', hasAssurance: false }],
    remove: [],
    policies,
    on: '',
  }
}

/** Lines that say something. Problems of the answer name them by their place among these. */
export const filledLines = ({ lines }: Pick<Asked, 'lines'>) =>
  lines.filter(({ titleId, quantity }) => titleId !== '' && quantity.trim() !== '')

const hasOtherPolicies = ({ policies }: Asked, family: Pick<Family, 'policies'>): boolean =>
  policies.priorVersion !== family.policies.priorVersion ||
  policies.softwareAssurance !== family.policies.softwareAssurance ||
  policies.lowerEdition !== family.policies.lowerEdition

/** Whether anything would be different. */
export const isAsked = (asked: Asked, family: Pick<Family, 'policies'>): boolean =>
  filledLines(asked).length > 0 || asked.remove.length > 0 || asked.on !== '' || hasOtherPolicies(asked, family)

/** A license for a product has the rights of its terms; one for a title that is no known product runs that title only. */
const productOf = (titleId: string, products: Family['products']) => {
  const product = products.find((one) => one.titleId === titleId)?.product
  const { edition, version } = product ?? {}
  return product && (edition !== undefined || version !== undefined) ? { product } : { titleId }
}

export const bodyOf = (asked: Asked, family: Pick<Family, 'policies' | 'products'>): Body => {
  const lines = filledLines(asked)
  return {
    ...(lines.length > 0 && {
      entitlements: lines.map(({ titleId, quantity, hasAssurance }) => ({
        ...productOf(titleId, family.products),
        quantity: Number(quantity),
        ...(hasAssurance && { softwareAssurance: {} }),
      })),
    }),
    ...(asked.remove.length > 0 && { remove: asked.remove }),
    ...(hasOtherPolicies(asked, family) && { policies: asked.policies }),
    ...(asked.on !== '' && { on: asked.on }),
  }
}
