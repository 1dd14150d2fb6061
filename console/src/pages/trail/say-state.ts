import { text } from '../../texts/en/trail.ts'
import { list, number } from '../../texts/format.ts'

type State = Readonly<Record<string, unknown>> | null

interface Difference {
  field: string
  before: unknown
  after: unknown
}

/** Items of a list that are named; an import adds up to 5,000 pairs. */
const most = 10

/** `licenseCount` reads `License count`. */
export const sayField = (field: string): string => {
  const words = field.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How a value of the trail reads. */
export const sayValue = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return text.nothing
  if (typeof value === 'boolean') return value ? text.yes : text.no
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) {
    if (value.length === 0) return text.nothing
    const named = value.slice(0, most).map(sayValue)
    return list(value.length > most ? [...named, text.andMore(value.length - most)] : named)
  }
  if (typeof value === 'object') return Object.values(value).map(sayValue).join(' / ')
  return String(value)
}

/** Fields that differ between two states of a thing. */
export const differencesOf = (before: State, after: State): Difference[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((one) => JSON.stringify(one.before ?? null) !== JSON.stringify(one.after ?? null))

/** The differences of one thing in a line. */
export const sayDifferences = (before: State, after: State): string =>
  differencesOf(before, after)
    .map(({ field, ...values }) =>
      before === null
        ? `${sayField(field)}: ${sayValue(values.after)}`
        : after === null
          ? `${sayField(field)}: ${sayValue(values.before)}`
          : `${sayField(field)}: ${sayValue(values.before)} → ${sayValue(values.after)}`,
    )
    .join('; ')
