import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { plainly } from '../../../../lib/foundation/text/name.ts'
import { alertEvents } from '../../../../lib/reporting/alerts/alert.ts'
import { eventSource, workOfEvents } from '../../../../lib/reporting/events/events.ts'
import { reportEvents } from '../../../../lib/reporting/reports/report-runs.ts'

const at = '2026-06-15T12:00:00.000Z'
const told = { at, path: '/alerts', title: 'Many', message: 'Many.', kind: 'pair-expired', count: 200 } as const
const { AlertsRaised, AlertsEnded } = alertEvents

/** The JSON Schema of all events as they arrive. */
const eventSchema = (): unknown => {
  const events = Object.values({ ...alertEvents, ...reportEvents }).map(({ type, detail }) =>
    z
      .object({ source: z.literal(eventSource), 'detail-type': z.literal(type), time: z.iso.datetime(), detail })
      .meta({ title: type }),
  )
  return z.toJSONSchema(z.union(events).meta({ title: 'Events of License Ledger' }), {
    override: ({ jsonSchema }) => {
      // Fields may be added, and the format says what the pattern does.
      delete jsonSchema.additionalProperties
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  })
}

describe('Events', () => {
  it('have the documented schema', () => {
    const documented = readFileSync(new URL('../../../../docs/events.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(documented)).toEqual(JSON.parse(JSON.stringify(eventSchema())))
  })

  it('are all in the documentation', () => {
    const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8')
    for (const type of Object.keys({ ...alertEvents, ...reportEvents })) expect(page).toContain(`\`${type}\``)
  })

  it('have ids that follow from their content, so that receivers recognize a repeat', () => {
    const [one, again, another] = ['a', 'a', 'b'].map((id) => AlertsRaised.of([id], told).detail.id)
    expect(one).toBe(again)
    expect(one).not.toBe(another)
    expect(one).not.toBe(AlertsEnded.of(['a'], told).detail.id)
  })

  it('refuse a field that their schema lacks', () => {
    expect(AlertsRaised.of(['a'], told).detail).toMatchObject({ schemaVersion: 1, count: 200 })
    const more = { ...told, more: 1 }
    expect(() => AlertsRaised.of(['a'], more)).toThrow('more')
  })

  it('are sent ten at a time by work with derived ids', () => {
    const events = Array.from({ length: 23 }, (_, id) => AlertsRaised.of([String(id)], told))
    const work = workOfEvents(events, at)
    expect(work.map(({ events: some }) => Array.isArray(some) && some.length)).toEqual([10, 10, 3])
    expect(workOfEvents(events, at)).toEqual(work)
    expect(new Set(work.map(({ id }) => id)).size).toBe(3)
  })

  it('name things without the characters of chat markup, links and mentions', () => {
    expect(plainly('<!channel> *Paint* [click](https://evil.example) `x` ~y~ _a b_|c')).toBe(
      '!channel Paint click (https://evil.example) x y a b c',
    )
    expect(plainly('Microsoft 365 E3 (SPE_E3)')).toBe('Microsoft 365 E3 (SPE_E3)')
  })
})
