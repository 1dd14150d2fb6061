import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf } from '../../../../lib/foundation/calendar/day.ts'
import { isStaleOn, mayBeStale } from '../../../../lib/inventory/devices/device.ts'

describe('a device that was not seen for long', () => {
  it.each([
    ['2026-01-01T00:00:00Z', 'UTC', '2026-04-01', false],
    ['2026-01-01T23:59:59Z', 'UTC', '2026-04-01', false],
    ['2026-01-01T23:59:59Z', 'UTC', '2026-04-02', true],
    // It is the second of January there already.
    ['2026-01-01T23:59:59Z', 'Asia/Tokyo', '2026-04-02', false],
    ['2026-01-01T03:00:00Z', 'America/New_York', '2026-04-01', true],
  ])('a device last seen at %s is stale by the days of %s on %s: %s', (seenAt, timeZone, day, isStale) => {
    expect(isStaleOn(day, new Date(seenAt), 90, timeZone)).toBe(isStale)
  })

  it('a device that is stale in some time zone may be stale', () => {
    const time = fc.date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kathmandu')
    fc.assert(
      fc.property(time, time, zone, fc.integer({ min: 1, max: 120 }), (seenAt, now, timeZone, days) => {
        if (isStaleOn(dayOf(now, timeZone), seenAt, days, timeZone)) expect(mayBeStale(seenAt, now, days)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('a device last seen a day less than the limit ago is not stale', () => {
    expect(mayBeStale(new Date('2026-01-01T12:00:00Z'), new Date('2026-01-03T10:00:00Z'), 2)).toBe(false)
    expect(mayBeStale(new Date('2026-01-01T12:00:00Z'), new Date('2026-01-03T12:00:00Z'), 2)).toBe(true)
  })
})
