import { sayWord } from '../../ledger/say-word.ts'
import { text as history } from '../../texts/en/history.ts'
import { text } from '../../texts/en/trail.ts'
import { list, number } from '../../texts/format.ts'

type State = Readonly<Record<string, unknown>> | null

export interface Difference {
  field: string
  before: unknown
  after: unknown
}

/** Items of a list that are named; an import adds up to 5,000 pairs. */
const most = 10

/** Fields without a word of their own read as they are written: `reportedAt` is `Reported at`. */
export const sayField = (field: string): string => {
  const known = history.fields[field]
  if (known !== undefined) return known
  const words = field.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How a value of the trail reads. */
const sayValue = (field: string, value: unknown): string => {
  if (value === undefined || value === null || value === '') return text.nothing
  if (typeof value === 'boolean') return value ? text.yes : text.no
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) {
    if (value.length === 0) return text.nothing
    const named = value.slice(0, most).map((one) => sayValue(field, one))
    return list(value.length > most ? [...named, text.andMore(value.length - most)] : named)
  }
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => sayValue(name, one))
      .join(' / ')
  return sayWord(field, String(value))
}

type NameOf = (id: string) => string

/** How a field of the trail reads; a group by its name. */
export const sayFieldValue = (field: string, value: unknown, groupName: NameOf): string =>
  field === 'groupId' && typeof value === 'string' ? groupName(value) : sayValue(field, value)

/** The name first, then by the alphabet: the trail keeps fields in no order. */
const inOrder = ({ field: one }: Difference, { field: other }: Difference): number =>
  Number(other === 'name') - Number(one === 'name') || one.localeCompare(other)

/** Fields that differ between two states of a thing. */
export const differencesOf = (before: State, after: State): Difference[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((one) => JSON.stringify(one.before ?? null) !== JSON.stringify(one.after ?? null))
    .sort(inOrder)

/** The differences of one thing in a line. */
export const sayDifferences = (before: State, after: State, groupName: NameOf): string =>
  differencesOf(before, after)
    .map(({ field, ...values }) =>
      before === null
        ? `${sayField(field)}: ${sayFieldValue(field, values.after, groupName)}`
        : after === null
          ? `${sayField(field)}: ${sayFieldValue(field, values.before, groupName)}`
          : `${sayField(field)}: ${sayFieldValue(field, values.before, groupName)} → ${sayFieldValue(field, values.after, groupName)}`,
    )
    .join('; ')
