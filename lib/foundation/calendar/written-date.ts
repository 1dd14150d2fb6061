import * as z from 'zod'

const IsoDate = z.iso.date()
export const isDate = (text: string): boolean => IsoDate.safeParse(text).success

const slashedForm = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/
/** Forms that have one reading: `31.12.2026` and `2026/12/31`. */
const dottedForm = /^(?<date>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/
const yearFirstForm = /^(?<year>\d{4})[/.](?<month>\d{1,2})[/.](?<date>\d{1,2})$/

/** Whether the day or the month comes first in dates such as 04/05/2026; undefined when nothing tells. */
export type DateOrder = 'day-first' | 'month-first' | 'both' | undefined

const withoutTime = (text: string): string => text.trim().split(/[ T]/)[0] ?? ''

/** What dates such as 31/12/2026 and 12/31/2026 tell of the order of day and month. */
export const orderOf = (texts: readonly string[]): DateOrder => {
  const orders = texts.flatMap((text) => {
    const [first = 0, second = 0] = slashedForm.exec(withoutTime(text))?.slice(1).map(Number) ?? []
    if (first > 12 && first <= 31 && second <= 12) return 'day-first'
    return second > 12 && second <= 31 && first <= 12 ? 'month-first' : []
  })
  return new Set(orders).size > 1 ? 'both' : orders[0]
}

const dateOf = (year = '', month = '', date = '') => `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`

/** `YYYY-MM-DD` of a date as tools write it, with or without a time; undefined if it is no date. */
export const readDate = (text: string, order: DateOrder): string | 'unclear' | undefined => {
  const day = withoutTime(text)
  const [, first = '', second = '', year] = slashedForm.exec(day) ?? []
  const valid = (written: string): string | undefined => (isDate(written) ? written : undefined)
  if (year === undefined) {
    const { groups } = dottedForm.exec(day) ?? yearFirstForm.exec(day) ?? {}
    return valid(groups ? dateOf(groups.year, groups.month, groups.date) : day)
  }
  const [dayFirst, monthFirst] = [valid(dateOf(year, second, first)), valid(dateOf(year, first, second))]
  if (order === 'day-first' || dayFirst === monthFirst) return dayFirst
  return order === 'month-first' ? monthFirst : 'unclear'
}

/** Why a date was not read. @param where what holds the dates of which the order is that */
export const dateFault = (day: 'unclear' | undefined, order: DateOrder, where: 'row' | 'file'): string => {
  const why = order === 'both' ? 'has dates with the day first and with the month first' : 'does not tell which'
  const unclear = `This date may have its day or its month first, and the ${where} ${why}.`
  return `${day === 'unclear' ? unclear : 'This is no date.'} Write YYYY-MM-DD.`
}
