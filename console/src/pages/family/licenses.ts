import { type Cover, type Entitlement, type Family, groupsOf, isOfPeople, type Metric, sum } from './family-data.ts'

/** Entitlements of one product that differ in nothing that decides what they may run. */
export interface LicenseGroup {
  id: string
  /** As the source of its largest entitlement writes the product; the title that agreements of others are for. */
  name: string
  product: Entitlement['product']
  metric: Metric
  hasAssurance: boolean
  isStepUp: boolean
  restrictions: Entitlement['restrictions']
  isUnlimited: boolean
  owned: number
  used: number
  /** Owned and not in use; nobody says it of users and accesses, one by one. */
  spare: number
  /** It counts in the metric of the family, and adds up to what is owned. */
  isOfFamily: boolean
  /** Requirements that it meets: more than are used where one license meets several on a machine. */
  meets: number
  entitlements: Entitlement[]
  coverage: Cover[]
}

const keyOf = ({ product, name, metric, softwareAssurance, stepUp, restrictions }: Entitlement): string =>
  JSON.stringify([
    product ? [product.family, product.edition, product.version] : name,
    metric,
    softwareAssurance !== undefined,
    stepUp,
    [...restrictions].sort(),
  ])

const sameProduct = (one: Entitlement['product'], other: Entitlement['product']): boolean =>
  one?.family === other?.family && one?.edition === other?.edition && one?.version === other?.version

/** Agreements are called as people like; what they are for is the title. */
const nameOf = ({ source, name, product }: Entitlement, products: Family['products']): string =>
  (source === 'agreement' && product && products.find((title) => sameProduct(title.product, product))?.title) || name

const quantityOf = ({ quantity }: Entitlement): number => (quantity === 'unlimited' ? 0 : quantity)

/** What counts of a family, by product and terms, with what it meets; the largest first. */
export const licenseGroups = ({
  metric,
  entitlements,
  coverage,
  products,
}: Pick<Family, 'metric' | 'entitlements' | 'coverage' | 'products'>): LicenseGroup[] => {
  const covers = groupsOf(coverage, ({ entitlementId }) => entitlementId)
  const counted = entitlements.filter((entitlement) => entitlement.counted)
  return [...groupsOf(counted, keyOf)]
    .flatMap(([id, rows]): LicenseGroup[] => {
      const [largest] = [...rows].sort((one, other) => quantityOf(other) - quantityOf(one))
      if (!largest) return []
      const owned = sum(rows.map(quantityOf))
      const limited = rows.filter(({ quantity }) => quantity !== 'unlimited')
      const group = rows.flatMap((row) => covers.get(row.id) ?? [])
      return [
        {
          id,
          name: nameOf(largest, products),
          product: largest.product,
          metric: largest.metric,
          hasAssurance: largest.softwareAssurance !== undefined,
          isStepUp: largest.stepUp,
          restrictions: largest.restrictions,
          isUnlimited: rows.some(({ quantity }) => quantity === 'unlimited'),
          owned,
          used: sum(rows.map(({ used }) => used)),
          isOfFamily: largest.metric === metric,
          spare: !isOfPeople(largest.metric) ? owned - sum(limited.map(({ used }) => used)) : 0,
          meets: sum(group.map(({ quantity }) => quantity)),
          entitlements: rows,
          coverage: group,
        },
      ]
    })
    .sort((one, other) => other.meets + other.spare - (one.meets + one.spare) || other.owned - one.owned)
}
