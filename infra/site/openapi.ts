import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { errorsShown } from '../../lib/foundation/http/problem.ts'
import type { Required, Route } from '../../lib/foundation/http/route.ts'
import { defaultLimit, isOptional, pageQuery } from '../../lib/foundation/http/validation.ts'

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
      .max(errorsShown)
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' })

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: Problem } } })

const problemsOf = (route: Route) => ({
  ...((route.query || route.paged || route.params || route.body) && {
    400: problem('A parameter, the cursor or the JSON is malformed.'),
  }),
  ...(route.role && {
    401: problem('No valid access token.'),
    403: problem(route.role === 'any' ? 'The token has no role.' : `The role ${route.role} is missing.`),
  }),
  ...(route.params && { 404: problem('There is nothing of that id.') }),
  ...(route.method !== 'GET' && { 409: problem('The state of the ledger forbids it.') }),
  ...(route.versioned && { 412: problem('`If-Match` names another version.') }),
  ...(route.body && { 415: problem('The body is not JSON.'), 422: problem('The body breaks its schema or a rule.') }),
  429: { description: 'Too many requests. Try again in a moment.' },
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

/** Whoever names the id of what is made may not want to replace what is there. */
const canCreate = ({ method, answers }: Route): boolean => method === 'PUT' && 201 in answers

const headersOf = (route: Route): z.ZodObject | undefined => {
  const headers = {
    ...(route.versioned && {
      'if-match': z.string().optional().meta({ description: 'The ETag of the version to change.', example: '"3"' }),
    }),
    ...(canCreate(route) && {
      'if-none-match': z.literal('*').optional().meta({ description: 'Only if there is nothing of that id.' }),
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

const callers: Record<Required, string> = {
  any: 'For all who have a role.',
  'license-reader': 'For readers and managers.',
  'license-manager': 'For managers.',
  'inventory-writer': 'For devices and scripts with the role inventory-writer.',
}

/** What the declaration of a route says of how it is called. */
const describe = ({ role, paged, versioned, maximumLimit = 100 }: Route): string =>
  [
    role ? callers[role] : 'For everybody, without a token.',
    ...(paged ? [`Answers at most ${maximumLimit} items; the \`cursor\` of an answer asks for the next ones.`] : []),
    ...(versioned ? ['With `If-Match` it is done to that version only.'] : []),
  ].join(' ')

const operation = (tag: string, route: Route): ZodOpenApiOperationObject => {
  const query = queryOf(route)
  const header = headersOf(route)
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[/{}.]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')}`,
    tags: [tag],
    summary: route.summary,
    description: describe(route),
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

/** What the routes of each tag are about. */
const tags: Record<string, string> = {
  families: 'What managers say about families and rights: policies and declared use.',
  agreements: 'License agreements with their pairs, and what other agreements license.',
  groups: 'License groups, into which agreements are put.',
  imports: 'Files that were dropped or uploaded: their progress, errors and undo.',
  refreshes: 'Questions to VLSC about agreement number pairs.',
  entitlements: 'What look-ups and files of Microsoft report, and the ledger at a glance.',
  devices: 'Managed devices and the software that they report.',
  software: 'Detected software: titles with their positions, and what managers decide about them.',
  catalog: 'The software asset catalog.',
  decisions: 'What managers have to decide, and what they have decided.',
  preview: 'What a decision would change.',
  compare: 'What changed between two days, and which facts made it change.',
  recognition: "Managers' own lines that say what software is, whatever the rules say.",
  reports: 'Reports and exports.',
  schedules: 'Reports that are made again and again.',
  alerts: 'What somebody should look at.',
  reconciliations: 'Runs that compute everything from the facts.',
  audit: 'Who changed what.',
  connectors: 'Runs that fetch subscriptions and devices from Microsoft Graph.',
  people: 'Who calls, and the names of people.',
  about: 'The service and its documentation.',
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
      contact: { name: 'The administrators of this ledger' },
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    tags: Object.keys(routes).map((name) => ({ name, description: tags[name] ?? '' })),
    servers: [{ url: '/' }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  })
}
