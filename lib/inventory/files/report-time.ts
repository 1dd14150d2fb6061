const forms = [
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[Tt ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<seconds>\d{2})(?:[.,](?<fraction>\d{1,9}))?)? ?(?<zone>[Zz]|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/,
  /^(?<first>\d{1,2})\/(?<second>\d{1,2})\/(?<year>\d{4})(?:,? (?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<seconds>\d{2}))? ?(?<half>[AP]M)?)?$/i,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
]

/** @returns minutes east of UTC; NaN when there is no such zone */
const offsetOf = (zone: string): number => {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  if (sign === undefined) return 0
  const offset = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && offset <= 14 * 60 ? Number(`${sign}${offset}`) : Number.NaN
}

/** 12 AM is midnight, 12 PM noon. */
const hourOf = (hour: number, half: string | undefined): number => {
  if (half === undefined) return hour
  return hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}

/** @returns ISO 8601 UTC; undefined where there is no such time */
const timeOf = (found: Record<string, string | undefined>, month: number, day: number): string | undefined => {
  const { half, zone = '', fraction = '' } = found
  const names = ['year', 'hour', 'minute', 'seconds']
  const [year = 0, written = 0, minute = 0, second = 0] = names.map((name) => Number(found[name] ?? 0))
  const [hour, offset] = [hourOf(written, half), offsetOf(zone)]
  const date = new Date(
    Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.padEnd(3, '0').slice(0, 3))),
  )
  const isDate = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isDate || hour >= 24 || minute >= 60 || second >= 60 || Number.isNaN(offset)) return undefined
  return new Date(date.getTime() - offset * 60_000).toISOString()
}

/** What a date such as 31/1/2026 tells of the order of day and month in its file. */
export type DateOrder = 'day-first' | 'month-first' | 'unclear'

/**
 * ISO 8601, `YYYYMMDD`, or `1/31/2026` or `31/1/2026` with or without a time of day; in UTC unless it names a zone.
 * @returns ISO 8601 UTC, with the month first where that is unclear; undefined for anything else
 */
export const readReportTime = (text: string): { time: string; order?: DateOrder } | undefined => {
  const found = forms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined)
  if (!found) return undefined
  const [first, second] = [Number(found.first), Number(found.second)]
  if (found.first === undefined) {
    const time = timeOf(found, Number(found.month), Number(found.day))
    return time === undefined ? undefined : { time }
  }
  const [monthFirst, dayFirst] = [timeOf(found, first, second), timeOf(found, second, first)]
  if (monthFirst === undefined) return dayFirst === undefined ? undefined : { time: dayFirst, order: 'day-first' }
  if (dayFirst === monthFirst) return { time: monthFirst }
  return { time: monthFirst, order: dayFirst === undefined ? 'month-first' : 'unclear' }
}

/** A time of which day and month change places. */
export const swapDay = (time: string): string => time.replace(/-(\d\d)-(\d\d)/, '-$2-$1')
