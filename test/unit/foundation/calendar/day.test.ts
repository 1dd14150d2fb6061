import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOf, isTimeZone } from '../../../../lib/foundation/calendar/day.ts'

describe('The day in the time zone of the ledger: spec "Other agreements"', () => {
  it.each([
    ['UTC', '2026-12-31T23:59:59.999Z', '2026-12-31'],
    ['UTC', '2027-01-01T00:00:00.000Z', '2027-01-01'],
    // Clocks are put forward at two, and back at three.
    ['Europe/Berlin', '2026-03-28T22:59:59.999Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00.000Z', '2026-10-26'],
    ['America/New_York', '2026-03-08T04:59:59.999Z', '2026-03-07'],
    ['America/New_York', '2026-03-08T05:00:00.000Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T03:59:59.999Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T04:00:00.000Z', '2026-03-09'],
    ['America/New_York', '2026-11-02T04:59:59.999Z', '2026-11-01'],
    ['America/New_York', '2026-11-02T05:00:00.000Z', '2026-11-02'],
    // Clocks are put forward from midnight to one, and back from midnight to eleven in the evening.
    ['America/Santiago', '2026-09-06T03:59:59.999Z', '2026-09-05'],
    ['America/Santiago', '2026-09-06T04:00:00.000Z', '2026-09-06'],
    ['America/Santiago', '2026-04-05T02:30:00.000Z', '2026-04-04'],
    ['America/Santiago', '2026-04-05T03:59:59.999Z', '2026-04-04'],
    ['America/Santiago', '2026-04-05T04:00:00.000Z', '2026-04-05'],
    ['Africa/Cairo', '2026-04-23T21:59:59.999Z', '2026-04-23'],
    ['Africa/Cairo', '2026-04-23T22:00:00.000Z', '2026-04-24'],
    ['Africa/Cairo', '2026-10-29T21:59:59.999Z', '2026-10-29'],
    ['Africa/Cairo', '2026-10-29T22:00:00.000Z', '2026-10-30'],
    // Samoa left out a day when it crossed the date line.
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
    ['Asia/Kathmandu', '2026-07-14T18:14:59.999Z', '2026-07-14'],
    ['Asia/Kathmandu', '2026-07-14T18:15:00.000Z', '2026-07-15'],
    ['Pacific/Kiritimati', '2028-02-28T10:00:00.000Z', '2028-02-29'],
    ['Pacific/Pago_Pago', '2028-03-01T10:59:59.999Z', '2028-02-29'],
  ])('in %s at %s is %s', (timeZone, instant, day) => {
    expect(dayOf(new Date(instant), timeZone)).toBe(day)
  })

  it('never goes back as time goes on', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const instant = fc.integer({ min: Date.parse('2020-01-01T00:00Z'), max: Date.parse('2040-01-01T00:00Z') })
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, fc.integer({ min: 0, max: 7_200_000 }), (zone, at, more) => {
        expect(dayOf(new Date(at), zone) <= dayOf(new Date(at + more), zone)).toBe(true)
      }),
    )
  })
})

describe('Days later', () => {
  it.each([
    ['2026-03-29', 1, '2026-03-30'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2028-02-29', 1, '2028-03-01'],
    ['2027-02-28', 1, '2027-03-01'],
    ['2100-02-28', 1, '2100-03-01'],
    ['2028-02-29', 366, '2029-03-01'],
    ['2026-12-31', 90, '2027-03-31'],
    ['2028-03-01', -1, '2028-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-01-01', 0, '2026-01-01'],
  ])('%s and %i are %s', (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected)
  })

  it('and as many days back are the same day', () => {
    const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, fc.integer({ min: -1_000, max: 1_000 }), (date, count) => {
        const day = dayOf(date, 'UTC')
        expect(addDays(addDays(day, count), -count)).toBe(day)
      }),
    )
  })
})

describe('A time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true)
  })

  it.each(['Mars/Olympus', '', 'Europe'])('is not "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false)
  })
})
