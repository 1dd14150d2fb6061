import * as z from 'zod'
import { listOf, noContent, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { deleteDevice, linkDevice, unlinkDevice } from '../lib/inventory/devices/change-devices.ts'
import { Device, DeviceId, DeviceLink, DeviceListItem } from '../lib/inventory/devices/device.ts'
import { DeviceSoftwareReport, SkippedSoftware } from '../lib/inventory/devices/device-report.ts'
import {
  deleteExemption,
  exemptDevice,
  listExemptions,
  listExemptionsOf,
  NewExemption,
  ShownExemption,
} from '../lib/inventory/devices/exemptions.ts'
import { type DeviceReadings, DeviceState, getDevice, listDevices } from '../lib/inventory/devices/read-devices.ts'
import type { KnownNames } from '../lib/inventory/names/software-names.ts'
import { reportDevice } from '../lib/inventory/reports/plan-report.ts'
import { titlesOfNames } from '../lib/positions/answers/title-rows.ts'
import type { SnapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'

/** What routes of devices work with. */
export interface DeviceDesk extends DeviceReadings {
  snapshots: SnapshotReader
  knownNames: KnownNames
}

const route = routesOver<DeviceDesk>()
const show = (desk: DeviceDesk, deviceId: string) =>
  getDevice(desk, deviceId, (hashes) => titlesOfNames(desk.snapshots, hashes))
const params = z.object({ deviceId: DeviceId })
const reader = 'license-reader'
const manager = 'license-manager'

export const deviceRoutes = [
  route('PUT', '/devices/{deviceId}/software', {
    summary: 'Report all software of a device: newer replaces, older is ignored',
    role: 'inventory-writer',
    params,
    body: DeviceSoftwareReport,
    answers: {
      200: { description: 'The same, without entries that cannot be taken.', schema: SkippedSoftware },
      204: { description: 'Taken, or older than what is known.' },
    },
    handle: async ({ params: { deviceId }, body: { software, ...report } }, desk) => {
      const { taken, skipped } = software
      await reportDevice(desk, { deviceId, ...report, software: taken }, desk.knownNames)
      return skipped
    },
    reply: (skipped) => (skipped.length > 0 ? ok({ skipped }) : noContent()),
  }),

  route('GET', '/devices', {
    summary: 'List managed devices by name',
    role: reader,
    query: z.object({
      contains: z
        .string()
        .max(256)
        .optional()
        .meta({ description: 'Text that the name or the id contains, in any case.' }),
      startsWith: z.string().max(256).optional().meta({
        description: 'Prefix of the name, ignoring case. Fast for any number of devices.',
      }),
      state: DeviceState.optional().meta({
        description:
          '`counted` or `not-counted`: seen of late or not. `shared-id`: two machines seem to share its id. `linked`: it counts with another.',
      }),
    }),
    paged: true,
    answers: { 200: { description: 'A page of devices.', schema: listOf(DeviceListItem) } },
    handle: ({ query, page }, desk) => listDevices(desk, query, page),
    reply: ok,
  }),

  route('GET', '/devices/{deviceId}', {
    summary: 'Read a device with its software and possible duplicates',
    role: reader,
    params,
    answers: { 200: { description: 'The device.', schema: Device } },
    handle: ({ params: { deviceId } }, desk) => show(desk, deviceId),
    reply: single,
  }),

  route('DELETE', '/devices/{deviceId}', {
    summary: 'Delete a device; it comes back with its next report',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'Deleted.' } },
    handle: ({ params: { deviceId }, change, expectedVersions }, ledger) =>
      deleteDevice(ledger, deviceId, change, expectedVersions),
    reply: noContent,
  }),

  route('PUT', '/devices/{deviceId}/link', {
    summary: 'Link a device to another one that is the same machine: they count once',
    role: manager,
    params,
    body: DeviceLink,
    answers: { 200: { description: 'The device as linked.', schema: Device } },
    handle: async ({ params: { deviceId }, body, change }, desk) => {
      await linkDevice(desk, deviceId, body.deviceId, change)
      return show(desk, deviceId)
    },
    reply: single,
  }),

  route('DELETE', '/devices/{deviceId}/link', {
    summary: 'Let a linked device count for itself again',
    role: manager,
    params,
    answers: { 204: { description: 'Unlinked.' } },
    handle: ({ params: { deviceId }, change }, ledger) => unlinkDevice(ledger, deviceId, change),
    reply: noContent,
  }),

  route('GET', '/exemptions', {
    summary: 'List all exemptions of devices, newest first, with those that have ended',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of exemptions.', schema: listOf(ShownExemption) } },
    handle: ({ page }, desk) => listExemptions(desk, page),
    reply: ok,
  }),

  route('GET', '/devices/{deviceId}/exemptions', {
    summary: 'List the exemptions of a device, newest first',
    role: reader,
    params,
    answers: { 200: { description: 'Its exemptions.', schema: z.strictObject({ items: z.array(ShownExemption) }) } },
    handle: ({ params: { deviceId } }, desk) => listExemptionsOf(desk, deviceId),
    reply: (items) => ok({ items }),
  }),

  route('PUT', '/devices/{deviceId}/exemptions', {
    summary: 'Take a machine out of the requirements of a family, or of all: one exemption of each',
    role: manager,
    params,
    body: NewExemption,
    versioned: true,
    answers: {
      200: { description: 'The exemption as replaced.', schema: ShownExemption },
      201: { description: 'The new exemption; positions follow with the next snapshot.', schema: ShownExemption },
    },
    handle: ({ params: { deviceId }, body, change, expectedVersions }, desk) =>
      exemptDevice(desk, deviceId, body, change, expectedVersions),
    reply: ({ exemption, isNew }) => ({ ...single(exemption), status: isNew ? 201 : 200 }),
  }),

  route('DELETE', '/devices/{deviceId}/exemptions', {
    summary: 'Let a machine count again',
    role: manager,
    params,
    query: z.object({
      familyId: Ulid.optional().meta({ description: 'Without one: the exemption from all families.' }),
    }),
    versioned: true,
    answers: { 204: { description: 'The exemption is taken back.' } },
    handle: ({ params: { deviceId }, query: { familyId }, change, expectedVersions }, desk) =>
      deleteExemption(desk, deviceId, familyId, change, expectedVersions),
    reply: noContent,
  }),
]
