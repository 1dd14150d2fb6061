import { parseAgreement } from '../agreements/agreement-store.ts'
import { isOther, type StoredAgreement, type StoredOtherAgreement } from '../agreements/stored-agreement.ts'
import { addDays } from '../calendar/day.ts'
import { plainly } from '../events/event.ts'
import { agreementKey, endingAgreements } from '../table/keys.ts'
import { pagesOf, type Table } from '../table/table.ts'
import { readOpenAlerts } from './alert-store.ts'
import type { Verdict } from './settle-alerts.ts'

/** @param day, @param later YYYY-MM-DD */
const daysBetween = (day: string, later: string): number => (Date.parse(later) - Date.parse(day)) / 86_400_000

/** The step of the ladder that an end has reached: the lowest that it is not above. */
const stepOf = (ladder: readonly number[], daysLeft: number): number | undefined =>
  ladder.filter((step) => daysLeft <= step).sort((one, other) => one - other)[0]

/** What tells the steps on the way to an end apart; undefined where none is reached, or the end is past. */
const conditionOf = (endDate: string | undefined, today: string, ladder: readonly number[]): string | undefined => {
  if (endDate === undefined || endDate < today) return undefined
  const step = stepOf(ladder, daysBetween(today, endDate))
  return step === undefined ? undefined : `${endDate}/${step}`
}

const inDays = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'in 1 day' : `in ${days} days`)

const tell = (
  { id, name, publisher, productTitle, licenseCount, endDate = '' }: StoredOtherAgreement,
  today: string,
  condition: string,
): Verdict => {
  const when = inDays(daysBetween(today, endDate))
  const what = `${licenseCount} ${licenseCount === 1 ? 'license' : 'licenses'} of ${plainly(productTitle)} by ${plainly(publisher)}`
  return {
    kind: 'agreement-ends',
    condition,
    title: `${plainly(name)} ends ${when}`,
    message: `The agreement ${plainly(name)} (${what}) ends on ${endDate}, ${when}. Its last day still counts.`,
    about: {
      agreementId: id,
      agreementName: name,
      publisher,
      productTitle,
      endDate,
      step: Number(condition.split('/')[1]),
    },
  }
}

const judge = (agreement: StoredAgreement | undefined, today: string, ladder: readonly number[]): Verdict => {
  if (!agreement || !isOther(agreement)) return 'gone'
  const condition = conditionOf(agreement.endDate, today, ladder)
  if (condition !== undefined) return tell(agreement, today, condition)
  return agreement.endDate !== undefined && agreement.endDate < today ? 'agreement-ended' : 'resolved'
}

/** Agreements that end within the ladder, by what the index knows of them. */
const readEnding = async (table: Table, today: string, ladder: readonly number[]): Promise<Map<string, string>> => {
  const last = addDays(today, Math.max(...ladder) + 1)
  const ending = new Map<string, string>()
  for await (const items of pagesOf(table, { index: 'gsi3', partition: endingAgreements, between: [today, last] }))
    for (const { id, endDate } of items) {
      const condition = conditionOf(String(endDate), today, ladder)
      if (condition !== undefined) ending.set(String(id), condition)
    }
  return ending
}

/**
 * What is to be told of other agreements that end: each step of the ladder once. The index is read as far as the ladder
 * reaches, and agreements only where it differs from the open alerts.
 * @param ladder days before the end
 */
export const judgeEndingAgreements = async (
  table: Table,
  today: string,
  ladder: readonly number[],
): Promise<[string, Verdict][]> => {
  const [ending, open] = await Promise.all([readEnding(table, today, ladder), readOpenAlerts(table, 'agreement')])
  const differing = [...new Set([...ending.keys(), ...open.keys()])].filter(
    (id) => ending.get(id) !== open.get(id)?.condition,
  )
  const stored = (await table.getMany(differing.map(agreementKey))).map(parseAgreement)
  const agreements = new Map(stored.map((agreement) => [agreement.id, agreement]))
  return differing.map((id) => [`agreement#${id}`, judge(agreements.get(id), today, ladder)])
}
