import { text } from '../texts/en/rhythm.ts'

const words = text.words

export type Every = keyof typeof text.rhythms
type Weekday = keyof typeof text.weekdays

/** When something is done, as a form has it: only what its rhythm needs counts. */
export interface Rhythm {
  every: Every
  /** `08:00` */
  time: string
  weekday: Weekday
  monthDay: string
  rate: string
  cron: string
}

/** Times as the API has them. */
interface Times {
  cron?: string | undefined
  rate?: string | undefined
}

export const usualRhythm: Rhythm = {
  every: 'weekly',
  time: '08:00',
  weekday: 'MON',
  monthDay: '1',
  rate: '7 days',
  cron: '0 8 ? * MON *',
}

const isWeekday = (name: string): name is Weekday => name in text.weekdays

/** Reads what the form can say of it; anything else stays a cron expression. */
export const rhythmOf = ({ cron, rate }: Times): Rhythm => {
  if (rate !== undefined) return { ...usualRhythm, every: 'rate', rate }
  if (cron === undefined) return usualRhythm
  const other: Rhythm = { ...usualRhythm, every: 'cron', cron }
  const [minute = '', hour = '', day = '', month, weekday = '', year, ...more] = cron.trim().split(/\s+/)
  const isAtOneTime = /^\d{1,2}$/.test(minute) && /^\d{1,2}$/.test(hour)
  if (!isAtOneTime || month !== '*' || year !== '*' || more.length > 0) return other
  const at = { ...other, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
  if ((day === '*' && weekday === '?') || (day === '?' && weekday === '*')) return { ...at, every: 'daily' }
  if (day === '?' && weekday === 'MON-FRI') return { ...at, every: 'working' }
  if (day === '?' && isWeekday(weekday)) return { ...at, every: 'weekly', weekday }
  if (/^(\d{1,2}|L)$/.test(day) && weekday === '?') return { ...at, every: 'monthly', monthDay: day }
  return other
}

export const timesOf = ({ every, time, weekday, monthDay, rate, cron }: Rhythm): Times => {
  const [hour = '', minute = ''] = time.split(':')
  const at = `${Number(minute)} ${Number(hour)}`
  switch (every) {
    case 'daily':
      return { cron: `${at} * * ? *` }
    case 'working':
      return { cron: `${at} ? * MON-FRI *` }
    case 'weekly':
      return { cron: `${at} ? * ${weekday} *` }
    case 'monthly':
      return { cron: `${at} ${monthDay} * ? *` }
    case 'rate':
      return { rate }
    case 'cron':
      return { cron }
  }
}

const sayRate = (rate: string): string => {
  const [, value = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(rate) ?? []
  return unit === 'minute' || unit === 'hour' || unit === 'day' ? words.rate(Number(value), unit) : rate
}

/** `Every Monday at 08:00` */
export const sayRhythm = ({ every, time, weekday, monthDay, rate, cron }: Rhythm): string => {
  switch (every) {
    case 'daily':
    case 'working':
      return words[every](time)
    case 'weekly':
      return words.weekly([text.weekdays[weekday]], time)
    case 'monthly':
      return words.monthly(monthDay, time)
    case 'rate':
      return sayRate(rate)
    case 'cron':
      return words.cron(cron)
  }
}

/** @param expression `cron(…)` or `rate(…)`, as EventBridge has them */
export const sayExpression = (expression: string): string => {
  const [, kind = '', times = expression] = /^(cron|rate)\((.+)\)$/.exec(expression) ?? []
  return sayRhythm(rhythmOf(kind === 'rate' ? { rate: times } : { cron: times }))
}
