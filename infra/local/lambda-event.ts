import { isUtf8 } from 'node:buffer'

/** An HTTP request as it came. */
export interface HttpRequest {
  requestId: string
  method: string
  /** Undecoded. */
  path: string
  /** Undecoded, without the question mark. */
  query: string
  httpVersion: string
  /** Names and values in turn. */
  rawHeaders: readonly string[]
  sourceIp: string
}

/** The route that matched, and what its authorizer found. */
export interface RouteMatch {
  /** `GET /groups/{groupId}`, or `$default`. */
  routeKey: string
  /** Undecoded. */
  pathParameters: Record<string, string>
  claims?: Record<string, unknown> | undefined
}

/** Headers of one connection, which do not reach a function. */
const connectionHeaders = new Set(['connection', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'])

const textual = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|[\w.-]+\+json)\s*(;|$))/i

/** Values of one name joined by commas, as HTTP APIs do. */
const joinByName = (pairs: Iterable<readonly [string, string]>): Record<string, string> => {
  const joined = new Map<string, string>()
  for (const [name, value] of pairs) {
    const earlier = joined.get(name)
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return Object.fromEntries(joined)
}

/** Headers by lower-case name, values of one name joined: two `Authorization` headers become one that is no token. */
export const joinHeaders = (rawHeaders: readonly string[]): Record<string, string> =>
  joinByName(
    rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
    ),
  )

/** HTTP APIs hand every claim on as text, a list as `[a b]`. */
const flattenClaims = (claims: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  )

/** Bodies are base64 unless their type says text; also then if they are not UTF-8, so that a function can refuse them. */
const encodeBody = (body: Buffer, contentType = '') => {
  if (body.length === 0) return { isBase64Encoded: false }
  const isText = textual.test(contentType) && isUtf8(body)
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}

/** `12/Mar/2026:19:03:58 +0000` */
const requestTime = (now: Date): string => {
  const [, day, month, year, time] = now.toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * The event that API Gateway makes of a request to an HTTP API, payload format 2.0.
 * @throws URIError when a parameter is not properly percent-encoded
 */
export const httpApiEvent = (request: HttpRequest, match: RouteMatch, body: Buffer, now = new Date()) => {
  const { cookie, ...headers } = joinHeaders(request.rawHeaders)
  const path = decoded(request.path)
  const domainName = headers.host?.replace(/:\d+$/, '') ?? ''
  const pathParameters = Object.entries(match.pathParameters)
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: path,
    rawQueryString: request.query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.has(name))),
      'x-forwarded-for': request.sourceIp,
      'x-forwarded-proto': 'http',
    },
    ...(request.query !== '' && { queryStringParameters: joinByName(new URLSearchParams(request.query)) }),
    ...(pathParameters.length > 0 && {
      pathParameters: Object.fromEntries(pathParameters.map(([name, value]) => [name, decodeURIComponent(value)])),
    }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(match.claims && { authorizer: { jwt: { claims: flattenClaims(match.claims), scopes: null } } }),
      domainName,
      domainPrefix: domainName.split('.', 1)[0],
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: match.routeKey,
      stage: '$default',
      time: requestTime(now),
      timeEpoch: now.getTime(),
    },
    ...encodeBody(body, headers['content-type']),
  }
}
