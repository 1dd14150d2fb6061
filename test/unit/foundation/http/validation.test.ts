import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { LedgerError } from '../../../../lib/foundation/errors.ts'
import { parseBody, parseParameters } from '../../../../lib/foundation/http/validation.ts'

const errorsOf = (parse: () => unknown): unknown => {
  try {
    return parse()
  } catch (error) {
    return error instanceof LedgerError ? error.errors : error
  }
}

describe('What is wrong with input', () => {
  const product = z.strictObject({ product: z.string().min(1), rank: z.int().min(1).optional() })
  const body = z.strictObject({ products: z.array(z.union([z.string().min(1), product])) })

  it.each([
    [
      { productId: 'P' },
      [
        { pointer: '/products/0/product', code: 'required', message: 'This field is required.' },
        { pointer: '/products/0/productId', code: 'unknown-field', message: 'There is no such field.' },
      ],
    ],
    [
      { product: 'P', rank: 0 },
      [{ pointer: '/products/0/rank', code: 'validation', message: 'Write a number of at least 1.' }],
    ],
    ['', [{ pointer: '/products/0', code: 'validation', message: 'Write something: it cannot be empty.' }]],
    [7, [{ pointer: '/products/0', code: 'validation', message: 'This must be a text or fields with names.' }]],
  ])('is told of the form that %j is nearest to', (wrong, errors) => {
    expect(errorsOf(() => parseBody(body, { products: [wrong] }))).toEqual(errors)
  })

  it.each([1.5, null, 'many'])('names every form that %j could have, also where one is a word', (wrong) => {
    const licenses = z.strictObject({ licenseCount: z.union([z.int().min(1), z.literal('unlimited')]) })
    expect(errorsOf(() => parseBody(licenses, { licenseCount: wrong }))).toMatchObject([
      { pointer: '/licenseCount', message: expect.stringMatching(/^This must be a (whole )?number or unlimited\.$/) },
    ])
    expect(errorsOf(() => parseBody(licenses, { licenseCount: 0 }))).toMatchObject([
      { message: 'Write a number of at least 1.' },
    ])
  })

  it('names the parameter, also where it is a list', () => {
    const query = z.object({
      kind: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.enum(['a', 'b']))),
    })
    expect(errorsOf(() => parseParameters(query, { kind: 'a,c' }, 'query'))).toMatchObject([{ parameter: 'kind' }])
  })
})
