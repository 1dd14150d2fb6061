import { describe, expect, it } from 'vitest'
import { routesByFunction } from '../../functions/routes.ts'
import { routeKey } from '../../lib/foundation/http/route.ts'
import { found, plain, show, synthesize } from './synthesize.ts'

const { template } = synthesize()
const properties = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties)

const integrations = template.findResources('AWS::ApiGatewayV2::Integration')
const servedBy = (target: unknown): string => {
  const [, id = ''] = /integrations\/(\w+)/.exec(JSON.stringify(target).replaceAll(/[^\w/]|Ref/g, '')) ?? []
  return show(integrations[id]?.Properties.IntegrationUri)
}

const deployed = Object.fromEntries(
  properties('AWS::ApiGatewayV2::Route').map(({ RouteKey, AuthorizationType, AuthorizerId, Target }) => [
    RouteKey,
    { by: servedBy(Target), authorized: AuthorizationType === 'JWT' && AuthorizerId !== undefined },
  ]),
)

describe('The HTTP API', () => {
  it('has every declared route, with the authorizer exactly where the route names a role, and $default without', () => {
    const declared = Object.entries(routesByFunction).flatMap(([name, routes]) =>
      routes.map((route) => [routeKey(route), { by: `${name}Function`, authorized: route.role !== undefined }]),
    )
    expect(deployed).toEqual({ ...Object.fromEntries(declared), $default: { by: 'aboutFunction', authorized: false } })
  })

  it('calls each function through one integration', () => {
    const called = Object.values(integrations).map(({ Properties }) => show(Properties.IntegrationUri))
    expect(called.sort()).toEqual(
      Object.keys(routesByFunction)
        .map((name) => `${name}Function`)
        .sort(),
    )
  })

  it('may call each function from its routes, and the function for all other paths from $default as well', () => {
    const permitted = properties('AWS::Lambda::Permission')
      .filter(({ Principal }) => Principal === 'apigateway.amazonaws.com')
      .map(({ FunctionName, SourceArn }) => [show(FunctionName), show(SourceArn).split(':').at(-1)].join(' from '))
    expect(permitted.sort()).toEqual(
      [
        ...Object.keys(routesByFunction).map((name) => `${name}Function from Api/*/*/*`),
        'aboutFunction from Api/*/$default',
      ].sort(),
    )
  })

  it('outlasts every function: API Gateway gives up after 29 seconds', () => {
    for (const { TimeoutInMillis, PayloadFormatVersion } of Object.values(integrations).map((each) => each.Properties))
      expect({ TimeoutInMillis, PayloadFormatVersion }).toEqual({
        TimeoutInMillis: 29_000,
        PayloadFormatVersion: '2.0',
      })
  })

  it('is throttled, and logs no tokens, paths, queries or addresses', () => {
    const [stage] = properties('AWS::ApiGatewayV2::Stage')
    expect(stage).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    })
    const logged: unknown = JSON.parse(stage?.AccessLogSettings.Format)
    expect(logged).toMatchObject({
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
    })
    expect(JSON.stringify(logged)).not.toMatch(/path|query|header|identity|claims|ip\b/i)
    expect(show(stage?.AccessLogSettings.DestinationArn)).toBe('ApiAccessLog')
  })
})

