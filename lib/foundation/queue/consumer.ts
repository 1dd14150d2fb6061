import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { consoleLog, tellError } from '../log/log.ts'
import { withDeadline } from '../table/attempts.ts'
import type { Delivery } from './delivery.ts'

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * The handler of a function that a queue calls: each message succeeds or comes back by itself.
 * @param maxReceiveCount deliveries after which the queue gives a message up
 */
export const consumer = (maxReceiveCount: number, take: (delivery: Delivery) => Promise<void>, log = consoleLog) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async ({ Records }: SQSEvent, context: Context) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
    for (const { messageId, body, attributes } of Records) {
      const isLast = Number(attributes.ApproximateReceiveCount) >= maxReceiveCount
      try {
        await withDeadline(context.getRemainingTimeInMillis(), () => take({ body: parse(body), isLast }))
      } catch (error) {
        const fields = { functionRequestId: context.awsRequestId, messageId, error: tellError(error) }
        if (isLast) log.error('message given up', fields)
        else log.warn('message will be delivered again', fields)
        batchItemFailures.push({ itemIdentifier: messageId })
      }
    }
    return { batchItemFailures }
  })
