/**
 * `npm run verify`: recounts a ledger from its items, concludes everything anew, and says what differs. It ends with 0 when
 * nothing does, with 1 when something does, and with 2 when it could not look at all of it.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { DeadlineRetryStrategy } from '../../lib/foundation/table/retry.ts'
import { connectTable } from '../../lib/foundation/table/table.ts'
import { bucketFiles } from '../../lib/positions/snapshot/bucket-files.ts'
import { answers } from '../local/ports.ts'
import { readStackFile } from '../local/stack-file.ts'
import { attachMeter, type Usage } from './meter/meter.ts'
import { theSnapshot, type Verification, verify } from './verify/verify.ts'

const usage = `npm run verify -- [--json]
Looks at the local stack that serves from LOCAL_DIR (.local by default), or at the table TABLE_NAME and the snapshots in
the bucket BUCKET_NAME with your AWS credentials and region. Nothing is changed.`

/** Why nothing can be looked at, and what to do. */
class NoLedger extends Error {
  override name = 'NoLedger'
}

interface Place {
  tableName: string
  client: DynamoDBClientConfig
  /** Snapshots are compared where it is named. */
  bucket?: { name: string; client: S3ClientConfig }
}

const findLedger = async ({ TABLE_NAME, BUCKET_NAME, LOCAL_DIR }: NodeJS.ProcessEnv): Promise<Place> => {
  if (TABLE_NAME)
    return { tableName: TABLE_NAME, client: {}, ...(BUCKET_NAME && { bucket: { name: BUCKET_NAME, client: {} } }) }
  const directory = resolve(LOCAL_DIR || fileURLToPath(new URL('../../.local', import.meta.url)))
  const stack = readStackFile(directory)
  if (!stack || !(await answers(Number(new URL(stack.dynamodbEndpoint).port))))
    throw new NoLedger(
      `No local stack serves from ${directory}. Start it (npm start), name its directory (LOCAL_DIR), or name a table (TABLE_NAME).`,
    )
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const common = { region: 'us-east-1', credentials }
  return {
    tableName: stack.tableName,
    client: { ...common, endpoint: stack.dynamodbEndpoint },
    bucket: { name: stack.bucket, client: { ...common, endpoint: stack.s3Endpoint, forcePathStyle: true } },
  }
}

const look = async ({ tableName, client: settings, bucket }: Place) => {
  const client = new DynamoDBClient({ ...settings, retryStrategy: new DeadlineRetryStrategy() })
  const { usage } = attachMeter(client)
  const start = performance.now()
  try {
    const found = await verify({
      table: connectTable(tableName, client),
      now: () => new Date(),
      ...(bucket && { files: bucketFiles(bucket.name, new S3Client(bucket.client)) }),
    })
    return {
      ...found,
      requests: usage.requests,
      readUnits: usage.readUnits,
      seconds: (performance.now() - start) / 1_000,
    }
  } catch (error) {
    const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException'
    if (!isMissing) throw error
    throw new NoLedger(`There is no table ${tableName} here. See to TABLE_NAME, and to region and profile.`)
  } finally {
    client.destroy()
  }
}

type Result = Verification & Pick<Usage, 'requests' | 'readUnits'> & { seconds: number }

const shown = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 1 })

const verdict = (differences: number, unsettled: number): string => {
  if (differences > 0) return `Differences: ${shown(differences)}.`
  return unsettled > 0 ? 'Nothing differs of what could be compared.' : 'Nothing differs.'
}

const summary = ({
  groups,
  agreements,
  pairs,
  devices,
  names,
  snapshot,
  underWay,
  unsettled,
  requests,
  readUnits,
  seconds,
  differences,
}: Result) => {
  const count = Object.values(requests).reduce((sum, each) => sum + each, 0)
  return [
    verdict(differences.length, unsettled.length),
    `Recounted: ${shown(groups)} groups, ${shown(agreements)} agreements, ${shown(pairs)} pairs,`,
    `  ${shown(devices)} devices, ${shown(names)} names of software.`,
    ...(snapshot ? [`Concluded anew from that, and compared byte by byte: the snapshot ${snapshot}.`] : []),
    ...(snapshot || unsettled.includes(theSnapshot) ? [] : ['No snapshot was compared: BUCKET_NAME names no bucket.']),
    ...(underWay > 0
      ? [`Under way, and right so: ${shown(underWay)} pairs of agreements that are made or deleted.`]
      : []),
    ...unsettled.map(
      (name) =>
        `Not compared: ${name}, which lacks a change or changed while it was counted. Verify again when fewer write.`,
    ),
    `It took ${shown(count)} requests, ${shown(readUnits)} RCU and ${shown(seconds)} s.`,
  ]
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const result = await look(await findLedger(process.env))
  say(values.json ? JSON.stringify(result, null, 2) : [...result.differences, ...summary(result)].join('\n'))
  if (result.differences.length > 0) process.exitCode = 1
  else process.exitCode = result.unsettled.length > 0 ? 2 : 0
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${message}\n${isUsage ? `${usage}\n` : ''}`)
  process.exitCode = 2
}
