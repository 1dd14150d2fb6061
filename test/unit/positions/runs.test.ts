import { beforeEach, describe, expect, it } from 'vitest'
import { Busy } from '../../../lib/foundation/table/attempts.ts'
import { listsKey } from '../../../lib/foundation/table/keys.ts'
import type { Table } from '../../../lib/foundation/table/table.ts'
import { goFirst, requestRun } from '../../../lib/positions/runs/ask-for-runs.ts'
import type { RunDesk, StoredRun } from '../../../lib/positions/runs/reconciliation.ts'
import { collect, reconcile } from '../../../lib/positions/runs/stages.ts'
import { Manifest } from '../../../lib/positions/snapshot/manifest.ts'
import { isPending as isPendingNowOf, presentOf, readPointers } from '../../../lib/positions/snapshot/pointers.ts'
import { snapshotReader } from '../../../lib/positions/snapshot/snapshot-reader.ts'
import { tableNames } from '../../../lib/positions/snapshot/tables.ts'
import { Crash } from '../../support/faults.ts'
import { dyingDesk, heldDesk, type RunsInMemory, runsInMemory } from '../../support/runs.ts'

const noon = '2026-06-15T12:00:00.000Z'
const payroll = ['Contoso', 'Payroll 7'] as const
const paint = ['Contoso', 'Paint 3'] as const

let runs: RunsInMemory
beforeEach(async () => {
  runs = runsInMemory(noon)
  await runs.changed(await runs.facts.device('PC1', [payroll], noon))
  await runs.changed(await runs.facts.agreement('A1', payroll, 3))
  await runs.run()
})

const later = (seconds: number) => {
  runs.clock.now = new Date(Date.parse(noon) + seconds * 1_000)
}
const entitled = async () => (await runs.current('titles')).map((row) => `${row.title}: ${row.entitled}`)
const installed = async () => (await runs.current('titles')).map((row) => `${row.title}: ${row.installed}`)
const isPending = async () => (await runs.reader.present()).basis.pending
const recorded = (): StoredRun[] =>
  [...runs.items.values()].filter(({ sk }) => sk === 'RECONCILIATION').map((item) => item as unknown as StoredRun)
const statuses = () => recorded().map(({ stage, status }) => `${stage} ${status}`)
const alerts = () =>
  [...runs.items.values()]
    .filter(({ sk }) => sk === 'ALERT')
    .map(({ endedAt, title }) => `${endedAt ? 'ended' : 'open'}: ${title}`)
const license = async (count: number, id = 'A1') => runs.changed(await runs.facts.agreement(id, payroll, count))
const latest = () =>
  Manifest.parse(JSON.parse(Buffer.from(runs.files.objects.get('snapshots/latest.json')?.bytes ?? []).toString()))

/** The tables of the current snapshot are those that are made from nothing. */
const expectWhole = async (): Promise<void> => {
  const { snapshot, basis } = await runs.reader.present()
  expect(basis.pending).toBe(false)
  const bytes = (manifest = snapshot?.manifest) =>
    tableNames.map((table) => [
      table,
      Buffer.from(runs.files.objects.get(manifest?.tables[table]?.key ?? '')?.bytes ?? []).toString('base64'),
    ])
  const kept = bytes()
  await rebuild()
  expect(kept).toEqual(bytes((await runs.reader.present()).snapshot?.manifest))
}

/** Makes everything again. */
const rebuild = async () => {
  const wanted = runs.items.get('SNAPSHOT\nWANTED')
  Object.assign(wanted ?? {}, { rebuild: true, facts: Number(wanted?.facts) + 1, devices: Number(wanted?.devices) + 1 })
  await runs.run()
}

