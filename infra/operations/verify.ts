/**
 * `npm run verify`: checks a ledger's facts against each other, reconciles them again, and says what differs. It ends
 * with 0 when nothing does, with 1 when something does, and with 2 when it could not look at all of it.
 */
import { parseArgs } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { DeadlineRetryStrategy } from '../../lib/foundation/table/retry.ts'
import { connectTable } from '../../lib/foundation/table/table.ts'
import { bucketFiles } from '../../lib/positions/snapshot/files.ts'
import { localClient, needStack } from '../local/stack-file.ts'
import { run, say } from '../program.ts'
import { ifThere } from './finding.ts'
import { theSnapshot, verify } from './verify/verify.ts'

const usage = `npm run verify -- [--json]
Looks at the local stack that serves from LOCAL_DIR (.local by default), or at the table TABLE_NAME and the snapshots in
the bucket BUCKET_NAME with your AWS credentials and region. Nothing is changed.`

const findLedger = ({ TABLE_NAME, BUCKET_NAME }: NodeJS.ProcessEnv) => {
  if (TABLE_NAME) return { tableName: TABLE_NAME, dynamodb: {}, bucket: BUCKET_NAME, s3: {} }
  const { tableName, dynamodbEndpoint, bucket, s3Endpoint } = needStack(', or a table (TABLE_NAME)')
  const dynamodb = { ...localClient, endpoint: dynamodbEndpoint }
  return { tableName, dynamodb, bucket, s3: { ...localClient, endpoint: s3Endpoint, forcePathStyle: true } }
}

/** Counts the attempts of a client by operation, and adds up the read units that the table says they took. */
const measure = (client: DynamoDBClient) => {
  const requests: Record<string, number> = {}
  const usage = { requests, readUnits: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
      const { output } = answer
      const operation = String(context.commandName).replace('Command', '')
      requests[operation] = (requests[operation] ?? 0) + (output.$metadata.attempts ?? 1)
      const consumed = 'ConsumedCapacity' in output ? [output.ConsumedCapacity].flat() : []
      for (const each of consumed) if (each && 'CapacityUnits' in each) usage.readUnits += each.CapacityUnits ?? 0
      return answer
    },
    { step: 'initialize' },
  )
  return usage
}

const look = async ({ tableName, dynamodb, bucket, s3 }: ReturnType<typeof findLedger>) => {
  const client = new DynamoDBClient({ ...dynamodb, retryStrategy: new DeadlineRetryStrategy() })
  const usage = measure(client)
  const start = performance.now()
  const place = {
    table: connectTable(tableName, client),
    now: () => new Date(),
    ...(bucket && { files: bucketFiles(bucket, new S3Client(s3)) }),
  }
  const found = await ifThere(verify(place), 'ResourceNotFoundException')
  if (!found) throw new Error(`There is no table ${tableName} here. Check TABLE_NAME, the region and the profile.`)
  return { ...found, ...usage, seconds: (performance.now() - start) / 1_000 }
}

const shown = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 1 })

const summary = (result: Awaited<ReturnType<typeof look>>): string[] => {
  const { snapshot, underWay, unsettled, differences, readUnits, seconds } = result
  const all = unsettled.length > 0 ? 'Nothing differs of what could be compared.' : 'Nothing differs.'
  const requests = Object.values(result.requests).reduce((sum, count) => sum + count, 0)
  const lines = [
    differences.length > 0 ? `Differences: ${shown(differences.length)}.` : all,
    `Counted: ${shown(result.groups)} groups, ${shown(result.agreements)} agreements, ${shown(result.pairs)} pairs,`,
    `  ${shown(result.devices)} devices, ${shown(result.names)} names of software.`,
  ]
  if (snapshot) lines.push(`Reconciled again from that, and compared byte by byte: the snapshot ${snapshot}.`)
  else if (!unsettled.includes(theSnapshot)) lines.push('No snapshot was compared: BUCKET_NAME names no bucket.')
  if (underWay > 0)
    lines.push(`Under way, and rightly so: ${shown(underWay)} pairs of agreements being made or deleted.`)
  for (const name of unsettled)
    lines.push(`Not compared: ${name}, which lacks a change or changed meanwhile. Verify again when fewer write.`)
  return [...lines, `It took ${shown(requests)} requests, ${shown(readUnits)} RCU and ${shown(seconds)} s.`]
}

await run(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const result = await look(findLedger(process.env))
  say(values.json ? JSON.stringify(result, null, 2) : [...result.differences, ...summary(result)].join('\n'))
  if (result.differences.length > 0) return 1
  return result.unsettled.length > 0 ? 2 : 0
})
