import { readdirSync, readFileSync } from 'node:fs'
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import type { WorkMessage } from '../../functions/wiring/messages.ts'
import { localClient } from '../../infra/local/stack-file.ts'
import { reportScheduleKey } from '../../lib/foundation/table/keys.ts'
import { eventually, sharedStack, withoutVlsc } from '../support/local-stack.ts'

const { stack, call, drop } = sharedStack(withoutVlsc)

/** What the sweep asks for, without waiting for it. */
const ask = (workId: string) =>
  new SQSClient({ ...localClient, endpoint: stack.s3Endpoint }).send(
    new SendMessageCommand({
      QueueUrl: stack.workQueueUrl,
      MessageBody: JSON.stringify({ kind: 'work', id: workId } satisfies WorkMessage),
    }),
  )

const sent = (type: string) =>
  eventually(() => {
    try {
      return readFileSync(stack.eventsFile, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .find((event) => event['detail-type'] === type)
    } catch {
      return undefined
    }
  })

it('An import that fails raises an alert, which is listed and sent to the event bus', async () => {
  await drop('imports/agreements/wrong.csv', 'A1,B1,C,D\n')
  await eventually(async () => {
    const { items } = (await call('GET', '/imports')).body
    return items[0]?.status === 'rejected' ? items[0] : undefined
  })
  const event = await sent('AlertRaised')
  expect(event).toMatchObject({
    source: 'license-ledger',
    'event-bus-name': 'license-ledger',
    detail: { schemaVersion: 1, title: 'Import of wrong.csv was rejected', alert: { kind: 'import-failed' } },
  })
  expect(event.detail.url).toBe(`${stack.apiUrl}/alerts/${event.detail.alert.id}`)
  const { items } = (await call('GET', '/alerts?kind=import-failed')).body
  expect(items).toMatchObject([{ id: event.detail.alert.id, status: 'open' }])
})

it('A scheduled report is made when it is due, announced by an event, and mailed with a link that needs no token', async () => {
  const { body: schedule } = await call('POST', '/report-schedules', {
    name: 'Weekly',
    report: { type: 'installation', format: 'json' },
    rate: '7 days',
    recipients: ['licenses@example.com'],
  })
  expect(schedule.id).toBeDefined()
  const { pk, sk } = reportScheduleKey(schedule.id)
  // A week later, as far as this schedule knows.
  await new DynamoDBClient({ ...localClient, endpoint: stack.dynamodbEndpoint }).send(
    new UpdateItemCommand({
      TableName: stack.tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET nextDueAt = :due',
      ExpressionAttributeValues: { ':due': { S: new Date(Date.now() - 60_000).toISOString() } },
    }),
  )
  await Promise.all([ask('run-schedules'), ask('run-schedules')])

  const event = await sent('ReportCompleted')
  expect(event.detail).toMatchObject({
    report: { type: 'installation' },
    schedule: { id: schedule.id, name: 'Weekly' },
  })
  const { body: shown } = await call('GET', `/report-schedules/${schedule.id}`)
  expect(shown.lastRun).toMatchObject({ reportId: event.detail.report.id, status: 'completed' })
  expect((await call('GET', '/reports')).body.items).toHaveLength(1)

  const mail = await eventually(() => {
    const [name] = readdirSync(stack.outbox).filter((file) => file.endsWith('.eml'))
    return name && readFileSync(`${stack.outbox}/${name}`, 'utf8')
  })
  expect(mail).toContain('To: licenses@example.com')
  expect(mail).toContain('Subject: License Installation Report: Weekly')
  const plain = mail.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')
  const [, link = ''] = /JSON: (\S+)/.exec(plain) ?? []
  expect((await fetch(link)).status).toBe(200)
  expect(plain).toContain(`${stack.apiUrl}/reports/${event.detail.report.id}`)
  expect(readdirSync(stack.outbox)).toHaveLength(1)
})