describe('Runs', () => {
  it('do nothing when nothing has changed, however often they are asked for', async () => {
    const before = structuredClone([...runs.items.values()])
    await runs.run()
    await runs.run()
    expect([...runs.items.values()]).toEqual(before)
  })

  it('record what they have read, why, and the snapshot that they have published', async () => {
    expect(recorded()).toMatchObject([
      { stage: 'collect', status: 'completed', trigger: 'change', counts: { devices: 1, names: 1 } },
      {
        ...{ stage: 'reconcile', status: 'completed', trigger: 'change', startedAt: noon, finishedAt: noon },
        counts: { devices: 1, names: 1, agreements: 1, pairs: 0 },
        snapshotId: (await runs.reader.present()).snapshot?.manifest.id,
      },
    ])
  })

  it('are asked for again when a message has come for which another run had done all', async () => {
    const held = heldDesk(runs.desk, 'write', 'manifest.json')
    await license(4)
    const running = reconcile(held.desk)
    await held.reached
    // The run is not done, so that one more is asked for.
    await runs.changed([listsKey])
    held.release()
    await running
    await reconcile(runs.desk)
    runs.asked.length = 0
    await license(5)
    expect(runs.asked).toEqual(['reconcile'])
  })

  it('do what is counted just before their message is noted as come', async () => {
    await license(4)
    await reconcile(runs.desk)
    await license(5)
    const held = heldDesk(runs.desk, 'write', 'manifest.json')
    const running = reconcile(held.desk)
    await held.reached
    await runs.changed([listsKey])
    held.release()
    await running
    runs.asked.length = 0
    let isFirst = true
    const change: Table['change'] = async (write) => {
      if (isFirst) await license(6)
      isFirst = false
      return runs.table.change(write)
    }
    await reconcile({ ...runs.desk, table: { ...runs.table, change } })
    expect(runs.asked).toEqual([])
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 6'], false])
  })

  it.each(tableNames)('take nothing over when the file of %s is missing, whoever reads it', async (name) => {
    const file = (await runs.reader.present()).snapshot?.manifest.tables[name]
    await runs.files.remove([file?.key ?? ''])
    await license(4)
    await reconcile(runs.desk)
    await expectWhole()
  })

  it('have in the next snapshot what is committed while they read', async () => {
    await license(4)
    const held = heldDesk(runs.desk, 'write', 'manifest.json')
    const running = reconcile(held.desk)
    await held.reached
    await license(5)
    held.release()
    await running
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 4'], true])
    await reconcile(runs.desk)
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 5'], false])
  })

  it('say that a change is pending until a run has seen it, also when they had read it by chance', async () => {
    const held = heldDesk(runs.desk, 'read', '.lists')
    await license(4)
    const running = reconcile(held.desk)
    await held.reached
    // Committed before the facts are read, counted after the counters were.
    await license(5)
    held.release()
    await running
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 5'], true])
  })

  it('never move the pointer back: one that began earlier and ends later is overtaken', async () => {
    await license(4)
    const held = heldDesk(runs.desk, 'write', 'titles.parquet')
    const slow = reconcile(held.desk)
    await held.reached
    later(1)
    await license(5)
    await reconcile(runs.desk)
    held.release()
    await slow
    expect(await entitled()).toEqual(['Payroll 7: 5'])
    expect(await isPending()).toBe(false)
    expect(statuses().slice(2)).toEqual(['reconcile overtaken', 'reconcile completed'])
    expect(latest().id).toBe((await readPointers(runs.table)).current?.id)
    expect(runs.items.get('SNAPSHOT\nDAY#2026-06-15')).toMatchObject({ id: latest().id })
  })

  it('that end in their order publish both', async () => {
    await license(4)
    const [one, two] = [heldDesk(runs.desk, 'write', 'titles.parquet'), heldDesk(runs.desk, 'write', 'titles.parquet')]
    const first = reconcile(one.desk)
    await one.reached
    later(1)
    await license(5)
    const second = reconcile(two.desk)
    await two.reached
    one.release()
    await first
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 4'], true])
    two.release()
    await second
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 5'], false])
  })

  it('copy the devices again when one reports while they are copied, and an older copy does not replace a newer one', async () => {
    await runs.changed(await runs.facts.device('PC2', [payroll], noon))
    const held = heldDesk(runs.desk, 'write', '.lists')
    const slow = collect(held.desk)
    await held.reached
    later(1)
    await runs.changed(await runs.facts.device('PC3', [payroll], noon))
    await collect(runs.desk)
    held.release()
    await slow
    await reconcile(runs.desk)
    expect([await installed(), await isPending()]).toEqual([['Payroll 7: 3'], false])
    expect(statuses().slice(2)).toEqual(['collect overtaken', 'collect completed', 'reconcile completed'])
  })

  it('tell other tools the current snapshot when two publish at the same time', async () => {
    await license(4)
    const held = heldDesk(runs.desk, 'write', 'latest.json')
    const slow = reconcile(held.desk)
    await held.reached
    later(1)
    await license(5)
    await reconcile(runs.desk)
    held.release()
    await slow
    expect(latest().id).toBe((await readPointers(runs.table)).current?.id)
  })

  it('follow the end of an import whatever their pace', async () => {
    for (let run = 0; run < 6; run++) {
      await license(run + 1)
      await reconcile(runs.desk)
    }
    runs.asked.length = 0
    await goFirst(runs.desk, 'facts')
    await goFirst(runs.desk, 'devices')
    expect([runs.asked, await isPending()]).toEqual([['reconcile', 'collect'], true])
    await runs.run()
    expect(await isPending()).toBe(false)
  })

  it('are right when clocks differ by a minute', async () => {
    const at = (seconds: number): RunDesk => ({ ...runs.desk, now: () => new Date(Date.parse(noon) + seconds * 1_000) })
    later(10)
    await license(4)
    await reconcile(at(70))
    await license(5)
    // More was counted: it does not matter that the clock says that it is older.
    await reconcile(at(11))
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 5'], false])

    await runs.changed(await runs.facts.device('PC2', [paint], noon))
    await collect(at(75))
    await reconcile(at(76))
    await runs.changed(await runs.facts.device('PC3', [paint], noon))
    await collect(at(16))
    await reconcile(at(17))
    expect([await installed(), await isPending()]).toEqual([['Paint 3: 2', 'Payroll 7: 1'], false])
  })
})

