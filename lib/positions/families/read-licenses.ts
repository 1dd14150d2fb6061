import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { metricsOf } from '../../recognition/data/families.ts'
import {
  isOfPeople,
  type Metric,
  microsoft,
  type RecognizedProduct,
  type TitleKind,
} from '../../recognition/data/recognition.ts'
import type { ReadLicense } from '../../recognition/products/read-license.ts'
import { stepUpsFrom } from '../../recognition/rights/needs.ts'
import type { LicenseToRun, Right } from '../../recognition/rights/rights.ts'
import type { Row } from '../snapshot/tables.ts'
import type { FamilyName } from './families.ts'

/** Licenses of one product on the same terms: an entitlement. */
export interface License extends Omit<LicenseToRun, 'product'> {
  id: string
  family: FamilyName
  product: RecognizedProduct | undefined
  /** As its source writes it. */
  name: string
  metric: Metric
  /** Units of the metric, Infinity for a site license; 0 of what does not count today. */
  quantity: number
  /** Of subscriptions, as far as the source says. */
  assigned?: number | undefined
  isCounted: boolean
  /** Why it does not count today, or less than its source says. */
  notCounted?: string | undefined
  isStepUp: boolean
  source: string
  productId?: string | undefined
  agreementId?: string | undefined
  agreementNumber?: string | undefined
  licenseNumber?: string | undefined
  startDate?: string | undefined
  endDate?: string | undefined
  /** By the number of a title, the right that a rule or a manager gives for it, whatever its product; and those forbidden. */
  direct: ReadonlyMap<number, 'exact' | 'manager'>
  excluded: ReadonlySet<number>
}

/** What is known of a reported product, by its place in the table of products. */
export interface ReadProduct {
  id: string
  read: ReadLicense
  /** Titles that a rule finds for it, and those of managers. */
  titles: readonly { title: number; by: 'rule' | 'manager' }[]
  excluded: readonly number[]
}

/** What of a reported row licenses are read from. */
export const licensingColumns = [
  ...(['id', 'product', 'source', 'productFamily', 'version', 'quantity', 'activeSoftwareAssuranceQuantity'] as const),
  ...(['assignedQuantity', 'endDate', 'notCounted'] as const),
  ...(['agreementId', 'agreementNumber', 'licenseNumber', 'licenseId'] as const),
] as const
export type ReportedRow = Pick<Row<'entitlements'>, (typeof licensingColumns)[number]>

/** Facts of agreements and pairs on which the terms of licenses depend. */
export interface LicenseTerms {
  restrictionsOf: (agreementId: string | undefined) => readonly Right[]
  /** Ends of pairs by both numbers, and by the license number alone. */
  endOf: (row: Pick<ReportedRow, 'agreementNumber' | 'licenseNumber' | 'licenseId'>) => PairTerms | undefined
}

interface PairTerms {
  agreementId: string
  endDate: string | undefined
}

/** A title that is for an agreement, and the family of it. */
export interface AgreementLicense {
  id: string
  name: string
  title: number
  family: FamilyName
  product: RecognizedProduct | undefined
  kind: TitleKind
  publisher: string
  /** Undefined for a site license. */
  licenseCount: number | undefined
  isCounted: boolean
  startDate: string | undefined
  endDate: string | undefined
}

/** What is rented, and services with a free client, are for users: no machine requires a license of them. */
const metricOf = ({ kind, publisher, product }: Pick<AgreementLicense, 'kind' | 'publisher' | 'product'>): Metric => {
  if (kind !== 'licensed') return 'user'
  const { license } = product ? metricsOf(publisher, product) : { license: 'device' as const }
  return isOfPeople(license) ? license : 'device'
}

export const licensesOfAgreements = (agreements: readonly AgreementLicense[], terms: LicenseTerms): License[] =>
  agreements.map(({ id, name, title, licenseCount = Number.POSITIVE_INFINITY, isCounted, kind, ...agreement }) => ({
    ...agreement,
    id,
    name,
    metric: metricOf({ ...agreement, kind }),
    isStepUp: false,
    source: 'agreement',
    // Volume licenses of Microsoft have agreements of their own; those of others are entered here.
    isVolume: agreement.publisher !== microsoft,
    quantity: isCounted ? licenseCount : 0,
    isCounted,
    notCounted: isCounted ? undefined : 'not-in-term',
    restrictions: terms.restrictionsOf(id),
    agreementId: id,
    direct: new Map([[title, 'exact']]),
    excluded: new Set(),
  }))

/** What all licenses of a product have in common; undefined when its family is not known. */
const shareOf = (
  { id: productId, read, titles, excluded }: ReadProduct,
  familyOf: (title: number) => FamilyName | undefined,
) => {
  const [matched] = titles
  const family = read.product
    ? { publisher: microsoft, family: read.product.family }
    : matched && familyOf(matched.title)
  return (
    family && {
      ...{ family, read, productId },
      direct: new Map(titles.map(({ title, by }) => [title, by === 'manager' ? by : 'exact'] as const)),
      excluded: new Set(excluded),
    }
  )
}

