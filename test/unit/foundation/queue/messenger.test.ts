import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, it, vi } from 'vitest'
import { messenger } from '../../../../lib/foundation/queue/messenger.ts'

it('a message that cannot be sent is logged and does not fail the commit before it', async () => {
  const sqs = mockClient(SQSClient)
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  sqs.on(SendMessageCommand).rejectsOnce(new Error('no queue')).resolves({})
  const send = messenger('https://queue', log, new SQSClient({ region: 'eu-central-1' }))
  await send({ workId: '1' })
  expect(log.warn).toHaveBeenCalledExactlyOnceWith('message not sent', expect.objectContaining({}))
  await send({ workId: '2' })
  expect(sqs.commandCalls(SendMessageCommand).at(-1)?.args[0].input.MessageBody).toBe('{"workId":"2"}')
})
