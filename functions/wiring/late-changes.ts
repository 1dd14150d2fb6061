import type { DynamoDBRecord } from 'aws-lambda'

/** The message of the log that an alarm counts: infra/constructs/metrics.ts. */
export const lateChanges = 'changes were late'

/** Seconds that a change may wait until it is counted; it takes one while the function is called at all. */
const patience = 300

/** @returns seconds that the oldest of these changes waited; undefined when that is not worth a word */
export const lateBy = (records: readonly DynamoDBRecord[], now: Date): number | undefined => {
  const times = records.flatMap(({ dynamodb }) => dynamodb?.ApproximateCreationDateTime ?? [])
  const seconds = Math.floor(now.getTime() / 1_000 - Math.min(...times))
  return seconds >= patience ? seconds : undefined
}
