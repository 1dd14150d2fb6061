import {
  GetBucketNotificationConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
import { get, readJson } from './ask.ts'
import { ifThere, redeploy } from './finding.ts'
import type { Check } from './target.ts'

const attributesOf = async (sqs: SQSClient, QueueUrl: string): Promise<Record<string, string> | undefined> => {
  const asked = sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  const answer = await ifThere(asked, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue')
  return answer && (answer.Attributes ?? {})
}

const announcesImports = (queueArn: string | undefined) => (configuration: QueueConfiguration) =>
  configuration.QueueArn === queueArn &&
  configuration.Events?.includes('s3:ObjectCreated:*') &&
  configuration.Filter?.Key?.FilterRules?.some(({ Value }) => Value === 'imports/')

/** The bucket is there and private, and files dropped into it are imported. */
export const checkBucket: Check = async ({ stage, s3, sqs, bucket: Bucket, importQueue }, report) => {
  if (!(await ifThere(s3.send(new HeadBucketCommand({ Bucket })), 'NotFound', 'NoSuchBucket')))
    return report.wrong(`There is no bucket ${Bucket}.`)
  report.ok(`${Bucket} is there.`)
  if (stage === 'local') {
    report.notChecked('The local S3 blocks no public access; it listens on 127.0.0.1 only.')
    return report.notChecked('The local stack itself announces objects to the import queue, not S3.')
  }
  const { PublicAccessBlockConfiguration: is } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
  const settings = [is?.BlockPublicAcls, is?.BlockPublicPolicy, is?.IgnorePublicAcls, is?.RestrictPublicBuckets]
  report.expect(
    settings.every((setting) => setting === true),
    'Public access is blocked.',
    'Public access is not blocked in full.',
    `${redeploy} Find out who changed it: CloudTrail knows.`,
  )
  const queueArn = (await attributesOf(sqs, importQueue))?.QueueArn
  const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
  report.expect(
    QueueConfigurations.some(announcesImports(queueArn)),
    'Objects under imports/ are announced to the import queue.',
    'Objects under imports/ are not announced to the import queue: nothing that is dropped is imported.',
  )
}

const RedrivePolicy = z.preprocess(
  (text) => (typeof text === 'string' ? JSON.parse(text) : text),
  z.looseObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }),
)

const messagesIn = (attributes: Record<string, string>): number =>
  Number(attributes.ApproximateNumberOfMessages) + Number(attributes.ApproximateNumberOfMessagesNotVisible)

/** Each queue is there, with an empty queue for the messages that it gives up. */
export const checkQueues: Check = async ({ sqs, queues }, { ok, wrong, expect }) => {
  const remake = 'Deploy the stage again, which makes it. Messages in it are lost, and the sweep sends most again.'
  if (Object.keys(queues).length === 0) return wrong('There are no queues.', remake)
  const check = async (name: string, url: string): Promise<void> => {
    const attributes = await attributesOf(sqs, url)
    if (!attributes) return wrong(`There is no queue ${name} (${url}).`, remake)
    const policy = RedrivePolicy.safeParse(attributes.RedrivePolicy).data
    if (!policy) return wrong(`${name} never gives a message up: it has no dead-letter queue.`, remake)
    const { deadLetterTargetArn: arn, maxReceiveCount } = policy
    const state = `${messagesIn(attributes)} message(s), each given up after ${maxReceiveCount} deliveries`
    ok(`${name} is there: ${state}.`)
    const asked = sqs.send(new GetQueueUrlCommand({ QueueName: arn.slice(arn.lastIndexOf(':') + 1) }))
    const found = await ifThere(asked, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue')
    const deadLetters = found?.QueueUrl && (await attributesOf(sqs, found.QueueUrl))
    if (!deadLetters) return wrong(`${name} gives messages up to a queue that is not there.`, remake)
    const count = messagesIn(deadLetters)
    expect(
      count === 0,
      `${name} has given nothing up.`,
      `${name} has given ${count} message(s) up; they lie in ${found.QueueUrl}.`,
      'Find the cause, then send them again: docs/operations.md#dead-letters.',
    )
  }
  for (const [name, url] of Object.entries(queues)) await check(name, url)
}

const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url() })
const KeySet = z.looseObject({ keys: z.array(z.unknown()).min(1) })
const Health = z.looseObject({ status: z.literal('ok'), version: z.string() })

/** Tokens can be verified: the issuer gives its name and its keys. */
export const checkIssuer: Check = async ({ issuer }, { ok, wrong, expect }) => {
  const todo = 'Check whether it is up. If its address is wrong, deploy with another -c issuer=…'
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const discovery = await readJson(address, Discovery)
  if (!discovery) return wrong(`${address} does not answer as an OpenID issuer does: no token can be verified.`, todo)
  expect(
    discovery.issuer === issuer,
    `${issuer} answers.`,
    `The issuer calls itself ${discovery.issuer}, and is configured as ${issuer}.`,
    'Deploy with its own name.',
  )
  const keys = await readJson(discovery.jwks_uri, KeySet)
  if (keys) ok(`It publishes ${keys.keys.length} key(s).`)
  else wrong(`It publishes no keys at ${discovery.jwks_uri}: no token can be verified.`, todo)
}

export const checkApi: Check = async ({ apiUrl }, { ok, wrong, expect }) => {
  const health = await readJson(`${apiUrl}/health`, Health)
  if (!health)
    return wrong(`${apiUrl}/health does not answer.`, 'Read the log of the function about; deploy the stage again.')
  ok(`${apiUrl} answers, version ${health.version}.`)
  const { status } = await get(`${apiUrl}/groups`)
  expect(
    status === 401,
    'It refuses requests without a token.',
    `It answers ${status} to a request without a token; 401 is right.`,
    'Deploy the stage again immediately.',
  )
}

export const checkVlsc: Check = async ({ vlscUrl: configured }, { ok, wrong, notChecked }) => {
  const address = process.env.VLSC_BASE_URL || configured
  if (!address)
    return notChecked('No address is configured: deploy with -c vlscBaseUrl=…, or name one (VLSC_BASE_URL).')
  let url: URL
  try {
    url = readAddress('The address of the VLSC gateway', address)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return wrong(why, 'Deploy with another -c vlscBaseUrl=…, or set VLSC_BASE_URL.')
  }
  try {
    const { status } = await get(url.href)
    ok(`${url.origin} can be reached (it answers ${status} to a GET; no pair was looked up).`)
  } catch {
    wrong(`${url.origin} cannot be reached.`, 'Check whether it is up, and whether its certificate is valid.')
  }
}
