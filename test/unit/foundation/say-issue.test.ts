import { expect, test } from 'vitest'
import * as z from 'zod'
import { sayIssue } from '../../../lib/foundation/say-issue.ts'

test.each([
  [z.string(), undefined, 'This field is required.'],
  [z.string(), 7, 'This must be a text.'],
  [z.number(), '7', 'This must be a number.'],
  [z.int(), 1.5, 'This must be a whole number.'],
  [z.array(z.string()), {}, 'This must be a list.'],
  [z.object({}), [], 'This must be fields with names.'],
  [z.int().min(1), 0, 'Write a number of at least 1.'],
  [z.int().max(100), 101, 'Write a number of at most 100.'],
  [z.number().positive(), 0, 'Write a number above 0.'],
  [z.string().min(1), '', 'Write something: it cannot be empty.'],
  [z.string().max(3), 'four', 'Write at most 3 characters.'],
  [z.array(z.string()).min(1), [], 'Give at least 1 entry.'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'Give at most 2 entries.'],
  [z.enum(['csv', 'xlsx']), 'pdf', 'This must be one of: csv, xlsx.'],
  [z.literal('volume'), 'other', 'This must be volume.'],
  [z.iso.date(), '31.3.2027', 'This is no date. Write YYYY-MM-DD, such as 2027-03-31.'],
  [z.iso.datetime(), 'today', 'This is no time. Write it in UTC, such as 2027-03-31T09:00:00Z.'],
  [z.email(), 'nobody', 'This is no mail address.'],
  [z.string().regex(/^a$/), 'b', 'This does not have the form that is needed.'],
  [z.string().regex(/^a$/, 'Write an a.'), 'b', 'Write an a.'],
])('%# %j is told %s', (schema, input, message) => {
  const { error } = schema.safeParse(input, { error: sayIssue })
  expect(error?.issues.map((issue) => issue.message)).toEqual([message])
})
