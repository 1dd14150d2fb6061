import { Duration, Validations } from 'aws-cdk-lib'
import { AccountRecovery, FeaturePlan, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import { roles } from '../../lib/foundation/http/route.ts'
import type { Keeping, TokenSource } from './settings.ts'

/** A user pool for those who have no identity provider of their own: one group for each role. */
export class SignIn extends Construct implements TokenSource {
  readonly userPoolId: string
  readonly issuer: string
  /** The app client; access tokens of Cognito name it in `client_id`, which API Gateway takes for the audience. */
  readonly audience: string

  constructor(scope: Construct, id: string, { deletionProtection, removalPolicy }: Keeping) {
    super(scope, id)
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

    // There is no web page to sign in on: people sign in from scripts, and the AWS CLI speaks no SRP.
    const client = users.addClient('Client', {
      authFlows: { userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    })
    this.userPoolId = users.userPoolId
    this.issuer = users.userPoolProviderUrl
    this.audience = client.userPoolClientId
  }
}