describe('Without an issuer', () => {
  it('a user pool is created, and the API accepts its access tokens', () => {
    const [authorizer] = properties('AWS::ApiGatewayV2::Authorizer')
    expect(authorizer?.JwtConfiguration.Audience.map(show)).toEqual(['SignInUsersClient', 'SignInUsersConsole'])
    expect(show(authorizer?.JwtConfiguration.Issuer)).toBe('SignInUsers.ProviderURL')
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining(['UserPoolId', 'ClientId']))
  })

  it('administrators create its users, who need a strong password and a second factor', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: true, RequireNumbers: true } },
    })
  })

  it('people sign in to the console by codes alone, and come back to no other address', () => {
    const { SignInUsersConsole: client, SignInUsersClient: scripts } = found(template, 'AWS::Cognito::UserPoolClient')
    expect(client).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile', 'email'],
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      SupportedIdentityProviders: ['COGNITO'],
      AccessTokenValidity: 60,
      RefreshTokenValidity: 1440,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
    })
    // Cognito refuses a client that rotates its refresh tokens and allows this flow, which gives no new ones.
    expect(client?.ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH'])
    expect(client?.CallbackURLs.map(show)).toEqual(['Api.ApiEndpoint/console/signed-in'])
    expect(client?.LogoutURLs.map(show)).toEqual(['Api.ApiEndpoint/console/'])
    expect(scripts?.AllowedOAuthFlowsUserPoolClient).toBe(false)
    expect(show(template.findOutputs('ConsoleUrl').ConsoleUrl?.Value)).toBe('Api.ApiEndpoint/console/')
    expect(show(template.findOutputs('ClientId').ClientId?.Value)).toBe('SignInUsersClient')
  })

  it('the pages to sign in on have a name that is free in the region, and a style, without which they fail', () => {
    const { SignInUsersDomain: domain } = found(template, 'AWS::Cognito::UserPoolDomain')
    expect(show(domain?.Domain)).toBe('license-ledger-dev-AWS::AccountId')
    expect(domain?.ManagedLoginVersion).toBe(2)
    const { SignInStyle: style } = found(template, 'AWS::Cognito::ManagedLoginBranding')
    expect([show(style?.UserPoolId), show(style?.ClientId)]).toEqual(['SignInUsers', 'SignInUsersConsole'])
    expect(style?.UseCognitoProvidedValues).toBe(true)
  })

  it('the console knows where to sign in, as which client, and with which hosts it may talk', () => {
    const { Variables } = found(template, 'AWS::Lambda::Function').aboutFunction?.Environment ?? {}
    const { ISSUER, ISSUER_HOSTS, CONSOLE_CLIENT_ID, CONSOLE_SCOPE, BUCKET_ORIGIN } = Variables
    expect([ISSUER, ISSUER_HOSTS, CONSOLE_CLIENT_ID, CONSOLE_SCOPE, BUCKET_ORIGIN].map(show)).toEqual([
      'SignInUsers.ProviderURL',
      'SignInUsersDomain.auth.AWS::Region.amazoncognito.com',
      'SignInUsersConsole',
      'openid profile email',
      'https://DropBucket.s3.AWS::Region.amazonaws.com',
    ])
  })

  it('its groups are the roles of the ledger', () => {
    expect(
      properties('AWS::Cognito::UserPoolGroup')
        .map(({ GroupName }) => GroupName)
        .sort(),
    ).toEqual(['inventory-writer', 'license-manager', 'license-reader'])
  })
})

describe('With an issuer', () => {
  const issuer = 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0'
  const { template: given } = synthesize({ issuer, audience: 'api-client' })

  it('its tokens for the audience are accepted', () => {
    given.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: ['api-client'] },
    })
  })

  it('the console signs in as the client that is named, and says that there is none otherwise', () => {
    const variablesWith = (settings: Record<string, string>) => {
      const { template: other } = synthesize({ issuer, audience: 'api-client', ...settings })
      return found(other, 'AWS::Lambda::Function').aboutFunction?.Environment.Variables
    }
    const consoleScope = 'openid profile offline_access api://ledger/access'
    expect(
      variablesWith({ consoleClientId: 'console', consoleScope, consoleHosts: 'sso.example, login.example:8443' }),
    ).toMatchObject({
      ISSUER: issuer,
      CONSOLE_CLIENT_ID: 'console',
      CONSOLE_SCOPE: consoleScope,
      ISSUER_HOSTS: 'sso.example,login.example:8443',
    })
    const named = variablesWith({ consoleClientId: 'console' })
    expect(named).toMatchObject({ CONSOLE_SCOPE: 'openid profile email offline_access' })
    expect(named).not.toHaveProperty('ISSUER_HOSTS')
    const without = variablesWith({})
    expect(without).toMatchObject({ ISSUER: issuer })
    expect(without).not.toHaveProperty('CONSOLE_CLIENT_ID')
  })

  it('no user pool is created', () => {
    const types = Object.values(given.toJSON().Resources).map((resource) => JSON.stringify(resource))
    expect(types.filter((text) => text.includes('AWS::Cognito'))).toEqual([])
    expect(Object.keys(given.findOutputs('*')).map(plain)).toEqual([
      'ApiUrl',
      'ConsoleUrl',
      'Issuer',
      'Audience',
      'BucketName',
      'TableName',
      'StreamArn',
      'ImportQueueUrl',
      'WorkQueueUrl',
      'EventTopicArn',
    ])
  })
})
