import { Duration, Stack, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Route } from '../../lib/foundation/http/route.ts'
import type { Keeping, TokenSource } from './settings.ts'

/** How long API Gateway waits for an answer. */
export const answerTimeout = Duration.seconds(29)

/** Neither path nor query, header or address: they name people, agreements and license numbers. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTimeEpoch',
    route: '$context.routeKey',
    status: '$context.status',
    responseBytes: '$context.responseLength',
    latency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    integrationStatus: '$context.integration.integrationStatus',
    error: '$context.error.message',
    authorizerError: '$context.authorizer.error',
  }),
)

interface LedgerApiProps {
  /** Which tokens it takes. An issuer that is made for it has to know its address. */
  tokensFor: (url: string) => TokenSource
  keeping: Keeping
}

/** The HTTP API with its declared routes. A JWT authorizer guards those that name a role. */
export class LedgerApi extends Construct {
  readonly url: string
  readonly tokens: TokenSource
  readonly httpApi: HttpApi
  readonly accessLog: LogGroup
  readonly #authorizer: HttpJwtAuthorizer

  constructor(scope: Construct, id: string, { tokensFor, keeping }: LedgerApiProps) {
    super(scope, id)
    this.httpApi = new HttpApi(this, 'Api', { apiName: Stack.of(this).stackName, createDefaultStage: false })
    this.url = this.httpApi.apiEndpoint
    this.tokens = tokensFor(this.url)
    const { issuer, audiences } = this.tokens
    this.#authorizer = new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [...audiences] })

    this.accessLog = new LogGroup(this, 'AccessLog', {
      // API Gateway writes to such groups by one rule of the account; others fill its resource policy, which is short.
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}/api`,
      retention: keeping.logRetention,
      removalPolicy: keeping.removalPolicy,
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLog), format: accessLogFormat },
    })
  }

  /** Adds the routes that a function serves. @param fallback it also answers what no route matches */
  serve(name: string, lambda: IFunction, routes: readonly Route[], { fallback = false } = {}): void {
    const integration = new HttpLambdaIntegration(name, lambda, {
      timeout: answerTimeout,
      // One permission for the function; one for each route would make its policy grow with the API.
      scopePermissionToRoute: false,
    })
    for (const { method, path, role } of routes) {
      const at = { path, methods: [HttpMethod[method]], integration }
      if (role !== undefined) this.httpApi.addRoutes({ ...at, authorizer: this.#authorizer })
      else
        this.#open(
          this.httpApi.addRoutes(at),
          'Declared without a role: it tells about the service, not about its data.',
        )
    }
    if (fallback) this.#serveRest(lambda, integration)
  }

  #serveRest(lambda: IFunction, integration: HttpLambdaIntegration): void {
    const routeKey = HttpRouteKey.DEFAULT
    const route = new HttpRoute(this, 'Fallback', { httpApi: this.httpApi, routeKey, integration })
    this.#open([route], 'Serves the console, which is no secret, answers 404 or 405 elsewhere, and reads no data.')
    // The permission that comes with the integration is for `<stage>/<method>/<path>`; this route is `<stage>/$default`.
    lambda.addPermission('FallbackPermission', {
      scope: this,
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.httpApi.apiId,
        resourceName: '*/$default',
      }),
    })
  }

  #open(routes: readonly HttpRoute[], reason: string): void {
    for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason })
  }
}
