import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import { roles } from '../../lib/foundation/http/route.ts'
import type { Keeping, TokenSource } from './settings.ts'

/** For how long tokens are good, whoever asks for them. */
const validity = { accessTokenValidity: Duration.hours(1), refreshTokenValidity: Duration.days(1) }
/** For which a refresh token is good after it was used, as an answer may be lost. */
const refreshGrace = Duration.seconds(30)

interface SignInProps {
  /** Address of the console, with a slash at its end. */
  consoleUrl: string
  keeping: Keeping
}

/** A user pool for those who have no identity provider of their own: one group for each role. */
export class SignIn extends Construct implements TokenSource {
  readonly userPoolId: string
  readonly issuer: string
  /** The client for scripts. */
  readonly clientId: string
  /** The app clients; access tokens of Cognito name theirs in `client_id`, which API Gateway takes for the audience. */
  readonly audiences: readonly string[]
  readonly client: TokenSource['client']

  constructor(scope: Construct, id: string, { consoleUrl, keeping }: SignInProps) {
    super(scope, id)
    const { deletionProtection, removalPolicy } = keeping
    const users = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection,
      removalPolicy,
    })
    Validations.of(users).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The plus plan is paid per user for risk scores; administrators make all users, and a second factor is required.',
    })
    for (const groupName of roles) users.addGroup(groupName, { groupName })

    // Scripts have no web page to sign in on, and the AWS CLI speaks no SRP.
    const scripts = users.addClient('Client', {
      authFlows: { userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      ...validity,
    })
    const pages = users.addClient('Console', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: [`${consoleUrl}signed-in`],
        logoutUrls: [consoleUrl],
      },
      // Without one that is named, Cognito allows a flow that forbids rotation.
      authFlows: { userSrp: true },
      refreshTokenRotationGracePeriod: refreshGrace,
      preventUserExistenceErrors: true,
      ...validity,
    })
    const domain = users.addDomain('Domain', {
      // Nobody else in the region may have the same.
      cognitoDomain: { domainPrefix: `${Stack.of(this).stackName}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    })
    // The pages to sign in on are there for clients that have a style only.
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: users.userPoolId,
      clientId: pages.userPoolClientId,
      useCognitoProvidedValues: true,
    })
    this.userPoolId = users.userPoolId
    this.issuer = users.userPoolProviderUrl
    this.clientId = scripts.userPoolClientId
    this.audiences = [scripts.userPoolClientId, pages.userPoolClientId]
    this.client = {
      id: pages.userPoolClientId,
      scope: 'openid profile email',
      hosts: [`${domain.domainName}.auth.${Aws.REGION}.amazoncognito.com`],
    }
  }
}
