import { beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../../../lib/foundation/calendar/day.ts'
import { cleanUp } from '../../../../lib/positions/runs/clean-up.ts'
import { collect, reconcile } from '../../../../lib/positions/runs/stages.ts'
import { readPointers } from '../../../../lib/positions/snapshot/pointers.ts'
import { snapshotReader } from '../../../../lib/positions/snapshot/snapshot-reader.ts'
import { tableNames, tablesOfDevices } from '../../../../lib/positions/snapshot/tables.ts'
import { amountOf } from '../../../support/amount.ts'
import { Crash } from '../../../support/faults.ts'
import { dyingDesk, heldDesk, type RunsInMemory, runsInMemory } from '../../../support/runs.ts'

const first = '2026-01-10'
const payroll = ['Contoso', 'Payroll 7'] as const

let runs: RunsInMemory
beforeEach(() => begin())

const begin = async () => {
  runs = runsInMemory(`${first}T12:00:00Z`)
  await runs.changed(await runs.facts.device('PC1', [payroll], `${first}T11:00:00Z`))
  await license(1)
  await runs.run()
}

const license = async (count: number) => runs.changed(await runs.facts.agreement('A1', payroll, count))
const at = (day: string, time = '12:00:00') => {
  runs.clock.now = new Date(`${day}T${time}Z`)
}
/** Noon of a day: something changes. Then it is half past three of the next day. */
const passDay = async (day: string, count: number) => {
  at(day)
  await license(count)
  await runs.run()
  at(addDays(day, 1), '00:01:00')
  await runs.run()
  at(addDays(day, 1), '03:30:00')
}
const keys = (part = '') => [...runs.files.objects.keys()].filter((key) => key.includes(part)).sort()
/** A reader that has nothing in memory. */
const fresh = () => snapshotReader(runs.desk)
const entitledOn = async (day: string) => (await (await fresh().ofDay(day)).all('titles')).map((row) => row.entitled)
const idOfDay = (day: string) => String(runs.items.get(`SNAPSHOT\nDAY#${day}`)?.id)

describe('The nightly clean-up', () => {
  it('keeps what is two days old, then the last snapshot of each day, and nothing else', async () => {
    const ids: string[] = []
    for (const [hour, count] of [
      [13, 2],
      [14, 3],
      [15, 4],
    ] as const) {
      ids.push(String((await readPointers(runs.table)).current?.id))
      at(first, `${hour}:00:00`)
      await license(count)
      await runs.run()
    }
    at(addDays(first, 1), '00:01:00')
    await runs.run()
    at(addDays(first, 1), '03:30:00')
    await cleanUp(runs.desk)
    // A cursor of yesterday's list goes on.
    for (const [index, id] of ids.entries())
      expect((await (await fresh().byId(id)).all('titles')).map((row) => row.entitled)).toEqual([index + 1])

    at(addDays(first, 3), '03:30:00')
    await runs.run()
    await cleanUp(runs.desk)
    for (const id of ids) {
      // The first one made the tables that the others took over.
      expect(keys(`${id}/manifest`)).toEqual([])
      await expect(fresh().byId(id)).rejects.toMatchObject({ code: 'cursor-expired' })
    }
    expect(await entitledOn(first)).toEqual([4])
    const { snapshot } = await fresh().present()
    for (const table of tableNames) await snapshot?.all(table)
  })

  it('copies each day that is over once, also those that it has missed', async () => {
    for (let day = first; day < addDays(first, 4); day = addDays(day, 1)) await passDay(day, 7)
    expect(keys('daily/')).toEqual([])
    await cleanUp(runs.desk)
    const days = [0, 1, 2, 3].map((count) => addDays(first, count))
    expect(keys('daily/')).toEqual(
      days.flatMap((day) => tableNames.map((table) => `daily/dt=${day}/${table}.parquet`).sort()),
    )
    const of = (day: string) => runs.files.objects.get(`daily/dt=${day}/titles.parquet`)
    expect(of(first)?.bytes).toEqual(runs.files.objects.get(`snapshots/${idOfDay(first)}/titles.parquet`)?.bytes)
    const written = of(first)?.at
    await passDay(addDays(first, 4), 8)
    await cleanUp(runs.desk)
    expect(of(first)?.at).toEqual(written)
    expect(keys(`daily/dt=${addDays(first, 4)}`)).toHaveLength(tableNames.length)
  })

  it('takes devices out of days after 35 days, and leaves the rest of them', async () => {
    const last = addDays(first, 36)
    for (let day = first; day < last; day = addDays(day, 1)) {
      await passDay(day, 1)
      await cleanUp(runs.desk)
    }
    // It is the 37th day: 35 days ago is the second one.
    const second = addDays(first, 1)
    for (const table of tablesOfDevices) {
      expect(keys(`daily/dt=${first}/${table}`)).toEqual([])
      expect(keys(`daily/dt=${second}/${table}`)).toHaveLength(1)
      // Its one title lists the machine of its combination.
      expect(await (await fresh().ofDay(second)).all(table)).toHaveLength(table === 'machines' ? 0 : 1)
      await expect((async () => (await fresh().ofDay(first)).all(table))()).rejects.toMatchObject({
        code: 'no-snapshot',
      })
    }
    expect(await entitledOn(first)).toEqual([1])
    expect(keys(`daily/dt=${first}/`)).toHaveLength(tableNames.length - tablesOfDevices.length)
  })

  it('leaves for 400 days a catalog that does not change, and the past of each of these days', async () => {
    const { snapshot } = await fresh().present()
    const { key = '' } = snapshot?.manifest.tables.catalog ?? {}
    const days = 420
    runs.desk.staleDays = 1_000
    for (let count = 0; count < days; count++) {
      await passDay(addDays(first, count), 1 + Math.floor(count / 100))
      // TTL removes items of days some time after they have expired.
      for (const [id, { expiresAt }] of [...runs.items])
        if (Number(expiresAt) * 1_000 < runs.clock.now.getTime()) runs.items.delete(id)
      if (count % 7 === 0 || count === days - 1) await cleanUp(runs.desk)
    }
    expect((await fresh().present()).snapshot?.manifest.tables.catalog?.key).toBe(key)
    const today = addDays(first, days)
    const oldest = addDays(today, -400)
    for (const day of [today, addDays(today, -1), addDays(today, -199), oldest])
      expect([day, await entitledOn(day)]).toEqual([
        day,
        [1 + Math.floor(Math.min(days - 1, daysBetween(first, day)) / 100)],
      ])
    await expect(fresh().ofDay(addDays(oldest, -1))).rejects.toMatchObject({ code: 'no-snapshot' })
    await expect(fresh().ofDay(addDays(today, 1))).rejects.toMatchObject({ code: 'no-snapshot' })
    // One file a day for what changes with it, and not many more.
    expect(keys('snapshots/').length).toBeLessThan(400 * 5)
    const history = await runs.current('history')
    expect(history.map(({ entitled }) => entitled)).toEqual([5, 4, 3, 2, 1])
    expect(history[4]?.day).toBe(first)
  }, 60_000)

  it('leaves the files that a slow run has taken over', async () => {
    for (let day = first; day < addDays(first, 5); day = addDays(day, 1)) await passDay(day, 1)
    const { snapshot } = await fresh().present()
    const devices = snapshot?.manifest.tables.installs?.key ?? ''
    // It takes over installs, while another run does not, and everything is cleaned up.
    await license(2)
    const held = heldDesk(runs.desk, 'write', 'manifest.json')
    const slow = reconcile(held.desk)
    await held.reached
    await runs.changed(await runs.facts.device('PC1', [], `${first}T11:30:00Z`))
    await collect(runs.desk)
    await reconcile(runs.desk)
    await cleanUp(runs.desk)
    held.release()
    await slow
    expect(keys(devices)).toEqual([devices])
    const after = (await fresh().present()).snapshot
    for (const table of tableNames) await after?.all(table)
  })

  it('does nothing unless it knows what the current snapshot is', async () => {
    at(addDays(first, 10))
    const before = keys()
    const pointer = runs.items.get('SNAPSHOT\nCURRENT') ?? {}
    runs.items.delete('SNAPSHOT\nCURRENT')
    await cleanUp(runs.desk)
    expect(keys()).toEqual(before)
    runs.items.set('SNAPSHOT\nCURRENT', pointer)
    runs.files.objects.delete(`snapshots/${pointer.id}/manifest.json`)
    await cleanUp(runs.desk)
    expect(keys()).toEqual(before.filter((key) => !key.includes('manifest')))
  })

  it('removes nothing of a snapshot that a later version has made', async () => {
    const { current } = await readPointers(runs.table)
    const key = `snapshots/${current?.id}/manifest.json`
    const manifest = JSON.parse(Buffer.from(runs.files.objects.get(key)?.bytes ?? []).toString())
    const file = `snapshots/${current?.id}/families.parquet`
    manifest.tables.families = { ...manifest.tables.titles, key: file }
    const old = new Date(`${first}T12:00:00Z`)
    runs.files.objects.set(key, { bytes: Buffer.from(JSON.stringify(manifest)), at: old })
    runs.files.objects.set(file, { bytes: Buffer.from('families'), at: old })
    await passDay(addDays(first, 40), 1)
    await cleanUp(runs.desk)
    expect(keys('families')).toContain(file)
    expect(await entitledOn(first)).toEqual([1])
  })

  it('keeps the snapshot for which alerts were settled last', async () => {
    const { current } = await readPointers(runs.table)
    Object.assign(runs.items.get('SNAPSHOT\nCURRENT') ?? {}, { settled: current?.id })
    at(first, '13:00:00')
    await license(2)
    await runs.run()
    await passDay(addDays(first, 40), 1)
    await cleanUp(runs.desk)
    expect((await (await fresh().byId(current?.id ?? '')).all('titles')).map((row) => row.entitled)).toEqual([1])
  })

  it('ends right when a worker dies at any of its steps and another one does it again', async () => {
    const prepare = async () => {
      await begin()
      at(first, '13:00:00')
      await license(2)
      await runs.run()
      await passDay(addDays(first, 38), 3)
    }
    await prepare()
    await cleanUp(runs.desk)
    const [clean, kept] = [keys().map((key) => key.replace(/\d{26}/, 'ID')), keys().length]
    for (const when of ['before', 'after'] as const)
      for (let step = 0, isOver = false; !isOver; step += amountOf(9, 1)) {
        await prepare()
        const dying = dyingDesk(runs.desk, when, step)
        await cleanUp(dying.desk).catch((error) => expect(error).toBeInstanceOf(Crash))
        isOver = dying.steps() <= step
        await cleanUp(runs.desk)
        expect(keys()).toHaveLength(kept)
        expect(keys().map((key) => key.replace(/\d{26}/, 'ID'))).toEqual(clean)
        expect(await entitledOn(first)).toEqual([2])
      }
  })
})

const daysBetween = (day: string, later: string): number => (Date.parse(later) - Date.parse(day)) / 86_400_000
