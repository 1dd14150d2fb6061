import { count, list } from '../format.ts'

const times = { minute: 'minutes', hour: 'hours', day: 'days' }

/** How often something is done. */
export const text = {
  rhythms: {
    daily: 'Every day',
    working: 'On working days',
    weekly: 'Every week',
    monthly: 'Every month',
    rate: 'Every so often',
    cron: 'By a cron expression',
  },
  weekdays: {
    MON: 'Monday',
    TUE: 'Tuesday',
    WED: 'Wednesday',
    THU: 'Thursday',
    FRI: 'Friday',
    SAT: 'Saturday',
    SUN: 'Sunday',
  },
  words: {
    daily: (time: string) => `Every day at ${time}`,
    working: (time: string) => `On working days at ${time}`,
    weekly: (days: readonly string[], time: string) => `Every ${list(days)} at ${time}`,
    monthly: (day: string, time: string) =>
      day === 'L' ? `On the last day of each month at ${time}` : `On day ${day} of each month at ${time}`,
    rate: (value: number, unit: keyof typeof times) => `Every ${count(value, { one: unit, other: times[unit] })}`,
    cron: (cron: string) => `At ${cron}`,
    in: (words: string, timeZone: string) => `${words}, ${timeZone}`,
  },
} as const
