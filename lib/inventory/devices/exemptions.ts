import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { auditEntry, changeOf, type State } from '../../audit/trail.ts'
import { dayOf } from '../../foundation/calendar/day.ts'
import { compare } from '../../foundation/collections.ts'
import { absent, conflict, expectVersion, notFound, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import type { Change, LedgerWith } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import {
  type Decision,
  decide,
  decisionAfter,
  type Exemption,
  readDecisions,
} from '../../recognition/titles/decision.ts'
import { DeviceId } from './device.ts'
import { changeSeen, type KnownDevice, readDevices } from './device-store.ts'
import { readKnownDevice } from './read-devices.ts'

const maximumExemptions = 50

export const NewExemption = z
  .strictObject({
    familyId: Ulid.optional().meta({ description: 'Without one it is an exemption from all families.' }),
    reason: z.string().trim().min(1).max(500).meta({ description: 'Such as “MSDN” or “cold standby”.' }),
    until: z.iso.date().optional().meta({ description: 'Its last day; without one it has no end.' }),
  })
  .meta({ id: 'NewExemption' })
type NewExemption = z.infer<typeof NewExemption>

export const ShownExemption = z
  .strictObject({
    deviceId: DeviceId,
    deviceName: z.string(),
    ...NewExemption.shape,
    ended: z.boolean().meta({ description: 'Its last day is over: the machine counts again.' }),
    version: z.int(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Exemption' })
type ShownExemption = z.infer<typeof ShownExemption>

type ExemptingLedger = LedgerWith<'timeZone'>

type Exempted = Decision<'exemption'>

const exemptionSubject = (key: string, familyId = '*'): string => `${key}#${familyId}`

const keyOf = ({ subject }: Exempted): string => subject.split('#')[0] ?? ''

/** Those of a device, also such as were taken back. @param key packed */
export const readExemptionsOf = (table: Table, key: string): Promise<Exempted[]> =>
  readDecisions(table, 'exemption', `${key}#`)

const show = (
  { now, timeZone }: Pick<ExemptingLedger, 'now' | 'timeZone'>,
  deviceName: string,
  { by, at, version }: Exempted,
  value: Exemption,
): ShownExemption => {
  const ended = value.until !== undefined && value.until < dayOf(now(), timeZone)
  return { ...value, deviceName, ended, version, by, at }
}

const positionOf = ({ at, subject }: Exempted): string => `${at} ${subject}`
const newestFirst = (one: Exempted, other: Exempted): number => compare(positionOf(other), positionOf(one))

/** Newest first, also those that have ended. All are read for each page: they are few. */
export const listExemptions = async (ledger: ExemptingLedger, { limit, after }: PageRequest) => {
  const all = (await readDecisions(ledger.table, 'exemption')).filter(({ value }) => value).sort(newestFirst)
  const left = all.filter((one) => after === undefined || positionOf(one) < after)
  const page = left.slice(0, limit)
  const devices = await readDevices(ledger.table, [...new Set(page.map(keyOf))])
  const last = page.at(-1)
  const items = page.flatMap((one) =>
    one.value ? [show(ledger, devices.get(keyOf(one))?.device.name ?? one.value.deviceId, one, one.value)] : [],
  )
  return { items, ...(last && left.length > limit && { next: positionOf(last) }) }
}

/** @throws LedgerError `device-not-found` */
export const listExemptionsOf = async (ledger: ExemptingLedger, id: string): Promise<ShownExemption[]> => {
  const { device } = await readKnownDevice(ledger.table, id)
  const exemptions = (await readExemptionsOf(ledger.table, device.sk)).sort(newestFirst)
  return exemptions.flatMap((one) => (one.value ? [show(ledger, device.name, one, one.value)] : []))
}

/** Writes an exemption on condition that its device is as it was read: so a deleted one has none. */
const change = async (
  { table, newId }: ExemptingLedger,
  { device: { id, name }, seen }: KnownDevice,
  subject: string,
  before: Exempted | undefined,
  after: Exemption | undefined,
  who: Change,
): Promise<Exempted> => {
  const told = (value: Exemption | undefined): State | null => {
    if (!value) return null
    const { deviceId: _, ...state } = value
    return state
  }
  const states = { before: told(before?.value), after: told(after) }
  await commit(table, [
    changeSeen(seen, {}, who.at),
    decide('exemption', subject, before, after, who),
    auditEntry(newId(), who, after ? 'device-exempted' : 'device-exemption-deleted', [
      changeOf('device', { id, name }, states),
    ]),
  ])
  return decisionAfter('exemption', subject, before, after, who)
}

/**
 * Takes a machine out of the requirements of a family, or of all: one exemption of a device and family.
 * @throws LedgerError `device-not-found`, `exemption-limit-reached`, `stale-version`
 */
export const exemptDevice = (
  ledger: ExemptingLedger,
  id: string,
  said: NewExemption,
  who: Change,
  expected?: Versions,
): Promise<{ exemption: ShownExemption; isNew: boolean }> =>
  settle(async () => {
    const known = await readKnownDevice(ledger.table, id)
    const { sk, name, id: deviceId } = known.device
    const all = await readExemptionsOf(ledger.table, sk)
    const subject = exemptionSubject(sk, said.familyId)
    const before = all.find((one) => one.subject === subject)
    expectVersion(before?.value ? before.version : absent, expected)
    const value = { deviceId, ...said }
    const isNew = !before?.value
    if (before && isDeepStrictEqual(before.value, value)) return { exemption: show(ledger, name, before, value), isNew }
    if (isNew && all.filter((one) => one.value).length >= maximumExemptions)
      throw conflict('exemption-limit-reached', `A device has at most ${maximumExemptions} exemptions.`)
    return { exemption: show(ledger, name, await change(ledger, known, subject, before, value, who), value), isNew }
  })

/** @throws LedgerError `device-not-found`, `exemption-not-found` */
export const openExemption = async (table: Table, id: string, familyId: string | undefined) => {
  const known = await readKnownDevice(table, id)
  const subject = exemptionSubject(known.device.sk, familyId)
  const exemption = (await readExemptionsOf(table, known.device.sk)).find((one) => one.subject === subject)
  if (exemption?.value) return { known, exemption }
  const from = familyId === undefined ? 'all families' : `the family ${familyId}`
  throw notFound('exemption-not-found', `The device ${id} has no exemption from ${from}.`)
}

/** Lets a machine count again. @throws LedgerError as {@link openExemption}, `stale-version` */
export const deleteExemption = (
  ledger: ExemptingLedger,
  id: string,
  familyId: string | undefined,
  who: Change,
  expected?: Versions,
): Promise<void> =>
  settle(async () => {
    const { known, exemption } = await openExemption(ledger.table, id, familyId)
    expectVersion(exemption.version, expected)
    await change(ledger, known, exemption.subject, exemption, undefined, who)
  })
