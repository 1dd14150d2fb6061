import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { consoleLog, tellError } from '../log/log.ts'

/** Sends messages. One that cannot be sent is logged and left: what must not be lost is in the table, for the sweep. */
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
