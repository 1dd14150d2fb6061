import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { UnsecuredJWT } from 'jose'
import type { Role } from '../../lib/foundation/http/route.ts'

/** A token as it looks behind the gateway's authorizer, which has verified it. */
export const tokenOf = (roles: readonly string[], claims: Record<string, unknown> = {}): string =>
  new UnsecuredJWT({ 'cognito:groups': [...roles], token_use: 'access', ...claims })
    .setSubject(typeof claims.sub === 'string' ? claims.sub : 'alice')
    .setExpirationTime('1h')
    .encode()

export interface RequestOptions {
  roles?: readonly Role[]
  headers?: Record<string, string>
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  /** The body as it is, instead of `body` as JSON. */
  rawBody?: string
  isBase64Encoded?: boolean
}

/** An event of API Gateway's HTTP API, payload format 2.0. @param routeKey such as `GET /groups/{groupId}` */
export const httpEvent = (routeKey: string, options: RequestOptions = {}): APIGatewayProxyEventV2 => {
  const [method = 'GET', template = '/'] = routeKey.split(' ')
  const rawPath = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(options.params?.[name] ?? name),
  )
  const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(options.query).toString(),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(options.roles && { authorization: `Bearer ${tokenOf(options.roles)}` }),
      ...options.headers,
    },
    ...(options.query && { queryStringParameters: options.query }),
    ...(options.params && { pathParameters: options.params }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      domainName: 'id.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'id',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
      requestId: 'request-id',
      routeKey,
      stage: '$default',
      time: '12/Mar/2026:19:03:58 +0000',
      timeEpoch: 1773342238000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: options.isBase64Encoded ?? false,
  }
}

/** A Lambda context with so many milliseconds left. */
export const lambdaContext = (milliseconds = 29_000): Context => {
  const end = Date.now() + milliseconds
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'function',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:function',
    memoryLimitInMB: '512',
    awsRequestId: 'request-id',
    logGroupName: '/aws/lambda/function',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => end - Date.now(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  }
}
