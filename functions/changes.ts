import type { DynamoDBStreamEvent } from 'aws-lambda'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { countChanges } from '../lib/positions/runs/ask-for-runs.ts'
import { Environment } from './wiring/environment.ts'
import { lateBy, lateChanges } from './wiring/late-changes.ts'
import { teller } from './wiring/messages.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  WORK_QUEUE_URL: true,
  LEDGER_TIME_ZONE: true,
}).parse(process.env)

const log = powertoolsLog()
const ledger = wire(environment)
const ask = teller(environment, log)('run')

/** Takes the keys of items that were written from the table's stream. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const keys = Records.flatMap(({ dynamodb }) => {
    const { pk, sk } = dynamodb?.Keys ?? {}
    return pk?.S !== undefined && sk?.S !== undefined ? [{ pk: pk.S, sk: sk.S }] : []
  })
  const seconds = lateBy(Records, ledger.now())
  if (seconds !== undefined) log.error(lateChanges, { seconds })
  await countChanges({ ...ledger, timeZone: environment.LEDGER_TIME_ZONE, ask }, keys)
}
