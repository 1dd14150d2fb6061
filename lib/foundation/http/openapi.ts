import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Route } from './route.ts'
import { defaultLimit, isOptional, pageQuery } from './validation.ts'

const Problem = z
  .strictObject({
    type: z.string().meta({ description: '`urn:license-ledger:problem:<code>`; the code is stable.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().optional().meta({ description: 'RFC 6901 JSON pointer into the body.' }),
          parameter: z.string().optional().meta({ description: 'Name of a parameter or header.' }),
          code: z.string(),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' })

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: Problem } } })

const problemsOf = (route: Route) => ({
  ...((route.query || route.paged || route.params || route.body) && {
    400: problem('A parameter, the cursor or the JSON is malformed.'),
  }),
  ...(route.role && { 401: problem('No valid access token.'), 403: problem(`The role ${route.role} is missing.`) }),
  ...(route.params && { 404: problem('There is nothing of that id.') }),
  ...(route.method !== 'GET' && { 409: problem('The state of the ledger forbids it.') }),
  ...(route.versioned && { 412: problem('`If-Match` names another version.') }),
  ...(route.body && { 415: problem('The body is not JSON.'), 422: problem('The body breaks its schema or a rule.') }),
  ...(route.role && { 503: problem('Busy; try again after `Retry-After` seconds.') }),
})

/** A query carries text; what the text has to be is said as the number that it stands for. */
const queryOf = ({ paged, query, maximumLimit = 100 }: Route): z.ZodObject | undefined => {
  if (!paged) return query
  const { shape } = pageQuery(maximumLimit)
  const limit = z
    .int()
    .min(1)
    .max(maximumLimit)
    .default(defaultLimit)
    .meta(shape.limit.meta() ?? {})
  return (query ?? z.object({})).extend({ ...shape, limit })
}

const headersOf = (route: Route): z.ZodObject | undefined => {
  const headers = {
    ...(route.versioned && {
      'if-match': z.string().optional().meta({ description: 'The ETag of the version to change.', example: '"3"' }),
    }),
    ...(route.method === 'POST' && {
      'idempotency-key': z
        .string()
        .min(1)
        .max(64)
        .optional()
        .meta({ description: 'A repeat with the same key within 24 hours gets the first answer.' }),
    }),
  }
  return Object.keys(headers).length > 0 ? z.object(headers) : undefined
}

const operation = (tag: string, route: Route): ZodOpenApiOperationObject => {
  const query = queryOf(route)
  const header = headersOf(route)
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[/{}.]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')}`,
    tags: [tag],
    summary: route.summary,
    security: route.role ? [{ bearer: [] }] : [],
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(query && { query }),
      ...(header && { header }),
    },
    ...(route.body && {
      requestBody: { required: !isOptional(route.body), content: { 'application/json': { schema: route.body } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, { description, schema }]) => [
          status,
          { description, ...(schema && { content: { 'application/json': { schema } } }) },
        ]),
      ),
      ...problemsOf(route),
    },
  }
}

/**
 * The OpenAPI 3.1 document of all routes, from the declarations that route and validate.
 * @param routes by tag
 */
export const openApiDocument = (routes: Record<string, readonly Route[]>, version: string) => {
  const paths: ZodOpenApiPathsObject = {}
  for (const [tag, tagged] of Object.entries(routes))
    for (const route of tagged)
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(tag, route) }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'License Ledger',
      version,
      description:
        'License agreements, groups and imports of an organization. Errors are problem details (RFC 9457); lists are paged by opaque cursors; single resources carry an ETag.',
    },
    servers: [{ url: '/' }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  })
}
