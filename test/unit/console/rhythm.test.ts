import { describe, expect, it } from 'vitest'
import { rhythmOf, sayRhythm, timesOf, usualRhythm } from '../../../console/src/ledger/rhythm.ts'

describe('The times of a schedule are read as the form has them, said in words, and written as they were:', () => {
  it.each([
    { cron: '0 8 * * ? *', every: 'daily', words: 'Every day at 08:00' },
    { cron: '30 6 ? * MON-FRI *', every: 'working', words: 'On working days at 06:30' },
    { cron: '5 17 ? * SUN *', every: 'weekly', words: 'Every Sunday at 17:05' },
    { cron: '0 9 1 * ? *', every: 'monthly', words: 'On day 1 of each month at 09:00' },
    { cron: '0 9 L * ? *', every: 'monthly', words: 'On the last day of each month at 09:00' },
    { rate: '7 days', every: 'rate', words: 'Every 7 days' },
    { rate: '1 hour', every: 'rate', words: 'Every 1 hour' },
    { cron: '0 8 ? 1,7 MON#1 *', every: 'cron', words: 'At 0 8 ? 1,7 MON#1 *' },
    { cron: '0/15 8 * * ? *', every: 'cron', words: 'At 0/15 8 * * ? *' },
    { cron: '0 8 ? * MON,THU *', every: 'cron', words: 'At 0 8 ? * MON,THU *' },
    { cron: '0 8 * * ? 2027', every: 'cron', words: 'At 0 8 * * ? 2027' },
  ])('$cron$rate', ({ cron, rate, every, words }) => {
    const rhythm = rhythmOf({ cron, rate })
    expect(rhythm.every).toBe(every)
    expect(sayRhythm(rhythm)).toBe(words)
    expect(timesOf(rhythm)).toEqual(cron === undefined ? { rate } : { cron })
  })

  it('every day of the week is every day', () => {
    expect(sayRhythm(rhythmOf({ cron: '0 8 ? * * *' }))).toBe('Every day at 08:00')
  })

  it('what was typed for another rhythm stays', () => {
    const typed = { ...usualRhythm, time: '23:59', monthDay: '15' }
    expect(timesOf({ ...typed, every: 'monthly' })).toEqual({ cron: '59 23 15 * ? *' })
    expect(timesOf({ ...typed, every: 'daily' })).toEqual({ cron: '59 23 * * ? *' })
  })
})
