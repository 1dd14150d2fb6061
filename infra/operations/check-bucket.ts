import {
  GetBucketNotificationConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { type Finding, findings, found, isNamed } from './finding.ts'
import type { Check, Target } from './target.ts'

const { ok, wrong, notChecked } = findings('bucket')
const redeploy = 'Deploy the stage again, which mends it.'

const checkPrivacy = async ({ stage, s3, bucket }: Target): Promise<Finding> => {
  if (stage === 'local') return notChecked('The local S3 blocks no public access; it listens on 127.0.0.1 only.')
  const { PublicAccessBlockConfiguration: is } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }))
  const settings = [is?.BlockPublicAcls, is?.BlockPublicPolicy, is?.IgnorePublicAcls, is?.RestrictPublicBuckets]
  return found(
    settings.every((setting) => setting === true),
    ok('Public access is blocked.'),
    wrong('Public access is not blocked in full.', `${redeploy} Find out who changed it: CloudTrail knows.`),
  )
}

const tellsOfImports = (queueArn: string | undefined) => (configuration: QueueConfiguration) =>
  configuration.QueueArn === queueArn &&
  configuration.Events?.includes('s3:ObjectCreated:*') &&
  configuration.Filter?.Key?.FilterRules?.some(({ Value }) => Value === 'imports/')

const checkNotification = async ({ stage, s3, sqs, bucket, importQueue }: Target): Promise<Finding> => {
  if (stage === 'local') return notChecked('The local stack itself tells the import queue of objects, not S3.')
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: importQueue, AttributeNames: ['QueueArn'] }),
  )
  const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }))
  return found(
    QueueConfigurations.some(tellsOfImports(Attributes?.QueueArn)),
    ok('The import queue is told of objects under imports/.'),
    wrong('The import queue is not told of objects under imports/: nothing that is dropped is imported.', redeploy),
  )
}

/** The bucket is there and private, and what is dropped into it is imported. */
export const checkBucket: Check = async (target) => {
  const { s3, bucket } = target
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (error) {
    if (!isNamed(error, 'NotFound', 'NoSuchBucket')) throw error
    return [wrong(`There is no bucket ${bucket}.`, redeploy)]
  }
  return [ok(`${bucket} is there.`), await checkPrivacy(target), await checkNotification(target)]
}
