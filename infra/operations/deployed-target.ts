import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import * as z from 'zod'
import { checkFailed, type Finding, findings, found, isNamed } from './finding.ts'
import { type Arrival, impatient } from './target.ts'

const Outputs = z.looseObject({
  ApiUrl: z.url(),
  Issuer: z.url(),
  TableName: z.string(),
  StreamArn: z.string(),
  BucketName: z.string(),
  ImportQueueUrl: z.url(),
  VlscBaseUrl: z.url().optional(),
})

const queueOutput = /^(\w+)Url$/

const identify = async (client: object): Promise<Finding> => {
  const { ok, wrong } = findings('identity')
  try {
    const { Arn, Account } = await new STSClient(client).send(new GetCallerIdentityCommand())
    return ok(`You are ${Arn}, in account ${Account}.`)
  } catch (error) {
    return wrong(
      `AWS does not say who you are: ${error instanceof Error ? error.message : error}`,
      'Sign in (aws sso login), name a profile (AWS_PROFILE) and a region (--region or AWS_REGION).',
    )
  }
}

const describe = async (client: object, StackName: string): Promise<Stack | undefined> => {
  try {
    const { Stacks } = await new CloudFormationClient(client).send(new DescribeStacksCommand({ StackName }))
    return Stacks?.[0]
  } catch (error) {
    if (isNamed(error, 'ValidationError')) return undefined
    throw error
  }
}

const statusOf = (name: string, { StackStatus: status }: Stack): Finding =>
  found(
    /^(CREATE|UPDATE)_COMPLETE$/.test(String(status)),
    findings('stack').ok(`${name} is deployed (${status}).`),
    findings('stack').wrong(
      `${name} is in the state ${status}.`,
      'Wait while it is in progress; else read its events in CloudFormation and deploy again.',
    ),
  )

const queuesOf = (outputs: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([output, url]) => {
      const [, name] = queueOutput.exec(output) ?? []
      return name?.endsWith('Queue') && typeof url === 'string' ? [[name, url]] : []
    }),
  )

/** A deployed stage, found by the outputs of its stack. @param region that of the profile by default */
export const deployedTarget = async (stage: 'dev' | 'prod', region: string | undefined): Promise<Arrival> => {
  const client = { ...impatient, ...(region !== undefined && { region }) }
  const name = `license-ledger-${stage}`
  const identity = await identify(client)
  if (identity.outcome === 'WRONG') return { found: [identity] }
  try {
    const stack = await describe(client, name)
    if (!stack) {
      const todo = `Deploy it (npx cdk deploy -c stage=${stage}), or name another --stage or --region.`
      return { found: [identity, findings('stack').wrong(`There is no stack ${name} in this region.`, todo)] }
    }
    const outputs = Outputs.parse(
      Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue])),
    )
    return {
      found: [identity, statusOf(name, stack)],
      target: {
        stage,
        dynamodb: new DynamoDBClient(client),
        s3: new S3Client(client),
        sqs: new SQSClient(client),
        apiUrl: outputs.ApiUrl,
        issuer: outputs.Issuer,
        tableName: outputs.TableName,
        streamArn: outputs.StreamArn,
        bucket: outputs.BucketName,
        queues: queuesOf(outputs),
        importQueue: outputs.ImportQueueUrl,
        vlscUrl: outputs.VlscBaseUrl,
      },
    }
  } catch (error) {
    return { found: [identity, checkFailed('stack', error)] }
  }
}
