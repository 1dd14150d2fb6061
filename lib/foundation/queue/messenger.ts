import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { consoleLog, tellError } from '../log/log.ts'

/**
 * Sends messages to one queue. A message that cannot be sent is logged and left: whatever must not be lost stands in
 * the table, and the sweep sends it again.
 */
export const messenger =
  (queueUrl: string, log = consoleLog, client = new SQSClient()) =>
  /** @param delay seconds until it is delivered, at most 900 */
  async (message: unknown, delay = 0): Promise<void> => {
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(message),
          ...(delay > 0 && { DelaySeconds: delay }),
        }),
      )
    } catch (error) {
      log.warn('message not sent', { queueUrl, error: tellError(error) })
    }
  }