describe('A new day', () => {
  it('begins at midnight in the time zone of the ledger, and is made without any change', async () => {
    runs = runsInMemory('2026-06-14T12:00:00Z', 'Europe/Berlin')
    await runs.changed(await runs.facts.device('PC1', [payroll], noon))
    await runs.changed(await runs.facts.agreement('A1', payroll, 3, { endDate: '2026-06-14' }))
    await runs.run()
    const at = async (time: string) => {
      runs.clock.now = new Date(time)
      const pending = await isPending()
      await runs.run()
      return [pending, ...(await entitled())]
    }
    expect(await at('2026-06-14T21:59:59Z')).toEqual([false, 'Payroll 7: 3'])
    expect(await at('2026-06-14T22:00:00Z')).toEqual([true, 'Payroll 7: 0'])
    expect(
      recorded()
        .map(({ stage, trigger }) => `${stage} ${trigger}`)
        .slice(2),
    ).toEqual(['collect day', 'reconcile day'])
    expect((await runs.reader.ofDay('2026-06-14')).manifest.day).toBe('2026-06-14')
    expect(await runs.current('history')).toEqual([
      { title: (await runs.current('titles'))[0]?.id, day: '2026-06-14', installed: 1, entitled: 3, unlimited: false },
    ])
  })

  it('is not taken back by a run of the day before that ends after midnight', async () => {
    runs.clock.now = new Date('2026-06-15T23:59:59Z')
    await license(4)
    const held = heldDesk(runs.desk, 'write', 'titles.parquet')
    const slow = reconcile(held.desk)
    await held.reached
    runs.clock.now = new Date('2026-06-16T00:00:01Z')
    await runs.run()
    held.release()
    await slow
    expect(statuses().at(-3)).toBe('reconcile overtaken')
    expect((await readPointers(runs.table)).current?.day).toBe('2026-06-16')
    expect(await isPending()).toBe(false)
  })

  it('is made with the history of the last day that can be read', async () => {
    const past: string[] = []
    for (const [day, count] of [
      ['2026-06-16', 4],
      ['2026-06-17', 5],
    ] as const) {
      runs.clock.now = new Date(`${day}T12:00:00Z`)
      await license(count)
      await runs.run()
      past.push((await runs.reader.present()).snapshot?.manifest.tables.titles?.key ?? '')
    }
    for (const damage of [
      () => runs.files.objects.delete(past[1] ?? ''),
      () => runs.files.objects.set(past[1] ?? '', { bytes: Buffer.from('no Parquet'), at: new Date() }),
    ]) {
      damage()
      runs.clock.now = new Date('2026-06-18T12:00:00Z')
      await rebuild()
      expect((await runs.current('history')).map(({ day, entitled }) => `${day}: ${entitled}`)).toEqual([
        '2026-06-16: 4',
        '2026-06-15: 3',
      ])
    }
  })
})

