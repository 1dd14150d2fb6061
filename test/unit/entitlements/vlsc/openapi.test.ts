import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import {
  entitlementLimits,
  isPairFault,
  LookUpAnswer,
  LookUpRequest,
  Result,
  SentEntitlement,
} from '../../../../lib/entitlements/vlsc/contract.ts'
import { readAnswer } from '../../../../lib/entitlements/vlsc/read-answer.ts'

const text = readFileSync(new URL('../../../../docs/vlsc-openapi.yaml', import.meta.url), 'utf8')
const document = parse(text)
const { post } = document.paths['/agreement-pairs/lookup']
const { schemas } = document.components
const number = { type: 'string', pattern: schemas.Number.pattern }
const numbers = { agreementNumber: number, licenseNumber: number }

const examplesOf = (content: { examples: Record<string, { value: unknown }> }) =>
  Object.values(content.examples).map(({ value }) => value)

describe('The contract as an OpenAPI document', () => {
  it('is valid OpenAPI 3.1 under an independent validator', async () => {
    const result = await new Validator().validate(parse(text))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })

  it('has examples that the adapter takes', () => {
    const requests = examplesOf(post.requestBody.content['application/json'])
    const answers = examplesOf(post.responses['200'].content['application/json'])
    expect([requests.length, answers.length]).toEqual([1, 2])
    for (const request of requests) expect(LookUpRequest.parse(request)).toEqual(request)
    for (const answer of answers) {
      const results = z.array(Result).parse(LookUpAnswer.parse(answer).results)
      const read = readAnswer(answer, results)
      expect(read.size).toBe(results.length)
      expect([...read.values()].some(isPairFault)).toBe(false)
    }
  })

  it('has the limits of the adapter', () => {
    const { properties, required } = z.toJSONSchema(SentEntitlement)
    expect(schemas.Entitlement.required).toEqual(required)
    for (const [field, schema] of Object.entries(properties ?? {})) {
      const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(schemas.Entitlement.properties[field].$ref) ?? []
      expect(schemas[name]).toMatchObject(Object(schema))
    }
    expect(z.toJSONSchema(LookUpRequest)).toMatchObject({
      properties: {
        pairs: { maxItems: schemas.LookUpRequest.properties.pairs.maxItems, items: { properties: numbers } },
      },
    })
    const { entitlements, status } = schemas.Result.allOf[1].properties
    expect(entitlements.maxItems).toBe(entitlementLimits.count)
    expect(entitlements.description).toContain(`${entitlementLimits.bytes / 1_000} kB`)
    expect(status.enum).toEqual(Result.shape.status.options)
  })
})
