const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([Zz]|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/
const compact = /^(\d{4})(\d{2})(\d{2})$/
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))? ?([AP]M)?)?$/i

const minute = 60_000

/** @param parts year, month from 1, day, hour, minute, second, millisecond; @returns undefined when there is no such time */
const timeOf = (parts: readonly (string | number | undefined)[], offset = 0): string | undefined => {
  const [year = 0, month = 1, day = 1, hour = 0, minutes = 0, second = 0, millisecond = 0] = parts.map(Number)
  const isTime = hour < 24 && minutes < 60 && second < 60
  const date = new Date(Date.UTC(year, month - 1, day, hour, minutes, second, millisecond))
  const isDate = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isTime && isDate ? new Date(date.getTime() - offset * minute).toISOString() : undefined
}

/** @returns minutes east of UTC; undefined when there is no such zone */
const offsetOf = (zone: string | undefined): number | undefined => {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? []
  if (sign === undefined) return 0
  const offset = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && offset <= 14 * 60 ? Number(`${sign}${offset}`) : undefined
}

/** 12 AM is midnight, 12 PM noon. */
const hourOf = (hour: string | undefined, half: string | undefined): number => {
  const number = Number(hour ?? 0)
  if (half === undefined) return number
  if (number < 1 || number > 12) return Number.NaN
  return (number % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}

/**
 * Reads the time of a report: ISO 8601, `YYYYMMDD`, or American `MM/DD/YYYY` with or without a time of day; in UTC
 * unless it names a zone.
 * @returns ISO 8601 UTC; undefined for anything else
 */
export const readReportTime = (text: string): string | undefined => {
  const [, year, month, day, hour = 0, minutes = 0, second = 0, fraction = '', zone] = iso.exec(text) ?? []
  const offset = offsetOf(zone)
  if (year !== undefined)
    return offset === undefined
      ? undefined
      : timeOf([year, month, day, hour, minutes, second, fraction.padEnd(3, '0').slice(0, 3)], offset)
  const us = american.exec(text)
  if (us) return timeOf([us[3], us[1], us[2], hourOf(us[4], us[7]), us[5] ?? 0, us[6] ?? 0])
  const plain = compact.exec(text)
  return plain ? timeOf(plain.slice(1)) : undefined
}