describe('A damaged file that a run reads only when something has changed', () => {
  it.each(['combinations', 'coverage', 'licenses'] as const)(
    'is made again, and nothing is taken over: %s',
    async (table) => {
      // Another family, whose coverage is taken over.
      await runs.changed(await runs.facts.agreement('A2', paint, 1))
      await runs.changed(await runs.facts.device('PC2', [paint], noon))
      await runs.run()
      const before = (await runs.reader.present()).snapshot?.manifest.tables
      runs.files.objects.set(before?.[table]?.key ?? '', { bytes: Buffer.from('no Parquet'), at: new Date() })
      await license(4)
      await runs.run()
      expect(await isPending()).toBe(false)
      const after = (await runs.reader.present()).snapshot?.manifest.tables
      expect(after?.[table]?.key).not.toBe(before?.[table]?.key)
      expect(after?.names?.key).not.toBe(before?.names?.key)
      expect(await runs.current(table)).toHaveLength(before?.[table]?.rows ?? -1)
    },
  )
})

describe('New rules', () => {
  it('make everything again, as a rollback does', async () => {
    for (const pointer of ['LISTS', 'CURRENT'])
      Object.assign(runs.items.get(`SNAPSHOT\n${pointer}`) ?? {}, { knowledge: 'other' })
    expect(await isPending()).toBe(true)
    await runs.run()
    expect(
      recorded()
        .map(({ trigger }) => trigger)
        .slice(2),
    ).toEqual(['knowledge', 'knowledge'])
    const { snapshot } = await runs.reader.present()
    for (const { key } of Object.values(snapshot?.manifest.tables ?? {})) expect(key).toContain(snapshot?.manifest.id)
  })

  it('do not need to understand what the version before them wrote', async () => {
    const { current, lists } = await readPointers(runs.table)
    for (const pointer of ['LISTS', 'CURRENT'])
      Object.assign(runs.items.get(`SNAPSHOT\n${pointer}`) ?? {}, { knowledge: 'other' })
    const strange = { bytes: Buffer.from('{"format": 99}'), at: new Date(noon) }
    runs.files.objects.set(`snapshots/${current?.id}/manifest.json`, strange)
    runs.files.objects.set(`snapshots/lists/${lists?.id}.lists`, strange)
    // The lists file says the same as before: its id would be the same.
    await collect(runs.desk)
    await expect(reconcile(runs.desk)).rejects.toThrow('The lists file is missing.')
    await runs.run()
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 3'], false])
  })
})

describe('A run that fails', () => {
  const failing = (message: string): RunDesk => ({
    ...runs.desk,
    files: {
      ...runs.desk.files,
      write: async () => {
        throw new Error(message)
      },
    },
  })

  it('says so without names of what it uses, and leaves the last snapshot', async () => {
    await license(4)
    const secret = 'arn:aws:s3:::bucket is not yours'
    await expect(reconcile(failing(secret))).rejects.toThrow(secret)
    expect(recorded().at(-1)).toMatchObject({
      ...{ status: 'failed', finishedAt: noon },
      error: { code: 'internal', message: 'The service could not finish this run. The log of its worker says why.' },
    })
    expect([await entitled(), await isPending(), alerts()]).toEqual([['Payroll 7: 3'], true, []])
    await reconcile(runs.desk)
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 4'], false])
  })

  it('raises an alert with the last delivery, which ends with the next run that completes', async () => {
    await license(4)
    await expect(reconcile(failing('away'), true)).rejects.toThrow('away')
    await expect(reconcile(failing('away'), true)).rejects.toThrow('away')
    expect(alerts()).toEqual(['open: Reconciliation failed (reconcile)'])
    await runs.changed(await runs.facts.device('PC2', [payroll], noon))
    await collect(runs.desk)
    expect(alerts()).toEqual(['open: Reconciliation failed (reconcile)'])
    await reconcile(runs.desk)
    expect(alerts()).toEqual(['ended: Reconciliation failed (reconcile)'])
  })

  it('raises it as the fifth in a row as well: the queue takes hours to give a message up', async () => {
    await runs.changed(await runs.facts.device('PC2', [payroll], noon))
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(alerts()).toEqual([])
      await expect(collect(failing('away'))).rejects.toThrow('away')
    }
    expect(alerts()).toEqual(['open: Reconciliation failed (collect)'])
    await collect(runs.desk)
    expect(alerts()).toEqual(['ended: Reconciliation failed (collect)'])
  })

  it('raises it without a word of its own when its worker is killed again and again', async () => {
    await license(4)
    for (let attempt = 1; attempt <= 11; attempt++) {
      expect(alerts()).toEqual([])
      await expect(reconcile(dyingDesk(runs.desk, 'before', 3).desk)).rejects.toThrow(Crash)
    }
    expect(alerts()).toEqual(['open: Reconciliation failed (reconcile)'])
    await reconcile(runs.desk)
    expect(alerts()).toEqual(['ended: Reconciliation failed (reconcile)'])
  })

  it('has not failed when only what follows the publication does', async () => {
    await license(4)
    const write: RunDesk['files']['write'] = async (key, bytes) => {
      if (key.endsWith('latest.json')) throw new Error('away')
      return runs.files.write(key, bytes)
    }
    await expect(reconcile({ ...runs.desk, files: { ...runs.files, write } }, true)).rejects.toThrow('away')
    expect([await entitled(), await isPending(), alerts()]).toEqual([['Payroll 7: 4'], false, []])
    expect(statuses().at(-1)).toBe('reconcile completed')
  })

  it('has not failed when only the answer of the table got lost', async () => {
    await license(4)
    const transact: RunDesk['table']['transact'] = async (writes) => {
      await runs.table.transact(writes)
      if (writes.length > 1) throw new Busy()
    }
    await expect(reconcile({ ...runs.desk, table: { ...runs.table, transact } }, true)).rejects.toThrow(Busy)
    expect([await entitled(), alerts()]).toEqual([['Payroll 7: 4'], []])
    expect(statuses().at(-1)).toBe('reconcile completed')
  })
})

