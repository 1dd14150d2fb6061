import { describe, expect, it } from 'vitest'
import { addDays } from '../../lib/calendar/day.ts'
import { spanPrefix, titleKey } from '../../lib/table/keys.ts'
import { injectFaults } from '../support/faults.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair } from '../support/ledger.ts'
import { positionsOf } from '../support/positions.ts'

/** A ledger in which one device has 7-Zip, at a time and in a zone. */
const start = async (at: string, timeZone = 'UTC') => {
  const ledger = await newLedger({ timeZone })
  const [positions, inventory] = [positionsOf(ledger), inventoryOf(ledger)]
  const goTo = (time: string) => ledger.setClock(new Date(time))
  goTo(at)
  // The first sweep has everything counted: what follows is found without.
  await positions.sweep()
  const report = async (deviceId: string, time: string) => {
    await inventory.report(deviceId, time, ['Igor Pavlov/7-Zip 19.00@19'])
    await ledger.work()
  }
  await report('PC', at)
  const own = async (licenseCount: number, terms: { startDate?: string; endDate?: string } = {}): Promise<string> => {
    const name = `Agreement ${newPair().licenseNumber}`
    const body = { type: 'other', name, publisher: 'Igor Pavlov', productTitle: '7-Zip', licenseCount, ...terms }
    const answer = await ledger.call('POST /agreements', { body })
    expect(answer.status).toBe(201)
    await ledger.work()
    return answer.body.id
  }
  /** After the sweep of that time. */
  const entitledAt = async (time: string): Promise<number | undefined> => {
    goTo(time)
    await positions.sweep()
    return (await positions.of('7-Zip'))?.entitled
  }
  return { ledger, positions, inventory, goTo, report, own, entitledAt }
}

describe('the term of an other agreement (spec: Other agreements; start and end inclusive, in LEDGER_TIME_ZONE)', () => {
  it.each([
    ['Europe/Berlin', 'clocks are set back', '2027-10-31', '2027-10-31T23:00:00Z'],
    ['Europe/Berlin', 'clocks are set ahead', '2027-03-28', '2027-03-28T22:00:00Z'],
    ['America/New_York', 'clocks are set back', '2027-11-07', '2027-11-08T05:00:00Z'],
    ['America/New_York', 'clocks are set ahead', '2027-03-14', '2027-03-15T04:00:00Z'],
    ['America/Santiago', 'the next day has no midnight', '2027-09-04', '2027-09-05T04:00:00Z'],
    ['Pacific/Kiritimati', 'the day is far ahead of UTC', '2027-06-15', '2027-06-15T10:00:00Z'],
    ['UTC', 'it is a leap day', '2028-02-29', '2028-03-01T00:00:00Z'],
  ])('%s: changes at the midnight behind a day on which %s', async (timeZone, _, day, midnight) => {
    const before = new Date(Date.parse(midnight) - 1_000).toISOString()
    const { own, entitledAt, positions } = await start(`${addDays(day, -3)}T12:00:00Z`, timeZone)
    await own(5, { endDate: day })
    await own(2, { startDate: addDays(day, 1) })
    await own(1, { startDate: day, endDate: day })
    expect((await positions.of('7-Zip'))?.entitled).toBe(5)
    expect(await entitledAt(before)).toBe(6)
    expect(await entitledAt(midnight)).toBe(2)
    expect(await positions.differences()).toEqual([])
  })

  it('may begin on a leap day', async () => {
    const { own, entitledAt } = await start('2028-02-28T12:00:00Z')
    await own(3, { startDate: '2028-02-29' })
    expect(await entitledAt('2028-02-28T23:59:59Z')).toBe(0)
    expect(await entitledAt('2028-02-29T00:00:00Z')).toBe(3)
  })

  it('is found by the first sweep of a ledger that was down for ten days', async () => {
    const { own, entitledAt, positions } = await start('2026-06-15T12:00:00Z')
    await own(5, { endDate: '2026-06-17' })
    await own(7, { startDate: '2026-06-20' })
    await own(20, { startDate: '2026-06-19', endDate: '2026-06-21' })
    expect((await positions.of('7-Zip'))?.entitled).toBe(5)
    expect(await entitledAt('2026-06-25T12:00:00Z')).toBe(7)
    expect(await positions.differences()).toEqual([])
  })

  it('is not looked at again the same day', async () => {
    const { goTo, positions } = await start('2026-06-15T12:00:00Z')
    goTo('2026-06-16T00:00:01Z')
    expect(await positions.sweep()).toEqual(['count-positions'])
    expect(await positions.sweep()).toEqual([])
  })

  it('is found a day later when the index of that day did not have it yet', async () => {
    const { ledger, own, entitledAt } = await start('2026-06-15T12:00:00Z')
    await own(5, { endDate: '2026-06-15' })
    const heal = injectFaults(ledger.client, {
      answer: ({ command }, output) => (command === 'Query gsi2' ? { ...output, Items: [] } : output),
    })
    expect(await entitledAt('2026-06-16T00:00:01Z')).toBe(5)
    heal()
    expect(await entitledAt('2026-06-17T00:00:01Z')).toBe(0)
  })
})

describe('the past of a position (issue: a daily snapshot per title, kept for 400 days)', () => {
  const spansOf = async ({ ledger, inventory }: Awaited<ReturnType<typeof start>>) => {
    const id = await inventory.titleId('7-Zip')
    const { items } = await ledger.table.query({ partition: titleKey(id).pk, prefix: spanPrefix })
    return items.map(({ sk, until, installed, entitled, expiresAt }) => ({ sk, until, installed, entitled, expiresAt }))
  }
  const span = (from: string, until: string, installed: number, entitled: number) => ({
    sk: `DAY#${from}`,
    until,
    installed,
    entitled,
    expiresAt: Date.parse(`${addDays(until, 401)}T00:00:00Z`) / 1_000,
  })

  it('is written with the first change of another day: the position as it was at the end of the day before', async () => {
    const world = await start('2026-06-15T12:00:00Z')
    await world.own(5)
    await world.report('PC 2', '2026-06-15T13:00:00Z')
    expect(await spansOf(world)).toEqual([])
    world.goTo('2026-06-18T08:00:00Z')
    await world.own(1)
    expect(await spansOf(world)).toEqual([span('2026-06-15', '2026-06-17', 2, 5)])
    await world.own(1)
    await world.report('PC 3', '2026-06-18T09:00:00Z')
    expect(await spansOf(world)).toHaveLength(1)
    world.goTo('2026-06-19T08:00:00Z')
    await world.inventory.drop('PC 3')
    await world.ledger.work()
    expect(await spansOf(world)).toEqual([
      span('2026-06-15', '2026-06-17', 2, 5),
      span('2026-06-18', '2026-06-18', 3, 7),
    ])
  })

  it('begins anew at midnight in the ledger’s time zone', async () => {
    const world = await start('2026-06-15T21:59:00Z', 'Europe/Berlin')
    await world.own(5, { endDate: '2026-06-15' })
    await world.entitledAt('2026-06-15T22:00:00Z')
    expect(await spansOf(world)).toEqual([span('2026-06-15', '2026-06-15', 1, 5)])
  })

  it('has no span where nothing changed', async () => {
    const world = await start('2026-06-15T12:00:00Z')
    await world.own(5)
    await world.entitledAt('2026-06-20T12:00:00Z')
    expect(await spansOf(world)).toEqual([])
  })
})
