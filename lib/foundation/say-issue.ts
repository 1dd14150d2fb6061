import type * as z from 'zod'

type Issue = z.core.$ZodRawIssue

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields with names',
  record: 'fields with names',
  null: 'nothing (null)',
}

/** What a value of a type of zod is called in messages. */
export const kindOf = (type: string): string => kinds[type] ?? type

const formats: Readonly<Record<string, string>> = {
  date: 'This is no date. Write YYYY-MM-DD, such as 2027-03-31.',
  datetime: 'This is no time. Write it in UTC, such as 2027-03-31T09:00:00Z.',
  time: 'This is no time of day. Write HH:MM, such as 09:00.',
  email: 'This is no mail address.',
  url: 'This is no web address.',
  safeint: 'Write a whole number.',
}

const counted = (count: number | bigint, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

/** `at least` or `at most` so much of what has a size, in the unit of it. */
const sized = (origin: string, bound: 'at least' | 'at most', limit: number | bigint): string => {
  if (origin === 'string') return `Write ${bound} ${counted(limit, 'character', 'characters')}.`
  if (origin === 'array' || origin === 'set') return `Give ${bound} ${counted(limit, 'entry', 'entries')}.`
  if (origin === 'object' || origin === 'record') return `Give ${bound} ${counted(limit, 'field', 'fields')}.`
  return `Write a number of ${bound} ${limit}.`
}

const isWhole = (origin: string): boolean => origin === 'int' || origin === 'number'

const tooSmall = ({ origin, minimum, inclusive = true }: Extract<Issue, { code: 'too_small' }>): string => {
  if (origin === 'string' && minimum === 1) return 'Write something: it cannot be empty.'
  if (isWhole(origin) && !inclusive) return `Write a number above ${minimum}.`
  return sized(origin, 'at least', minimum)
}

const tooBig = ({ origin, maximum, inclusive = true }: Extract<Issue, { code: 'too_big' }>): string =>
  isWhole(origin) && !inclusive ? `Write a number below ${maximum}.` : sized(origin, 'at most', maximum)

/**
 * What breaks the form of an input, in words for the person who typed it. Schemas say what is special to them; zod asks here
 * for the rest. @returns undefined for what zod itself says
 */
export const sayIssue = (issue: Issue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This field is required.' : `This must be ${kindOf(issue.expected)}.`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_format':
      return formats[issue.format] ?? 'This does not have the form that is needed.'
    case 'not_multiple_of':
      return `Write a multiple of ${issue.divisor}.`
    case 'invalid_value':
      return issue.values.length === 1
        ? `This must be ${String(issue.values[0])}.`
        : `This must be one of: ${issue.values.map(String).join(', ')}.`
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return 'This is none of the values that are possible here.'
    default:
      return undefined
  }
}