describe('A file that is missing', () => {
  const removeAll = (part: string) => {
    for (const key of [...runs.files.objects.keys()]) if (key.includes(part)) runs.files.objects.delete(key)
  }
  /** Nothing that was read before is kept. */
  const read = async (table: (typeof tableNames)[number]) => {
    const { snapshot } = await snapshotReader({ ...runs.desk }).present()
    return snapshot?.all(table)
  }

  it.each(['manifest.json', ...tableNames.map((table) => `${table}.parquet`)])(
    '%s is told by 503, and made again',
    async (part) => {
      removeAll(part)
      const table = tableNames.find((name) => part.startsWith(name)) ?? 'titles'
      await expect(read(table)).rejects.toThrow(Busy)
      expect(await isPendingNow()).toBe(true)
      await runs.run()
      await read(table)
      expect(await isPendingNow()).toBe(false)
      const { rebuild } = (await readPointers(runs.table)).wanted
      expect(rebuild).toBe(false)
      await expectWhole()
    },
  )

  const isPendingNow = async () => {
    return isPendingNowOf(await readPointers(runs.table), presentOf(runs.desk))
  }

  it('of the lists is asked for by the run that misses it, and made again though nothing has changed', async () => {
    removeAll('.lists')
    await license(4)
    await expect(reconcile(runs.desk)).rejects.toThrow('The lists file is missing.')
    expect(recorded().at(-1)?.error).toEqual({
      code: 'file-missing',
      message: 'The lists file is missing. It is being made again.',
    })
    expect(runs.asked.at(-1)).toBe('collect')
    await runs.run()
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 4'], false])
  })

  it('of all is made again from the facts', async () => {
    removeAll('')
    await license(4)
    await expect(reconcile(runs.desk)).rejects.toThrow('The lists file is missing.')
    await runs.run()
    expect([await entitled(), await isPending()]).toEqual([['Payroll 7: 4'], false])
    await expectWhole()
  })

  it('of the current snapshot is noticed by the run that would need it', async () => {
    removeAll('names.parquet')
    await license(4)
    await runs.run()
    await read('names')
    await expectWhole()
  })
})

describe('A run that somebody asks for', () => {
  const ask = (at = noon) => requestRun(runs.desk, { actor: 'alice', at, alongside: () => [] } as never)

  it('begins with the reconcile that has the devices that were there then, and is one until it begins', async () => {
    const { run, begun } = await ask()
    expect([begun, run.status, run.trigger, runs.asked.at(-1)]).toEqual([true, 'queued', 'manual', 'collect'])
    expect(await ask()).toEqual({ run, begun: false })
    await license(4)
    // A reconcile that has older lists is another one.
    await reconcile(runs.desk)
    expect(recorded().find(({ id }) => id === run.id)?.status).toBe('queued')
    await collect(runs.desk)
    await reconcile(runs.desk)
    expect(recorded().find(({ id }) => id === run.id)).toMatchObject({
      ...{ stage: 'reconcile', status: 'completed', trigger: 'manual', version: 3 },
      counts: { devices: 1, agreements: 1 },
      snapshotId: (await runs.reader.present()).snapshot?.manifest.id,
    })
    expect((await ask()).begun).toBe(true)
  })

  it('before anything was ever counted waits for a collect that begins after it', async () => {
    runs = runsInMemory(noon)
    const held = heldDesk(runs.desk, 'write', '.lists')
    const running = collect(held.desk)
    await held.reached
    const { run } = await ask()
    held.release()
    await running
    await reconcile(runs.desk)
    expect(recorded().find(({ id }) => id === run.id)?.status).toBe('queued')
    await runs.run()
    expect(recorded().find(({ id }) => id === run.id)?.status).toBe('completed')
  })

  it('is never left queued by a worker that dies', async () => {
    for (const when of ['before', 'after'] as const)
      for (let step = 0; step < 8; step++) {
        const { run } = await ask()
        await collect(runs.desk)
        await reconcile(dyingDesk(runs.desk, when, step).desk).catch((error) => expect(error).toBeInstanceOf(Crash))
        await runs.run()
        // A run says nothing more when its worker died after it began.
        const own = recorded().find(({ id }) => id === run.id)
        expect(['completed', 'running']).toContain(own?.status)
        expect((await readPointers(runs.table)).wanted.queuedRun).toBeUndefined()
      }
  })
})

