import { describe, expect, it } from 'vitest'
import { nextToCome, readSchedule } from '../../../../lib/foundation/calendar/schedule.ts'

const next = (expression: string, timeZone: string, after: string): string | undefined =>
  readSchedule(expression, timeZone)?.(new Date(after))?.toISOString()

describe('A schedule follows the expressions of EventBridge Scheduler', () => {
  it.each([
    ['cron(0 3 * * ? *)', 'UTC', '2026-11-24T02:59:00Z', '2026-11-24T03:00:00.000Z'],
    ['cron(0 3 * * ? *)', 'UTC', '2026-11-24T03:00:00Z', '2026-11-25T03:00:00.000Z'],
    ['cron(0 3 * * ? *)', 'Europe/Berlin', '2026-11-24T00:00:00Z', '2026-11-24T02:00:00.000Z'],
    ['cron(0 3 * * ? *)', 'Europe/Berlin', '2026-07-01T00:00:00Z', '2026-07-01T01:00:00.000Z'],
    ['cron(15 10 ? * 2 *)', 'UTC', '2026-11-24T00:00:00Z', '2026-11-30T10:15:00.000Z'],
    ['cron(15 10 ? * MON-FRI *)', 'UTC', '2026-11-27T11:00:00Z', '2026-11-30T10:15:00.000Z'],
    ['cron(0 0 1 1 ? 2030)', 'UTC', '2026-11-27T11:00:00Z', '2030-01-01T00:00:00.000Z'],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-27T11:01:00Z', '2026-11-27T11:15:00.000Z'],
    ['cron(0 3 L * ? *)', 'UTC', '2027-02-01T00:00:00Z', '2027-02-28T03:00:00.000Z'],
    ['cron(0 3 15W * ? *)', 'UTC', '2027-05-01T00:00:00Z', '2027-05-14T03:00:00.000Z'],
    ['cron(0 3 ? * 6L *)', 'UTC', '2026-11-24T00:00:00Z', '2026-11-27T03:00:00.000Z'],
    ['cron(0 3 ? * 3#2 *)', 'UTC', '2026-11-24T00:00:00Z', '2026-12-08T03:00:00.000Z'],
    ['rate(1 day)', 'UTC', '2026-11-27T11:01:00Z', '2026-11-28T11:01:00.000Z'],
    ['rate(5 minutes)', 'UTC', '2026-11-27T11:01:00Z', '2026-11-27T11:06:00.000Z'],
  ])('%s in %s after %s is at %s', (expression, timeZone, after, expected) => {
    expect(next(expression, timeZone, after)).toBe(expected)
  })

  it('skips a day that does not have the time, and comes once on a day that has it twice', () => {
    const times = (after: string) => {
      const schedule = readSchedule('cron(30 2 * * ? *)', 'Europe/Berlin')
      const first = schedule?.(new Date(after))
      return [first, first && schedule?.(first)].map((time) => time?.toISOString())
    }
    expect(times('2026-03-28T12:00:00Z')).toEqual(['2026-03-30T00:30:00.000Z', '2026-03-31T00:30:00.000Z'])
    expect(times('2026-10-24T12:00:00Z')).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'])
  })

  it.each([
    ['Europe/Berlin', '2026-03-28T22:59:00Z', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T21:00:00Z', '2026-03-29T22:00:00.000Z'],
    // Clocks are put back from midnight to eleven in the evening.
    ['America/Santiago', '2026-04-05T03:00:00Z', '2026-04-05T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-07-14T18:14:59Z', '2026-07-14T18:15:00.000Z'],
  ])('sees a day begin in %s after %s at %s', (timeZone, after, expected) => {
    expect(next('cron(0 0 * * ? *)', timeZone, after)).toBe(expected)
  })

  it.each([
    ['rate(5 minutes)', '2026-11-24T08:05:00.000Z'],
    ['cron(0/5 * * * ? *)', '2026-11-24T08:05:00.000Z'],
    ['cron(0 3 * * ? *)', '2026-11-25T03:00:00.000Z'],
  ])('%s does not make up for times that passed while the machine slept', (expression, expected) => {
    const schedule = readSchedule(expression, 'UTC')
    const [come, now] = [new Date('2026-11-24T03:00:00Z'), new Date('2026-11-24T08:00:00Z')]
    expect(schedule && nextToCome(schedule, come, now)?.toISOString()).toBe(expected)
  })

  it('can be off', () => {
    expect(readSchedule('off', 'UTC')).toBeUndefined()
  })

  it.each([
    ['daily', 'UTC'],
    ['rate(0 days)', 'UTC'],
    ['cron(0 3 * * *)', 'UTC'],
    ['cron(61 3 * * ? *)', 'UTC'],
    ['cron(0 3 1 * MON *)', 'UTC'],
    ['cron(0 3 * * * *)', 'UTC'],
    ['cron(? 3 * * ? *)', 'UTC'],
    ['cron(0 3 ? * 8 *)', 'UTC'],
    ['cron(0 3 31 2 ? *)', 'UTC'],
    ['rate(1 day)', 'Mars/Olympus'],
    ['cron(0 3 * * ? *)', 'Mars/Olympus'],
  ])('%s in %s is refused with the right form', (expression, timeZone) => {
    expect(() => readSchedule(expression, timeZone)).toThrow('cron(0 3 * * ? *)')
  })
})
