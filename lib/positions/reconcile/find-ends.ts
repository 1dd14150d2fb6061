import { pairKey, showPair } from '../../agreements/records/pair.ts'
import { addDays } from '../../foundation/calendar/day.ts'
import { ascendingByAll, sortedByAll } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { microsoft } from '../../recognition/data/recognition.ts'
import type { ReportedRow } from '../families/read-licenses.ts'
import { EndKind, type Summary } from '../snapshot/manifest.ts'
import type { Row } from '../snapshot/tables.ts'
import type { AgreementFact } from './read-facts.ts'
import type { PairFact } from './read-pairs.ts'

export type End = Row<'ends'>

export interface EndingFacts {
  agreements: readonly Pick<AgreementFact, 'id' | 'name' | 'product' | 'endDate'>[]
  pairs: readonly Pick<PairFact, 'agreementNumber' | 'licenseNumber' | 'agreementId' | 'endDate'>[]
  /** With the numbers of their families. */
  licenses: readonly Row<'licenses'>[]
  families: readonly Pick<Row<'families'>, 'id' | 'publisher'>[]
  entitlements: readonly ReportedRow[]
}

const blank: Omit<End, 'subject' | 'date' | 'kind' | 'name'> = {
  ...{ publisher: undefined, product: undefined, quantity: undefined, unlimited: false, familyId: undefined },
  ...{ agreementId: undefined, agreementName: undefined, agreementNumber: undefined, licenseNumber: undefined },
}

/**
 * What ends, and on which day: other agreements, agreement number pairs, Software Assurance of licenses (with their pair) and
 * subscriptions. The day is the last one.
 */
export const findEnds = ({ agreements, pairs, licenses, families, entitlements }: EndingFacts): End[] => {
  const nameOf = new Map(agreements.map(({ id, name }) => [id, name]))
  const familyOf = new Map(licenses.map(({ id, family }) => [id, families[family]]))
  const ofAgreements = agreements.flatMap(({ id, name, product, endDate: date }): End[] => {
    if (!product || date === undefined) return []
    const { publisher, title, licenseCount } = product
    const isSite = licenseCount === 'unlimited'
    return [
      {
        ...{ ...blank, subject: `agreement#${id}`, date, kind: 'agreement', name, publisher, product: title },
        ...{ quantity: isSite ? undefined : licenseCount, unlimited: isSite, familyId: familyOf.get(id)?.id },
        ...{ agreementId: id, agreementName: name },
      },
    ]
  })
  const ofPairs = pairs.flatMap(({ endDate: date, agreementId, ...pair }): End[] => {
    if (date === undefined) return []
    const { agreementNumber, licenseNumber } = pair
    const agreementName = nameOf.get(agreementId)
    const of = { agreementId, agreementName, agreementNumber, licenseNumber }
    return [{ ...blank, subject: `pair-end#${pairKey(pair)}`, date, kind: 'pair', name: showPair(pair), ...of }]
  })
  const ofAssurance = licenses.flatMap((license): End[] => {
    const { id, family, softwareAssuranceEnd: date, quantity, name, agreementId } = license
    if (date === undefined || !license.counted || quantity === 0) return []
    const { agreementNumber, licenseNumber } = license
    return [
      {
        ...{ ...blank, subject: `software-assurance#${id}`, date, kind: 'software-assurance', name, product: name },
        ...{ publisher: families[family]?.publisher, quantity, familyId: families[family]?.id, agreementId },
        ...{ agreementName: nameOf.get(agreementId ?? ''), agreementNumber, licenseNumber },
      },
    ]
  })
  const ofSubscriptions = entitlements.flatMap((row): End[] => {
    const { id, source, endDate: date, quantity, productFamily, version } = row
    if (source !== 'subscriptions' || date === undefined) return []
    const name = version === '' ? productFamily : `${productFamily} ${version}`
    const about = { name, publisher: microsoft, product: name, quantity, familyId: familyOf.get(id)?.id }
    return [{ ...blank, subject: `subscription#${id}`, date, kind: 'subscription', ...about }]
  })
  return sortedByAll(
    [...ofAgreements, ...ofPairs, ...ofAssurance, ...ofSubscriptions],
    ({ date, kind, name, subject }) => [date, EndKind.options.indexOf(EndKind.parse(kind)), nameKey(name), subject],
  )
}

const listed = 10
/** Days that are looked ahead for ends. */
const daysAhead = 90

/** What ends soonest. Of a volume agreement, the first of its pairs. */
export const expiringAgreements = (ends: readonly End[], day: string): Summary['expiringAgreements'] => {
  const last = addDays(day, daysAhead)
  const found = ends.flatMap(({ date, kind, name, agreementId: id, agreementName, familyId }) => {
    if (date < day || last < date || kind === 'software-assurance') return []
    return [{ kind: EndKind.parse(kind), id, name: agreementName ?? name, endDate: date, familyId }]
  })
  const met = new Set<string>()
  const isFirst = ({ kind, id = '' }: (typeof found)[number]): boolean => {
    if (kind !== 'pair') return true
    const isNew = !met.has(id)
    met.add(id)
    return isNew
  }
  return found
    .filter(isFirst)
    .sort(ascendingByAll(({ id = '', name, endDate }) => [endDate, nameKey(name), id]))
    .slice(0, listed)
}
