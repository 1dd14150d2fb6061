import { setTimeout as sleep } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { Worker } from '../workers.ts'
import { callWith, mostCalls, nextCall, traceAttribute } from './call-chain.ts'
import { type Handler, invoke } from './lambda.ts'
import { deadLetters, visibilityTimeout } from './queue-settings.ts'

/** Milliseconds after which a message under way is hidden for longer: a part of its visibility timeout. */
const heartbeat = 20_000
const longPollSeconds = 20

const BatchAnswer = z.looseObject({ batchItemFailures: z.array(z.unknown()).default([]) }).optional()

/** The event that Lambda makes of a message. */
const sqsEvent = (queueUrl: string, message: Message) => {
  const [account, queue] = new URL(queueUrl).pathname.split('/').slice(1)
  const { [traceAttribute]: trace, ...messageAttributes } = message.MessageAttributes ?? {}
  return {
    Records: [
      {
        messageId: message.MessageId,
        receiptHandle: message.ReceiptHandle,
        body: message.Body,
        attributes: { ...message.Attributes, ...(trace && { [traceAttribute]: trace.StringValue }) },
        messageAttributes,
        md5OfBody: message.MD5OfBody,
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:${process.env.AWS_REGION}:${account}:${queue}`,
        awsRegion: process.env.AWS_REGION,
      },
    ],
  }
}

interface Feed {
  queueUrl: string
  worker: Pick<Worker, 'name' | 'concurrency' | 'feedsItself'>
  handler: Handler
  /** Milliseconds. */
  timeout: number
  sqs: SQSClient
  stopping: AbortSignal
  report: (name: string, error: unknown) => void
}

/** Hands a message to its function. It is deleted when that succeeds; else it becomes visible again after a while. */
const deliver = async (feed: Feed, message: Message): Promise<void> => {
  const { queueUrl, worker, handler, timeout, sqs, report } = feed
  const receipt = { QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }
  const call = nextCall(worker.name, message.MessageAttributes?.[traceAttribute]?.StringValue)
  if (call.calls > mostCalls && !worker.feedsItself) {
    const why = `called ${call.calls} times in a chain by messages that it sent itself; AWS ends such a chain unless the function has feedsItself (infra/workers.ts)`
    report(worker.name, why)
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters(queueUrl), MessageBody: message.Body }))
    await sqs.send(new DeleteMessageCommand(receipt))
    return
  }
  const hideLonger = () =>
    sqs
      .send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: visibilityTimeout }))
      .catch((error) => report('hiding a message', error))
  const beating = setInterval(hideLonger, heartbeat)
  try {
    const event = sqsEvent(queueUrl, message)
    const answered = await callWith(call, () => invoke(worker.name, handler, event, timeout))
    if (!BatchAnswer.parse(answered)?.batchItemFailures.length) await sqs.send(new DeleteMessageCommand(receipt))
  } catch (error) {
    report(worker.name, error)
  } finally {
    clearInterval(beating)
  }
}

/** Takes one message of a queue after the other, until the stack stops. */
const poll = async (feed: Feed): Promise<void> => {
  const { queueUrl, sqs, stopping, report } = feed
  const receive = {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 1,
    WaitTimeSeconds: longPollSeconds,
    MessageSystemAttributeNames: ['All' as const],
    MessageAttributeNames: ['All'],
  }
  while (!stopping.aborted)
    try {
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(receive), { abortSignal: stopping })
      if (message) await deliver(feed, message)
    } catch (error) {
      if (stopping.aborted) return
      report('receiving', error)
      await sleep(1_000)
    }
}

/** Feeds a function from its queue, as Lambda does. */
export const consume = async (feed: Feed): Promise<void> => {
  // By it the SDK knows that it runs in a function, whose trace it sends on.
  process.env.AWS_LAMBDA_FUNCTION_NAME = feed.worker.name
  await Promise.all(Array.from({ length: feed.worker.concurrency }, () => poll(feed)))
}
