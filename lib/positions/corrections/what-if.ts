import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { ascendingBy } from '../../foundation/collections.ts'
import { invalidInput } from '../../foundation/errors.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import { metricsOf } from '../../recognition/data/families.ts'
import { Metric, microsoft } from '../../recognition/data/recognition.ts'
import { productIdOf } from '../../recognition/products/product-key.ts'
import { readLicense } from '../../recognition/products/read-license.ts'
import { familiesOf } from '../../recognition/rights/rights.ts'
import { policiesOf, readPolicies } from '../../recognition/titles/decision.ts'
import { FamilyCoverage, FamilyEntitlement, FamilyFigures, OtherPositions } from '../answers/family.ts'
import { type FamilyShelf, findFamily, readPart } from '../answers/read-family.ts'
import { showCoverage, showFamily, showFigures, showLicense } from '../answers/show-family.ts'
import { familyTitleOf } from '../answers/title-rows.ts'
import { coverFamily } from '../families/cover-family.ts'
import type { FamilyTitle } from '../families/families.ts'
import { coverageTableRow, licenseRow, readCombination, readLicenseRow, titleIds } from '../families/family-rows.ts'
import { measureCovered } from '../families/measure-covered.ts'
import { type License, stepUp } from '../families/read-licenses.ts'
import { isInTerm } from '../reconcile/count-positions.ts'
import { basisShape, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { readUse } from './declared-use.ts'
import { NewPositionPolicies } from './position-policies.ts'

const name = z.string().trim().min(1).max(256)

const AddedEntitlement = z
  .strictObject({
    productFamily: name.optional().meta({ description: 'A product as license statements write it.' }),
    version: z.string().trim().max(256).optional().meta({ description: 'Beside `productFamily`.' }),
    product: z
      .strictObject({ family: name.optional(), edition: name.optional(), version: name.optional() })
      .optional()
      .meta({ description: 'A product as titles show theirs; without a family of this one.' }),
    titleId: Ulid.optional().meta({ description: 'A title of the family, as other agreements name theirs.' }),
    quantity: z.int().min(1).max(10_000_000).meta({ description: 'Licenses.' }),
    softwareAssurance: z.strictObject({ until: z.iso.date().optional() }).optional(),
  })
  .refine(
    ({ productFamily, product, titleId }) =>
      [productFamily, product, titleId].filter((one) => one !== undefined).length === 1,
    'Name one product: by productFamily and version, by product, or by titleId.',
  )
  .meta({
    id: 'AddedEntitlement',
    description: 'Licenses that are thought of: one of the three ways to name a product.',
  })
type AddedEntitlement = z.infer<typeof AddedEntitlement>

export const WhatIf = z
  .strictObject({
    entitlements: z.array(AddedEntitlement).max(50).optional().meta({ description: 'Licenses more.' }),
    remove: z
      .array(z.string().max(100))
      .max(200)
      .optional()
      .meta({ description: 'Ids of entitlements that are taken away, whole.' }),
    policies: NewPositionPolicies.optional().meta({ description: 'Other policies than those of the ledger.' }),
    on: z.iso.date().optional().meta({
      description:
        'The day that it would be: for ends of Software Assurance and terms of agreements. Machines, exemptions and what is reported stay as they are.',
    }),
  })
  .meta({ id: 'WhatIf' })
type WhatIf = z.infer<typeof WhatIf>

const coverageShown = 1_000

export const WhatIfAnswer = z
  .strictObject({
    before: FamilyFigures.meta({ description: 'As the snapshot has them.' }),
    after: FamilyFigures,
    others: OtherPositions.meta({ description: 'In other metrics, after it.' }),
    added: z.array(FamilyEntitlement).meta({ description: 'What is added, as it is read, with how much is in use.' }),
    coverage: z.array(FamilyCoverage).meta({ description: `After it; the first ${coverageShown}.` }),
    coverageCount: z.int(),
    ...basisShape,
  })
  .meta({ id: 'WhatIfAnswer' })

/** What is known of the family that licenses are thought of for. */
interface Known {
  family: Row<'families'>
  titles: readonly FamilyTitle[]
  /** Numbers of its titles. */
  own: readonly number[]
  licenses: readonly License[]
}

type ReadProduct = Pick<License, 'product' | 'metric' | 'isStepUp' | 'productId'> & { unit: number; title?: number }

/** @throws LedgerError `product-not-found`, `title-not-found` */
const readProduct = (added: AddedEntitlement, at: string, { family, titles, own }: Known): ReadProduct => {
  const { productFamily, version = '', product: given, titleId } = added
  const { publisher, name: familyName } = family
  if (productFamily !== undefined) {
    const { product, metric, packSize, isStepUp } = readLicense({ productFamily, version })
    if (!product || publisher !== microsoft) {
      const message = `The data know no product of ${publisher} that is called ${productFamily} ${version}.`
      throw invalidInput([{ pointer: `${at}/productFamily`, code: 'product-not-found', message }])
    }
    const productId = productIdOf({ productFamily, version })
    return { product, metric, isStepUp, productId, unit: metric === 'core' ? packSize : 1 }
  }
  if (given) {
    const product = { ...given, family: given.family ?? familyName }
    return { product, metric: metricsOf(publisher, product).license, isStepUp: false, unit: 1 }
  }
  const title = own.find((number) => titles[number]?.id === titleId)
  if (title === undefined)
    throw invalidInput([
      { pointer: `${at}/titleId`, code: 'title-not-found', message: 'The family has no such title.' },
    ])
  return { product: titles[title]?.product, metric: 'device', isStepUp: false, unit: 1, title }
}

/** @throws LedgerError `product-not-found`, `title-not-found`, `other-family`, `other-metric` */
const readAdded = (added: AddedEntitlement, index: number, known: Known): License => {
  const { family, titles, own, licenses } = known
  const at = `/entitlements/${index}`
  const { unit, title, ...read } = readProduct(added, at, known)
  const { publisher, name: familyName } = family
  const { product, metric, productId } = read
  const families = new Set([familyName, ...own.flatMap((number) => titles[number]?.product?.family ?? [])])
  if (title === undefined && product && !familiesOf(publisher, product).some((one) => families.has(one))) {
    const message = `It is a license of another family, ${product.family}.`
    throw invalidInput([{ pointer: at, code: 'other-family', message }])
  }
  if (metric === 'core' && !family.inCores) {
    const message = 'It counts cores, and this family is not counted in cores.'
    throw invalidInput([{ pointer: at, code: 'other-metric', message }])
  }
  const alike = licenses.find(
    (one) =>
      (productId !== undefined && one.productId === productId) ||
      (title === undefined && one.source !== 'agreement' && isDeepStrictEqual(one.product, product)),
  )
  const { quantity, softwareAssurance: assurance, productFamily, version } = added
  return {
    ...read,
    id: `added-${String(index + 1).padStart(2, '0')}`,
    family: { publisher, family: familyName },
    publisher,
    name:
      productFamily === undefined
        ? [product?.family ?? titles[title ?? -1]?.title, product?.edition, product?.version].filter(Boolean).join(' ')
        : [productFamily, version].filter(Boolean).join(' '),
    quantity: quantity * unit,
    isCounted: true,
    isVolume: title === undefined,
    restrictions: [],
    softwareAssurance: assurance && { until: assurance.until },
    source: title === undefined ? 'added' : 'agreement',
    // What managers say of a product holds for all licenses of it.
    direct: title === undefined ? (alike?.direct ?? new Map()) : new Map([[title, 'exact']]),
    excluded: title === undefined ? (alike?.excluded ?? new Set()) : new Set(),
  }
}

/** Licenses as they count on another day: agreements begin and end. */
const moveTo = async (day: string, licenses: readonly License[], snapshot: Snapshot): Promise<License[]> => {
  if (!licenses.some(({ source }) => source === 'agreement')) return [...licenses]
  const agreements = new Map((await snapshot.all('agreements')).map((agreement) => [agreement.id, agreement]))
  return licenses.map((license) => {
    const agreement = license.source === 'agreement' ? agreements.get(license.id) : undefined
    if (!agreement) return license
    const isCounted = isInTerm(agreement, day)
    const quantity = isCounted ? (agreement.licenseCount ?? Number.POSITIVE_INFINITY) : 0
    return { ...license, isCounted, quantity, notCounted: isCounted ? undefined : 'not-in-term' }
  })
}

/** @throws LedgerError `entitlement-not-found` */
const without = (licenses: readonly License[], remove: readonly string[]): License[] => {
  const ids = new Set(licenses.map(({ id }) => id))
  const unknown = remove.flatMap((id, index) => (ids.has(id) ? [] : [{ id, index }]))
  if (unknown.length > 0)
    throw invalidInput(
      unknown.map(({ id, index }) => ({
        pointer: `/remove/${index}`,
        code: 'entitlement-not-found',
        message: `The family has no entitlement ${id}.`,
      })),
    )
  return licenses.filter(({ id }) => !remove.includes(id))
}

/**
 * The position of a family with other licenses or policies, or on another day: covered and measured as a reconciliation
 * does, from the rows of the current snapshot. Nothing is stored.
 * @throws LedgerError `family-not-found`, and as `readAdded` and `without`
 */
export const whatIf = async (
  shelf: FamilyShelf,
  familyId: string,
  { entitlements = [], remove = [], policies, on }: WhatIf,
): Promise<z.infer<typeof WhatIfAnswer>> => {
  const opened = await findFamily(await shelf.snapshots.openAt(), familyId)
  const { snapshot, family, basis } = opened
  const [rows, combinationRows, licenseRows, decided, use] = await Promise.all([
    snapshot.all('titles'),
    readPart(opened, 'combinations'),
    readPart(opened, 'licenses'),
    readPolicies(shelf.table),
    readUse(shelf.table, familyId, Metric.options),
  ])
  const titles = rows.map(familyTitleOf)
  const ids = titleIds(titles)
  const own = [...rows.keys()].filter((number) => rows[number]?.familyId === familyId)

  const day = on ?? snapshot.manifest.day
  // What steps lift is told apart already.
  const read = licenseRows.map((row) => ({ ...readLicenseRow(row, family, ids), isStepUp: false }))
  const there = on === undefined ? read : await moveTo(on, read, snapshot)
  const added = entitlements.map((one, index) => readAdded(one, index, { family, titles, own, licenses: there }))
  const licenses = stepUp([...without(there, remove), ...added]).sort(ascendingBy(({ id }) => id))
  const combinations = combinationRows.flatMap((row) => readCombination(row, ids) ?? [])
  const facts = { titles, policies: policies ?? policiesOf(decided), day }
  const coverage = await coverFamily({ ...facts, combinations, licenses, inCores: family.inCores })
  const { figures } = measureCovered(
    { id: familyId, titles: own },
    { combinations, licenses, coverage, inCores: family.inCores },
    {
      ...facts,
      counts: rows.map(({ installed }) => installed),
      declaredUse: new Map([[familyId, use.flatMap((one) => one?.value ?? [])]]),
    },
  )
  const { id: _, publisher: __, name: ___, ...before } = showFamily(family)
  const isAdded = ({ id }: License): boolean => added.some((one) => id === one.id || id.startsWith(`${one.id}-`))
  return {
    before,
    after: showFigures(figures),
    others: figures.others,
    added: licenses
      .filter(isAdded)
      .map((license) => showLicense(licenseRow(license, 0, coverage.used.get(license.id) ?? 0, ids))),
    coverage: coverage.rows.slice(0, coverageShown).map((row) => showCoverage(coverageTableRow(row, 0))),
    coverageCount: coverage.rows.length,
    ...basis,
  }
}
