import {
  GetBucketNotificationConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
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
      'Find the cause, then send them again: docs/operations.md#alarm-dead-letters.',
    )
  }
  for (const [name, url] of Object.entries(queues)) await check(name, url)
}
