/** Numbers, days and plurals as the reader's browser writes them; words are English. */
const locale = navigator.language
const words = 'en'

const numbers = new Intl.NumberFormat(locale)
const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const lists = new Intl.ListFormat(words)
const ages = new Intl.RelativeTimeFormat(words, { numeric: 'auto' })
const plurals = new Intl.PluralRules(words)

export const number = (value: number): string => numbers.format(value)
/** With its sign, also when it is positive: a difference. */
export const difference = (value: number): string => signed.format(value)
/** @param day `2026-11-30` */
export const day = (day: string): string => days.format(new Date(`${day}T00:00:00Z`))
/** @param time ISO 8601; shown in the reader's time zone */
export const time = (time: string): string => times.format(new Date(time))
export const list = (items: Iterable<string>): string => lists.format(items)

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** How long ago something was: `3 hours ago`. @param now milliseconds since 1970 */
export const ago = (time: string, now: number = Date.now()): string => {
  const seconds = (new Date(time).getTime() - now) / 1_000
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? (['minute', 60] as const)
  return ages.format(Math.round(seconds / size), unit)
}

/** How far a day is away: `in 12 days`, `3 months ago`. @param days negative for days that are over */
export const away = (days: number): string => {
  const size = Math.abs(days)
  if (size < 90) return ages.format(days, 'day')
  return size < 730 ? ages.format(Math.round(days / 30.44), 'month') : ages.format(Math.round(days / 365.25), 'year')
}

/** `count(3, { one: 'license', other: 'licenses' })` is `3 licenses`. */
export const count = (value: number, forms: { one: string; other: string }): string =>
  `${number(value)} ${plurals.select(value) === 'one' ? forms.one : forms.other}`
