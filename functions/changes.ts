import type { DynamoDBStreamEvent } from 'aws-lambda'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { countChanges } from '../lib/positions/runs/ask-for-runs.ts'
import { Environment } from './wiring/environment.ts'
import { tellRun } from './wiring/queues.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  RECONCILIATION_QUEUE_URL: true,
  LEDGER_TIME_ZONE: true,
}).parse(process.env)

const ledger = wire(environment)
const ask = tellRun(environment.RECONCILIATION_QUEUE_URL, powertoolsLog())

/** Takes the keys of items that were written from the table's stream. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const keys = Records.flatMap(({ dynamodb }) => {
    const { pk, sk } = dynamodb?.Keys ?? {}
    return pk?.S !== undefined && sk?.S !== undefined ? [{ pk: pk.S, sk: sk.S }] : []
  })
  await countChanges({ ...ledger, timeZone: environment.LEDGER_TIME_ZONE, ask }, keys)
}
