import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { readStackFile } from '../local/stack-file.ts'
import { checkFailed, findings } from './finding.ts'
import { type Arrival, impatient } from './target.ts'

const { notChecked } = findings('identity')
const isDeadLetters = (url: string): boolean => url.endsWith('-dlq')
const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The local stack that serves from a directory. */
export const localTarget = async (directory: string): Promise<Arrival> => {
  const stack = readStackFile(directory)
  // One that was killed leaves its file.
  if (!stack || !isRunning(stack.pid))
    return {
      found: [
        findings('stack').wrong(
          `No local stack serves from ${directory}.`,
          'Start it: npm start. LOCAL_DIR names another directory.',
        ),
      ],
    }
  const { dynamodbEndpoint, s3Endpoint, issuerUrl, apiUrl, tableName, bucket, vlscUrl } = stack
  const client = { ...impatient, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const sqs = new SQSClient({ ...client, endpoint: s3Endpoint })
  const found = [notChecked('The local stack knows no AWS account.')]
  try {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand())
    const queues = Object.fromEntries(QueueUrls.filter((url) => !isDeadLetters(url)).map((url) => [nameOf(url), url]))
    return {
      found,
      target: {
        stage: 'local',
        dynamodb: new DynamoDBClient({ ...client, endpoint: dynamodbEndpoint }),
        s3: new S3Client({ ...client, endpoint: s3Endpoint, forcePathStyle: true }),
        sqs,
        apiUrl,
        issuer: issuerUrl,
        tableName,
        streamArn: undefined,
        bucket,
        queues,
        importQueue: queues.imports ?? '',
        vlscUrl,
      },
    }
  } catch (error) {
    return { found: [...found, checkFailed('queues', error)] }
  }
}
