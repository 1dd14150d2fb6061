import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { routesByFunction } from '../../../functions/routes.ts'
import { openApiDocument } from '../../../infra/site/openapi.ts'

const document = openApiDocument(routesByFunction, '1.2.3')
const routes = Object.values(routesByFunction).flat()

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 under an independent validator', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })

  it('has every route, with an operation id of its own', () => {
    const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))
    expect(operations).toHaveLength(routes.length)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length)
  })

  it('describes every tag and operation', () => {
    const described = new Map(document.tags?.map(({ name, description }) => [name, description]))
    for (const path of Object.values(document.paths ?? {}))
      for (const {
        tags: [tag],
        description,
        responses,
      } of Object.values(path)) {
        expect(described.get(tag)).toMatch(/\.$/)
        expect(description).toMatch(/^For .*\.$/)
        expect(Object.keys(responses).some((status) => status.startsWith('4'))).toBe(true)
      }
  })

  it('has only patterns that every validator can read', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":"[^"]*"/g)].map(([pattern]) => pattern)
    expect(patterns.filter((pattern) => /\\p\{/i.test(pattern))).toEqual([])
  })

  it('asks for a token exactly where a role is needed', () => {
    for (const { path, method, role } of routes)
      expect(document.paths?.[path]?.[method.toLowerCase() as 'get']?.security).toEqual(role ? [{ bearer: [] }] : [])
  })

  it('needs no token for itself, health, docs and how to sign in, and for nothing else', () => {
    const open = routes.filter(({ role }) => role === undefined).map(({ path }) => path)
    expect(open.sort()).toEqual(['/config.json', '/docs', '/docs/{file}', '/health', '/openapi.json'])
  })
})
