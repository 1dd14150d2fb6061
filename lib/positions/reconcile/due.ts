import { pairKey, showPair } from '../../agreements/records/pair.ts'
import type { PairStatus } from '../../agreements/records/stored-pair.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { Terms } from '../snapshot/manifest.ts'
import type { Row } from '../snapshot/tables.ts'
import type { End } from './find-ends.ts'
import type { Facts } from './read-facts.ts'
import type { PairFact } from './read-pairs.ts'

export type DueRow = Row<'due'>

const rowOf = ({ about, ...due }: Omit<DueRow, 'about'> & { about: object }): DueRow => ({
  ...due,
  about: JSON.stringify(about),
})

const inDays = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'in 1 day' : `in ${days} days`)

const licensesOf = ({ quantity = 0, unlimited }: Pick<End, 'quantity' | 'unlimited'>): string =>
  unlimited ? 'a site license' : quantity === 1 ? '1 license' : `${quantity} licenses`

const ofAgreement = (name: string | undefined): string =>
  name === undefined ? '' : ` of the agreement ${plainly(name)}`

/** What alerts say of an end, by its kind. Software Assurance ends with its pair, whose alert tells it. */
const tellsEnd: Partial<Record<string, (end: End, assured: number) => { kind: string; what: string; about: object }>> =
  {
    agreement: (end) => {
      const { agreementId, agreementName, publisher, product: productTitle, name } = end
      const of = `${licensesOf(end)} of ${plainly(productTitle ?? '')} by ${plainly(publisher ?? '')}`
      const what = `The agreement ${plainly(name)} (${of})`
      return { kind: 'agreement-ends', what, about: { agreementId, agreementName, publisher, productTitle } }
    },
    pair: ({ agreementId, agreementName, agreementNumber, licenseNumber, name }, assured) => {
      const with_ =
        assured > 0 ? `, with Software Assurance of ${licensesOf({ quantity: assured, unlimited: false })},` : ''
      const what = `The agreement number pair ${name}${ofAgreement(agreementName)}${with_}`
      return { kind: 'pair-ends', what, about: { agreementId, agreementName, agreementNumber, licenseNumber } }
    },
    subscription: (end) => {
      const { publisher, product: productTitle, familyId, quantity: licenses } = end
      const what = `The subscription ${plainly(end.name)} (${licensesOf(end)})`
      return { kind: 'subscription-ends', what, about: { publisher, productTitle, familyId, licenses } }
    },
  }

/** Rows of statements name the license number of a pair alone. */
const pairOf = ({ agreementId, licenseNumber, date }: End): string =>
  `${agreementId}#${licenseKey(licenseNumber)}#${date}`

/** What ends soon. Each is on the lowest step of the ladder (in days) that is not below the days left. */
export const dueOfEnds = (ends: readonly End[], day: string, ladder: readonly number[]): DueRow[] => {
  const steps = ladder.toSorted(ascendingBy((step) => step))
  const assured = new Map<string, number>()
  for (const end of ends)
    if (end.kind === 'software-assurance')
      assured.set(pairOf(end), (assured.get(pairOf(end)) ?? 0) + (end.quantity ?? 0))
  return ends.flatMap((end) => {
    const { subject, name, date: endDate } = end
    const daysLeft = (Date.parse(endDate) - Date.parse(day)) / 86_400_000
    const step = daysLeft < 0 ? undefined : steps.find((each) => daysLeft <= each)
    const told = tellsEnd[end.kind]?.(end, assured.get(pairOf(end)) ?? 0)
    if (step === undefined || !told) return []
    const when = inDays(daysLeft)
    const { kind, what, about } = told
    return rowOf({
      subject,
      kind,
      condition: `${endDate}/${step}`,
      title: `${plainly(name)} ends ${when}`,
      message: `${what} ends on ${endDate}, ${when}. Its last day still counts.`,
      about: { ...about, endDate, step },
    })
  })
}

type DueFamily = Pick<
  Row<'families'>,
  'id' | 'publisher' | 'name' | 'metric' | 'owned' | 'required' | 'covered' | 'shortfall' | 'status'
>

/** What licenses are counted in, as people say it before the word. */
const units: Partial<Record<string, string>> = { core: 'core ', user: 'user ', access: 'access ', server: 'server ' }

export const dueOfFamily = ({ id, name, status: _, ...family }: DueFamily): DueRow => {
  const { publisher, metric, owned, required, covered, shortfall } = family
  const unit = units[metric] ?? ''
  const licenses = (count: number): string => `${count} ${unit}${count === 1 ? 'license' : 'licenses'}`
  return rowOf({
    subject: `family#${id}`,
    kind: 'license-shortfall',
    condition: 'short',
    title: `${plainly(name)} lacks ${licenses(shortfall)}`,
    message: `${plainly(name)} by ${plainly(publisher)} requires ${licenses(required)}. ${owned === 0 ? 'None is owned.' : `${owned} are owned; they cover ${covered} of these.`}`,
    about: { familyId: id, familyName: name, publisher, metric, owned, required, covered, shortfall },
  })
}

/** Families that lack licenses. Nobody may know that those without any need some: `alsoNone` includes them. */
export const dueOfFamilies = (families: readonly DueFamily[], alsoNone: boolean): DueRow[] =>
  families.filter(({ status }) => status === 'under-licensed' || (alsoNone && status === 'unlicensed')).map(dueOfFamily)

const refusals: Partial<Record<PairStatus, string>> = { expired: 'has expired', 'not-found': 'was not found' }

type DuePair = Pick<PairFact, 'agreementNumber' | 'licenseNumber' | 'agreementId' | 'status'>

export const dueOfPairs = (
  pairs: readonly DuePair[],
  nameOfAgreement: (agreementId: string) => string | undefined,
): DueRow[] =>
  pairs.flatMap((pair) => {
    const { agreementNumber, licenseNumber, agreementId, status } = pair
    const says = refusals[status]
    if (says === undefined) return []
    const agreementName = nameOfAgreement(agreementId)
    return rowOf({
      subject: `pair#${pairKey(pair)}`,
      kind: `pair-${status}`,
      condition: status,
      title: `${showPair(pair)} ${says}`,
      message: `Microsoft volume licensing says that the agreement number pair ${showPair(pair)}${ofAgreement(agreementName)} ${says}.`,
      about: { agreementId, agreementName, agreementNumber, licenseNumber },
    })
  })

/** All alerts that follow from a snapshot. */
export const dueRows = (
  { agreements, pairs }: Facts,
  ends: readonly Row<'ends'>[],
  families: readonly Row<'families'>[],
  { day, alertDays, alertNoEntitlement }: Terms,
): DueRow[] => {
  const names = new Map(agreements.map(({ id, name }) => [id, name]))
  return [
    ...dueOfEnds(ends, day, alertDays),
    ...dueOfFamilies(families, alertNoEntitlement),
    ...dueOfPairs(pairs, (id) => names.get(id)),
  ].sort(ascendingBy(({ subject }) => subject))
}
