import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { consoleLog, tellError } from '../log/log.ts'

/**
 * Sends messages to one queue. A message that cannot be sent is logged and left: whatever must not be lost stands in
 * the table, and the sweep sends it again.
 */
export const messenger =
  (queueUrl: string, log = consoleLog, client = new SQSClient()) =>
  async (message: unknown): Promise<void> => {
    try {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }))
    } catch (error) {
      log.warn('message not sent', { queueUrl, error: tellError(error) })
    }
  }
