import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plainly } from '../../../../lib/foundation/text/name.ts'
import { detailOf, eventDetails, eventOf, eventSchema } from '../../../../lib/reporting/events/event.ts'
import { workOfEvents } from '../../../../lib/reporting/events/leave-events.ts'

const at = '2026-06-15T12:00:00.000Z'
const told = { at, path: '/alerts', title: 'Many', message: 'Many.', kind: 'pair-expired', count: 200 } as const

describe('Events', () => {
  it('have the schema that is documented', () => {
    const documented = readFileSync(new URL('../../../../docs/events.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(documented)).toEqual(JSON.parse(JSON.stringify(eventSchema())))
  })

  it('are all in the documentation', () => {
    const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8')
    for (const type of Object.keys(eventDetails)) expect(page).toContain(`\`${type}\``)
  })

  it('have ids that follow from what they tell, so that one that comes twice is known', () => {
    const [one, again, another] = ['a', 'a', 'b'].map((id) => eventOf('AlertsRaised', [id], told).detail.id)
    expect(one).toBe(again)
    expect(one).not.toBe(another)
    expect(one).not.toBe(eventOf('AlertsEnded', ['a'], told).detail.id)
  })

  it('say where more can be read, and nothing that their schema does not know', () => {
    const event = eventOf('AlertsRaised', ['a'], told)
    expect(detailOf(event, 'https://api.example')).toMatchObject({
      schemaVersion: 1,
      url: 'https://api.example/alerts',
    })
    expect(() => detailOf({ ...event, detail: { ...event.detail, more: 1 } }, 'https://api.example')).toThrow('more')
    expect(() => detailOf({ ...event, type: 'Other' }, 'https://api.example')).toThrow('Other')
  })

  it('are left to be sent ten at a time, by work that follows from them', () => {
    const events = Array.from({ length: 23 }, (_, id) => eventOf('AlertsRaised', [String(id)], told))
    const work = workOfEvents(events, at)
    expect(work.map((each) => each.events?.length)).toEqual([10, 10, 3])
    expect(workOfEvents(events, at)).toEqual(work)
    expect(new Set(work.map(({ id }) => id)).size).toBe(3)
  })

  it('name things without what chats take for markup, links and mentions', () => {
    expect(plainly('<!channel> *Paint* [click](https://evil.example) `x` ~y~ a_b|c')).toBe(
      '!channel Paint click (https://evil.example) x y a b c',
    )
  })
})