/**
 * Licenses of a row. Of its quantity as many as have active Software Assurance are one entitlement with it, the rest
 * another one without. Its end is that of the pair.
 */
const licensesOfRow = (
  row: ReportedRow,
  { family, read, productId, direct, excluded }: NonNullable<ReturnType<typeof shareOf>>,
  terms: LicenseTerms,
): License[] => {
  const pair = terms.endOf(row)
  const agreementId = row.agreementId ?? pair?.agreementId
  const unit = read.metric === 'core' ? read.packSize : 1
  const isSubscription = row.source === 'subscriptions'
  // It counts for users, whose position is another one than that of machines.
  const notCounted = row.notCounted === 'of-users' ? undefined : row.notCounted
  const isCounted = notCounted === undefined
  const endDate = pair?.endDate ?? row.endDate
  const assured = Math.min(row.quantity, row.activeSoftwareAssuranceQuantity)
  const { version, productFamily, source, agreementNumber, licenseNumber } = row
  const name = version === '' ? productFamily : `${productFamily} ${version}`
  const restrictions = terms.restrictionsOf(agreementId)
  const license = (id: string, quantity: number, softwareAssurance: License['softwareAssurance']): License => ({
    id,
    family,
    publisher: family.publisher,
    product: read.product,
    productId,
    name,
    metric: isSubscription ? 'user' : read.metric,
    quantity: isCounted ? quantity * unit : 0,
    assigned: isSubscription ? row.assignedQuantity : undefined,
    isCounted,
    notCounted,
    isStepUp: read.isStepUp,
    source,
    isVolume: !isSubscription,
    softwareAssurance,
    restrictions,
    agreementId,
    agreementNumber,
    licenseNumber: licenseNumber ?? row.licenseId,
    endDate,
    direct,
    excluded,
  })
  return [
    ...(assured > 0 ? [license(`${row.id}-SA`, assured, { until: endDate })] : []),
    ...(row.quantity > assured ? [license(row.id, row.quantity - assured, undefined)] : []),
  ]
}

export const licensesOfRows = (
  rows: readonly ReportedRow[],
  products: readonly ReadProduct[],
  terms: LicenseTerms,
  familyOf: (title: number) => FamilyName | undefined,
): License[] => {
  const shared = products.map((product) => shareOf(product, familyOf))
  return rows.flatMap((row) => {
    const own = shared[row.product]
    return own ? licensesOfRow(row, own, terms) : []
  })
}

const versionNumber = ({ product }: License): number => Number(/\d{4}/u.exec(product?.version ?? '')?.[0] ?? 0)

/**
 * Step-up licenses lift licenses of a lower edition, which they use up: first those with Software Assurance, the newest
 * first. Without one to lift they count for nothing.
 * @param licenses of one family
 */
export const stepUp = (licenses: readonly License[]): License[] => {
  if (!licenses.some(({ isStepUp }) => isStepUp)) return licenses.toSorted(ascendingBy(({ id }) => id))
  const left = new Map(licenses.map((license) => [license, license.quantity]))
  const lifted = new Map<License, License[]>()
  for (const step of licenses.filter(({ isStepUp }) => isStepUp).sort(ascendingBy(({ id }) => id))) {
    const { product, publisher } = step
    const editions = new Set(product && stepUpsFrom(publisher, product).map(({ edition }) => edition))
    const bases = licenses
      .filter((base) => !base.isStepUp && base.metric === step.metric && editions.has(base.product?.edition))
      .sort(ascendingByAll((base) => [base.softwareAssurance ? 0 : 1, -versionNumber(base), base.id]))
    let rest = step.quantity
    const pieces: License[] = []
    const nextId = () => (pieces.length === 0 ? step.id : `${step.id}-${pieces.length + 1}`)
    for (const base of bases) {
      const taken = Math.min(rest, left.get(base) ?? 0)
      if (taken === 0 || !product) continue
      rest -= taken
      left.set(base, (left.get(base) ?? 0) - taken)
      const version = product.version ?? base.product?.version
      pieces.push({ ...step, id: nextId(), quantity: taken, product: { ...product, version } })
    }
    if (rest > 0 || pieces.length === 0)
      pieces.push({
        ...step,
        id: nextId(),
        quantity: 0,
        isCounted: false,
        notCounted: step.notCounted ?? 'nothing-to-step-up',
      })
    lifted.set(step, pieces)
  }
  return licenses
    .flatMap((license) => lifted.get(license) ?? [{ ...license, quantity: left.get(license) ?? 0 }])
    .sort(ascendingBy(({ id }) => id))
}
