import { pairKey, showPair } from '../../agreements/records/pair.ts'
import type { PairStatus } from '../../agreements/records/stored-pair.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { Row } from '../snapshot/tables.ts'

/** What is to be told of one subject: a row of the table `due` of a snapshot. */
export type DueRow = Row<'due'>

const rowOf = ({ about, ...due }: Omit<DueRow, 'about'> & { about: object }): DueRow => ({
  ...due,
  about: JSON.stringify(about),
})

/** @param day, @param later YYYY-MM-DD */
const daysBetween = (day: string, later: string): number => (Date.parse(later) - Date.parse(day)) / 86_400_000

const inDays = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'in 1 day' : `in ${days} days`)

interface DueAgreement {
  id: string
  name: string
  publisher: string
  productTitle: string
  licenseCount: number | 'unlimited'
  endDate?: string | undefined
}

const licensesOf = (count: DueAgreement['licenseCount']): string =>
  count === 'unlimited' ? 'a site license' : count === 1 ? '1 license' : `${count} licenses`

/**
 * Other agreements that end soon: each is on the lowest step of the ladder that the days left are not above.
 * @param day of the snapshot, YYYY-MM-DD
 * @param ladder days before the end
 */
export const dueOfAgreements = (
  agreements: readonly DueAgreement[],
  day: string,
  ladder: readonly number[],
): DueRow[] => {
  const steps = ladder.toSorted((one, other) => one - other)
  return agreements.flatMap(({ id, name, publisher, productTitle, licenseCount, endDate }) => {
    if (endDate === undefined || endDate < day) return []
    const daysLeft = daysBetween(day, endDate)
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

type DueTitle = Pick<Row<'titles'>, 'id' | 'publisher' | 'title' | 'status' | 'installed' | 'entitled'>

/** What is to be told of a title that has fewer licenses than installs. */
export const dueOfTitle = ({ id, publisher, title, installed, entitled }: DueTitle): DueRow => {
  const lack = installed - entitled
  return rowOf({
    subject: `title#${id}`,
    kind: 'license-shortfall',
    condition: 'short',
    title: `${plainly(title)} lacks ${lack} ${lack === 1 ? 'license' : 'licenses'}`,
    message: `${plainly(title)} by ${plainly(publisher)} is installed on ${installed} devices and licensed for ${entitled}.`,
    about: { titleId: id, publisher, productTitle: title, entitled, installed },
  })
}

/**
 * Titles that have some licenses and lack others. Most software without any license needs none, and nobody has said so.
 * @param alsoNone titles without any license are told of as well
 */
export const dueOfShortfalls = (titles: readonly DueTitle[], alsoNone: boolean): DueRow[] =>
  titles
    .filter(({ status }) => status === 'short' || (alsoNone && status === 'no-entitlement'))
    .map((title) => dueOfTitle(title))

interface DuePair {
  agreementNumber: string
  licenseNumber: string
  agreementId: string
  status: PairStatus
}

const refusals: Partial<Record<PairStatus, { kind: string; says: string }>> = {
  expired: { kind: 'pair-expired', says: 'has expired' },
  'not-found': { kind: 'pair-not-found', says: 'was not found' },
}

/** Agreement number pairs that VLSC refuses. @param nameOfAgreement by its id */
export const dueOfPairs = (
  pairs: Iterable<DuePair>,
  nameOfAgreement: (agreementId: string) => string | undefined,
): DueRow[] => {
  const rows: DueRow[] = []
  for (const pair of pairs) {
    const refusal = refusals[pair.status]
    if (!refusal) continue
    const { agreementNumber, licenseNumber, agreementId, status } = pair
    const { kind, says } = refusal
    const agreementName = nameOfAgreement(agreementId)
    const of = agreementName === undefined ? '' : ` of the agreement ${plainly(agreementName)}`
    rows.push(
      rowOf({
        subject: `pair#${pairKey(pair)}`,
        kind,
        condition: status,
        title: `${showPair(pair)} ${says}`,
        message: `VLSC says that the agreement number pair ${showPair(pair)}${of} ${says}.`,
        about: { agreementId, ...(agreementName !== undefined && { agreementName }), agreementNumber, licenseNumber },
      }),
    )
  }
  return rows
}
