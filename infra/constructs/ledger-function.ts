import { type Acknowledgment, type Duration, type Size, Stack, Validations } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as Lambda, LoggingFormat, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Keeping } from './settings.ts'

/** What a function needs to use something: variables that say where it is, and statements that allow the use. */
export interface Binding {
  variables?: Record<string, string>
  statements?: PolicyStatement[]
  /** Findings of cdk-nag about these statements, and why they stand. */
  acknowledged?: Acknowledgment[]
}

interface LedgerFunctionProps {
  /** Folder with the bundled `index.cjs`. */
  code: string
  timeout: Duration
  /** In MB; CPU comes with memory, and a cold start is all CPU. */
  memorySize?: number | undefined
  /** Of `/tmp`; 512 MB where nothing is said. */
  disk?: Size | undefined
  bindings: readonly Binding[]
  /** It sends messages to the queue that feeds it. Lambda would end such a chain after about 16 deliveries. */
  feedsItself?: boolean
  keeping: Keeping
}

/** A Lambda function whose role allows what its bindings say and to write its own log, and nothing else. */
export class LedgerFunction extends Construct {
  readonly lambda: Lambda
  readonly logGroup: LogGroup

  constructor(
    scope: Construct,
    name: string,
    { code, timeout, memorySize = 512, disk, bindings, feedsItself = false, keeping }: LedgerFunctionProps,
  ) {
    super(scope, name)
    const { removalPolicy, logRetention: retention } = keeping
    this.logGroup = new LogGroup(this, 'Logs', { removalPolicy, retention })
    const logs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    })
    const role = new Role(this, 'Role', {
      description: `What ${name} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        access: new PolicyDocument({
          statements: [logs, ...bindings.flatMap(({ statements = [] }) => statements)],
        }),
      },
    })
    Validations.of(role).acknowledge(...bindings.flatMap(({ acknowledged = [] }) => acknowledged))

    this.lambda = new Lambda(this, 'Function', {
      description: `License Ledger: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      code: Code.fromAsset(code),
      handler: 'index.handler',
      timeout,
      ...(disk && { ephemeralStorageSize: disk }),
      // Lines of the log and metrics name the deployment by it.
      environment: Object.assign(
        { POWERTOOLS_SERVICE_NAME: Stack.of(this).stackName },
        ...bindings.map(({ variables }) => variables),
      ),
      recursiveLoop: feedsItself ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
    })
  }
}
