import type { DynamoDBStreamEvent } from 'aws-lambda'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { countChanges } from '../lib/positions/runs/trigger.ts'
import { Environment } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  RECONCILIATION_QUEUE_URL: true,
  LEDGER_TIME_ZONE: true,
}).parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const send = messenger(environment.RECONCILIATION_QUEUE_URL, powertoolsLog())

/** Is told by the table's stream which items were written, by their keys alone. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const keys = Records.flatMap(({ dynamodb }) => {
    const { pk, sk } = dynamodb?.Keys ?? {}
    return pk?.S !== undefined && sk?.S !== undefined ? [{ pk: pk.S, sk: sk.S }] : []
  })
  await countChanges(
    {
      table,
      now: () => new Date(),
      timeZone: environment.LEDGER_TIME_ZONE,
      ask: (stage, delay) => send({ stage }, delay),
    },
    keys,
  )
}
