import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { type Finding, findings, isNamed } from './finding.ts'
import type { Check } from './target.ts'

const { ok, wrong } = findings('queues')
const redeploy = 'Deploy the stage again, which makes it. Messages in it are lost, and the sweep sends most again.'

const RedrivePolicy = z.preprocess(
  (text) => (typeof text === 'string' ? JSON.parse(text) : text),
  z.looseObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }),
)

const isMissing = (error: unknown): boolean =>
  isNamed(error, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue')

const attributesOf = async (sqs: SQSClient, QueueUrl: string): Promise<Record<string, string>> => {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  return Attributes
}

const messagesIn = (attributes: Record<string, string>): number =>
  Number(attributes.ApproximateNumberOfMessages) + Number(attributes.ApproximateNumberOfMessagesNotVisible)

const checkDeadLetters = async (sqs: SQSClient, name: string, arn: string): Promise<Finding> => {
  try {
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.slice(arn.lastIndexOf(':') + 1) }))
    const count = messagesIn(await attributesOf(sqs, QueueUrl))
    return count === 0
      ? ok(`${name} has given nothing up.`)
      : wrong(
          `${name} has given ${count} message(s) up; they lie in ${QueueUrl}.`,
          'Find the cause, then send them again: docs/operations.md#alarm-dead-letters.',
        )
  } catch (error) {
    if (isMissing(error)) return wrong(`${name} gives messages up to a queue that is not there.`, redeploy)
    throw error
  }
}

const checkQueue = async (sqs: SQSClient, name: string, url: string): Promise<Finding[]> => {
  try {
    const attributes = await attributesOf(sqs, url)
    const policy = RedrivePolicy.safeParse(attributes.RedrivePolicy)
    if (!policy.success) return [wrong(`${name} never gives a message up: it has no dead-letter queue.`, redeploy)]
    const { deadLetterTargetArn, maxReceiveCount } = policy.data
    const state = `${messagesIn(attributes)} message(s), each given up after ${maxReceiveCount} deliveries`
    return [ok(`${name} is there: ${state}.`), await checkDeadLetters(sqs, name, deadLetterTargetArn)]
  } catch (error) {
    if (isMissing(error)) return [wrong(`There is no queue ${name} (${url}).`, redeploy)]
    throw error
  }
}

/** Each queue is there, with a queue for what it gives up, which is empty. */
export const checkQueues: Check = async ({ sqs, queues }) => {
  const checked = await Promise.all(Object.entries(queues).map(([name, url]) => checkQueue(sqs, name, url)))
  return checked.length > 0 ? checked.flat() : [wrong('There are no queues.', redeploy)]
}
