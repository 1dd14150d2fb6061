import { pairKey, showPair } from '../../agreements/records/pair.ts'
import type { PairStatus } from '../../agreements/records/stored-pair.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { Row } from '../snapshot/tables.ts'
import type { AgreementFact, PairFact } from './read-facts.ts'

export type DueRow = Row<'due'>

const rowOf = ({ about, ...due }: Omit<DueRow, 'about'> & { about: object }): DueRow => ({
  ...due,
  about: JSON.stringify(about),
})

const inDays = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'in 1 day' : `in ${days} days`)

const licensesOf = (count: number | 'unlimited'): string =>
  count === 'unlimited' ? 'a site license' : count === 1 ? '1 license' : `${count} licenses`

/** Other agreements that end soon. Each is on the lowest step of the ladder (in days) that is not below the days left. */
export const dueOfAgreements = (
  agreements: readonly AgreementFact[],
  day: string,
  ladder: readonly number[],
): DueRow[] => {
  const steps = ladder.toSorted(ascendingBy((step) => step))
  return agreements.flatMap(({ id, name, product, endDate }) => {
    if (!product || endDate === undefined || endDate < day) return []
    const { publisher, title: productTitle, licenseCount } = product
    const daysLeft = (Date.parse(endDate) - Date.parse(day)) / 86_400_000
    const step = steps.find((each) => daysLeft <= each)
    if (step === undefined) return []
    const when = inDays(daysLeft)
    const what = `${licensesOf(licenseCount)} of ${plainly(productTitle)} by ${plainly(publisher)}`
    return rowOf({
      subject: `agreement#${id}`,
      kind: 'agreement-ends',
      condition: `${endDate}/${step}`,
      title: `${plainly(name)} ends ${when}`,
      message: `The agreement ${plainly(name)} (${what}) ends on ${endDate}, ${when}. Its last day still counts.`,
      about: { agreementId: id, agreementName: name, publisher, productTitle, endDate, step },
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
    const of = agreementName === undefined ? '' : ` of the agreement ${plainly(agreementName)}`
    return rowOf({
      subject: `pair#${pairKey(pair)}`,
      kind: `pair-${status}`,
      condition: status,
      title: `${showPair(pair)} ${says}`,
      message: `Microsoft volume licensing says that the agreement number pair ${showPair(pair)}${of} ${says}.`,
      about: { agreementId, agreementName, agreementNumber, licenseNumber },
    })
  })