describe('Readers', () => {
  it('see the whole last snapshot while another one is written', async () => {
    await license(4)
    await runs.changed(await runs.facts.device('PC2', [payroll], noon))
    await collect(runs.desk)
    const before = await runs.reader.present()
    const write: RunDesk['files']['write'] = async (key, bytes) => {
      await runs.files.write(key, bytes)
      const { snapshot } = await runs.reader.present()
      if (key.endsWith('latest.json')) return
      expect(snapshot?.manifest).toEqual(before.snapshot?.manifest)
      for (const table of tableNames) expect(await snapshot?.all(table)).toBeDefined()
    }
    await reconcile({ ...runs.desk, files: { ...runs.files, write } })
    expect([await entitled(), await installed()]).toEqual([['Payroll 7: 4'], ['Payroll 7: 2']])
    // A page of the list that was begun before goes on with the same.
    const first = await runs.reader.byId(before.snapshot?.manifest.id ?? '')
    expect((await first.all('titles')).map((row) => row.entitled)).toEqual([3])
  })

  it('need no rebuild when files of an older snapshot are gone', async () => {
    const { snapshot } = await runs.reader.present()
    const id = snapshot?.manifest.id ?? ''
    await license(4)
    later(1)
    await runs.run()
    const older = await snapshotReader({ ...runs.desk }).byId(id)
    const wanted = runs.items.get('SNAPSHOT\nWANTED')
    runs.files.objects.delete(older.manifest.tables.titles?.key ?? '')
    await expect(older.all('titles')).rejects.toMatchObject({ code: 'cursor-expired' })
    runs.files.objects.delete(`snapshots/${id}/manifest.json`)
    await expect(snapshotReader({ ...runs.desk }).byId(id)).rejects.toMatchObject({ code: 'cursor-expired' })
    expect(runs.items.get('SNAPSHOT\nWANTED')).toEqual(wanted)
  })
})

describe('A worker that dies at any step', () => {
  /** So many steps the two stages have, after a change of each kind. */
  const change = async () => {
    await license(4)
    await runs.changed(await runs.facts.device('PC2', [payroll, paint], noon))
    runs.asked.length = 0
  }

  it.each(['before', 'after'] as const)(
    'leaves a run that ends right when it is delivered again (dies %s it)',
    async (when) => {
      for (let step = 0, isOver = false; !isOver; step++) {
        await start()
        await change()
        const dying = dyingDesk(runs.desk, when, step)
        const die = async (stage: typeof collect) =>
          stage(dying.desk).catch((error) => expect(error).toBeInstanceOf(Crash))
        await die(collect)
        await die(reconcile)
        isOver = dying.steps() <= step
        // What readers see is one snapshot, before or after.
        expect([['Payroll 7: 3'], ['Paint 3: 0', 'Payroll 7: 4']]).toContainEqual(await entitled())
        await runs.run()
        expect(await installed()).toEqual(['Paint 3: 1', 'Payroll 7: 2'])
        expect(await entitled()).toEqual(['Paint 3: 0', 'Payroll 7: 4'])
        await expectWhole()
        expect(latest().id).toBe((await readPointers(runs.table)).current?.id)
        if (isOver) expect(step).toBeGreaterThan(20)
      }
    },
  )

  const start = async () => {
    runs = runsInMemory(noon)
    await runs.changed(await runs.facts.device('PC1', [payroll], noon))
    await runs.changed(await runs.facts.agreement('A1', payroll, 3))
    await runs.run()
    await runs.changed([listsKey])
  }
})
