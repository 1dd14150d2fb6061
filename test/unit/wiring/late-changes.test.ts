import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { lateBy } from '../../../functions/wiring/late-changes.ts'

const now = new Date('2026-06-15T12:00:00.900Z')
const made = (...secondsAgo: number[]): DynamoDBRecord[] =>
  secondsAgo.map((seconds) => ({
    dynamodb: { ApproximateCreationDateTime: Math.floor(now.getTime() / 1_000) - seconds },
  }))

describe('Changes', () => {
  it.each([
    { waited: [1, 2], late: undefined, because: 'a second is what it takes' },
    { waited: [299], late: undefined, because: 'a deployment takes some minutes' },
    { waited: [2, 300, 1], late: 300, because: 'the oldest counts' },
    { waited: [], late: undefined, because: 'nothing waited' },
  ])('that waited $waited seconds are late by $late, as $because', ({ waited, late }) => {
    expect(lateBy(made(...waited), now)).toBe(late)
  })
})
