import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import * as z from 'zod'
import { changesOf, readConfig } from '../config.ts'
import { parseSettings } from '../constructs/settings.ts'
import { findStack, localClient, stackDirectory } from '../local/stack-file.ts'
import { describeStack, outputsOf, stackName } from '../outputs.ts'
import { examine, type Finding, type Report } from './finding.ts'

/** What the doctor looks at: a deployed stage, or the local stack. */
export interface Target {
  stage: 'dev' | 'prod' | 'local'
  dynamodb: DynamoDBClient
  s3: S3Client
  sqs: SQSClient
  /** What calls functions; undefined where the stack itself does. */
  callers: { lambda: LambdaClient; events: EventBridgeClient; scheduler: SchedulerClient } | undefined
  apiUrl: string
  issuer: string
  tableName: string
  /** The stream by which changes reach a function; undefined where the stack itself follows that of the table. */
  streamArn: string | undefined
  bucket: string
  queues: Record<string, string>
  /** URL of the queue that gets a message for each object in the bucket. */
  importQueue: string
  vlscUrl: string | undefined
  /** The tenant that Microsoft Graph is asked about, if any. */
  graphTenant: string | undefined
}

export type Check = (target: Target, report: Report) => Promise<void>

interface Arrival {
  found: Finding[]
  target: Target | undefined
}

/** The doctor soon gives up on what does not answer. Milliseconds. */
export const patience = 5_000
const impatient = { maxAttempts: 2, requestHandler: { connectionTimeout: patience, requestTimeout: patience } }

const Outputs = z.looseObject({
  ApiUrl: z.url(),
  Issuer: z.url(),
  TableName: z.string(),
  StreamArn: z.string(),
  BucketName: z.string(),
  ImportQueueUrl: z.url(),
  VlscBaseUrl: z.url().optional(),
  GraphTenant: z.string().optional(),
})

/** A deployed stage, found by the outputs of its stack. @param region that of the profile by default */
export const deployedTarget = async (stage: 'dev' | 'prod', region: string | undefined, configOf = readConfig) => {
  const client = { ...impatient, ...(region !== undefined && { region }) }
  const name = stackName(stage)
  const identity = await examine('identity', async ({ ok, wrong }) => {
    try {
      const { Arn, Account } = await new STSClient(client).send(new GetCallerIdentityCommand())
      ok(`You are ${Arn}, in account ${Account}.`)
    } catch (error) {
      wrong(
        `AWS does not say who you are: ${error instanceof Error ? error.message : error}`,
        'Sign in (aws sso login), name a profile (AWS_PROFILE) and a region (--region or AWS_REGION).',
      )
    }
  })
  const arrival: Arrival = { found: identity, target: undefined }
  if (identity.some(({ outcome }) => outcome === 'WRONG')) return arrival
  const found = await examine('stack', async ({ wrong, expect }) => {
    const stack = await describeStack(new CloudFormationClient(client), stage)
    if (!stack) {
      const todo = `Deploy it (npm run deploy -- --stage ${stage}), or name another --stage or --region.`
      return wrong(`There is no stack ${name} in this region.`, todo)
    }
    const found = outputsOf(stack)
    const outputs = Outputs.parse(found)
    const { ApiUrl: apiUrl, Issuer: issuer, TableName: tableName, StreamArn: streamArn } = outputs
    const { BucketName: bucket, ImportQueueUrl: importQueue, VlscBaseUrl: vlscUrl, GraphTenant: graphTenant } = outputs
    const config = configOf(stage)
    const isConfigured = Object.keys(config).length > 0
    for (const { of, from, to } of isConfigured ? changesOf(found, parseSettings({ ...config, stage })) : [])
      wrong(`The ${of} is ${from}; config/${stage}.json says ${to}.`, `Deploy with --change ${of}, or mend the file.`)
    const queues = Object.entries(outputs).filter(([output]) => output.endsWith('QueueUrl'))
    const status = String(stack.StackStatus)
    expect(
      /^(CREATE|UPDATE)_COMPLETE$/.test(status),
      `${name} is deployed (${status}).`,
      `${name} is in the state ${status}.`,
      'Wait while it is in progress; else read its events in CloudFormation and deploy again.',
    )
    arrival.target = {
      stage,
      dynamodb: new DynamoDBClient(client),
      s3: new S3Client(client),
      sqs: new SQSClient(client),
      callers: {
        lambda: new LambdaClient(client),
        events: new EventBridgeClient(client),
        scheduler: new SchedulerClient(client),
      },
      ...{ apiUrl, issuer, tableName, streamArn, bucket, importQueue, vlscUrl, graphTenant },
      queues: Object.fromEntries(queues.map(([output, url]) => [output.replace(/Url$/, ''), String(url)])),
    }
  })
  arrival.found.push(...found)
  return arrival
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)

/** The local stack that serves from LOCAL_DIR. */
export const localTarget = async (): Promise<Arrival> => {
  let target: Target | undefined
  const found = await examine('stack', async ({ wrong, notChecked }) => {
    const stack = findStack()
    const todo = 'Start it: npm start. LOCAL_DIR names another directory.'
    if (!stack) return wrong(`No local stack serves from ${stackDirectory()}.`, todo)
    notChecked('The local stack has no AWS account.')
    const client = { ...impatient, ...localClient }
    const sqs = new SQSClient({ ...client, endpoint: stack.s3Endpoint })
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand())
    const queues = QueueUrls.filter((url) => !url.endsWith('-dlq')).map((url) => [nameOf(url), url])
    const { issuerUrl: issuer, apiUrl, tableName, bucket, vlscUrl } = stack
    target = {
      stage: 'local',
      dynamodb: new DynamoDBClient({ ...client, endpoint: stack.dynamodbEndpoint }),
      s3: new S3Client({ ...client, endpoint: stack.s3Endpoint, forcePathStyle: true }),
      sqs,
      callers: undefined,
      ...{ apiUrl, issuer, tableName, bucket, vlscUrl },
      graphTenant: 'of the simulator',
      streamArn: undefined,
      queues: Object.fromEntries(queues),
      importQueue: QueueUrls.find((url) => nameOf(url) === 'imports') ?? '',
    }
  })
  return { found, target }
}
