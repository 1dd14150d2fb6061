import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib'
import { type Conditions, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { daysKept } from '../../lib/positions/snapshot/pointers.ts'
import { bucketCors } from '../bucket-cors.ts'
import type { Binding } from './ledger-function.ts'
import type { Keeping } from './settings.ts'

type Folder =
  | 'imports'
  | 'imports/inventory'
  | 'imports/uploads'
  | 'results/imports'
  | 'results/reports'
  | 'snapshots'
  | 'daily'

const secured = {
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
}

interface DropBucketProps {
  /** Where the console lies, whose pages use links and forms for the bucket. */
  consoleOrigin: string
  /** Gets a message for every object put under `imports/`. */
  importQueue: Queue
  /** Days that the files of reports are kept. */
  reportRetentionDays: number
  keeping: Keeping
}

/**
 * The bucket into which imports are dropped and from which their results are fetched. It keeps no versions: an import
 * works on a copy of its own, and what was deleted or has expired shall be gone.
 */
export class DropBucket extends Construct {
  readonly name: string
  /** Where links and forms for it lead. */
  readonly origin: string
  readonly #arn: string
  readonly #logicalId: string

  constructor(scope: Construct, id: string, props: DropBucketProps) {
    super(scope, id)
    const { consoleOrigin, importQueue, reportRetentionDays, keeping } = props
    // Ours, so that the policies of its queue and its log can name the bucket before there is one.
    const bucketName = `${Stack.of(this).stackName}-${Aws.ACCOUNT_ID}-${Aws.REGION}`
    const onlyForBucket = {
      ArnEquals: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::${bucketName}` },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    }
    const bucket = new Bucket(this, 'Bucket', {
      ...secured,
      bucketName,
      cors: [
        {
          allowedOrigins: [consoleOrigin],
          allowedMethods: bucketCors.methods.map((method) => HttpMethods[method]),
          exposedHeaders: [...bucketCors.exposedHeaders],
          maxAge: bucketCors.maxAge,
        },
      ],
      lifecycleRules: [
        { prefix: 'imports/', expiration: Duration.days(30) },
        // Inventories name users and serial numbers: they go when they are imported, and at the latest now.
        { prefix: 'imports/inventory/', expiration: Duration.days(7) },
        { prefix: 'imports/uploads/', expiration: Duration.days(7) },
        { prefix: 'results/imports/', expiration: Duration.days(30) },
        { prefix: 'results/reports/', expiration: Duration.days(reportRetentionDays) },
        // Copies that no pointer leads to. Files of snapshots are cleaned up by a run, which knows those still in use.
        { prefix: 'daily/', expiration: Duration.days(daysKept) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: keeping.removalPolicy,
    })
    const { defaultChild: resource } = bucket.node
    if (!(resource instanceof CfnBucket)) throw new Error('CDK makes buckets otherwise than it did.')
    this.name = bucket.bucketName
    this.origin = `https://${bucket.bucketName}.s3.${Aws.REGION}.amazonaws.com`
    this.#arn = bucket.bucketArn
    this.#logicalId = Stack.of(this).getLogicalId(resource)

    resource.loggingConfiguration = this.#accessLog(keeping, onlyForBucket)
    const { policyDependable } = importQueue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [importQueue.queueArn],
        conditions: onlyForBucket,
      }),
    )
    // S3 refuses a queue that it may not write to.
    if (policyDependable) resource.node.addDependency(policyDependable)
    // On the L1 construct: for the L2 one, CDK would deploy a function of its own that sets it.
    resource.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: importQueue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: 'imports/' }] } },
        },
      ],
    }
  }

  /** Who may write to the bucket has a manager's rights, and only S3 knows who did. */
  #accessLog({ logRetention, removalPolicy }: Keeping, conditions: Conditions) {
    const log = new Bucket(this, 'AccessLog', {
      ...secured,
      lifecycleRules: [{ expiration: Duration.days(logRetention) }],
      removalPolicy,
    })
    Validations.of(log).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This bucket holds the access log; to log its delivery would log without end.',
    })
    log.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [log.arnForObjects('*')],
        conditions,
      }),
    )
    return { destinationBucketName: log.bucketName }
  }

  /** Lets a function read the objects of a folder. */
  reader(folder: Folder): Binding {
    return this.#access('s3:GetObject', folder)
  }

  /** Lets a function write objects into a folder. */
  writer(folder: Folder): Binding {
    return this.#access('s3:PutObject', folder)
  }

  /** Lets a function delete the objects of a folder. */
  remover(folder: Folder): Binding {
    return this.#access('s3:DeleteObject', folder)
  }

  /** Lets a function tell a missing object (404) from a forbidden one (403): S3 tells it only those who may list. */
  finder(...folders: Folder[]): Binding {
    return {
      statements: [
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [this.#arn],
          // `IfExists`, because the request for one object carries no prefix.
          conditions: { StringLikeIfExists: { 's3:prefix': folders.map((folder) => `${folder}/*`) } },
        }),
      ],
    }
  }

  #access(action: string, folder: Folder): Binding {
    return {
      variables: { BUCKET_NAME: this.name },
      statements: [new PolicyStatement({ actions: [action], resources: [`${this.#arn}/${folder}/*`] })],
      acknowledged: [
        {
          id: `AwsSolutions-IAM5[Resource::<${this.#logicalId}.Arn>/${folder}/*]`,
          reason: `Keys under ${folder}/ are made at run time; the function needs each of them, and only this folder.`,
        },
      ],
    }
  }
}
