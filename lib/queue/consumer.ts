import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { withDeadline } from '../table/deadline.ts'
import type { Delivery } from './delivery.ts'

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * The handler of a function that a queue calls: each message succeeds or comes back by itself, within the time of the
 * invocation.
 * @param maxReceiveCount deliveries after which the queue gives a message up
 */
export const consumer = (maxReceiveCount: number, take: (delivery: Delivery) => Promise<void>) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async ({ Records }: SQSEvent, context: Context) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
    for (const { messageId, body, attributes } of Records) {
      const isLast = Number(attributes.ApproximateReceiveCount) >= maxReceiveCount
      try {
        await withDeadline(context.getRemainingTimeInMillis(), () => take({ body: parse(body), isLast }))
      } catch (error) {
        const log = isLast ? console.error : console.warn
        log({
          message: isLast ? 'message given up' : 'message will be delivered again',
          requestId: context.awsRequestId,
          messageId,
          error: error instanceof Error ? error.stack : String(error),
        })
        batchItemFailures.push({ itemIdentifier: messageId })
      }
    }
    return { batchItemFailures }
  })
