import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'

export type DeviceListItem = components['schemas']['DeviceListItem']
export type Device = components['schemas']['Device']
export type Exemption = components['schemas']['Exemption']

export const deviceStates = ['counted', 'not-counted', 'shared-id', 'linked'] as const
export type DeviceState = (typeof deviceStates)[number]

export const devicesList = (contains: string | undefined, state: DeviceState | undefined) =>
  listOf(['/devices', { contains, state }], (cursor, signal) =>
    read(
      api.GET('/devices', {
        params: {
          query: {
            limit: 100,
            ...(contains !== undefined && { contains }),
            ...(state !== undefined && { state }),
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    ),
  )

/** Milliseconds. */
const soon = 3_000

export const deviceQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['/devices', deviceId],
    queryFn: ({ signal }) => read(api.GET('/devices/{deviceId}', { params: { path: { deviceId } }, signal })),
    // What it has just reported for the first time is in the next snapshot.
    refetchInterval: ({ state: { data } }) => (data?.software.some(({ kind }) => kind === undefined) ? soon : false),
  })

export const exemptionsQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['/devices', deviceId, 'exemptions'],
    queryFn: ({ signal }) =>
      read(api.GET('/devices/{deviceId}/exemptions', { params: { path: { deviceId } }, signal })),
  })

const familiesFound = 20

/** Families of some name, those that require most first. */
export const familiesQuery = (contains: string) =>
  queryOptions({
    queryKey: ['/families', { contains, limit: familiesFound }],
    queryFn: ({ signal }) =>
      read(api.GET('/families', { params: { query: { contains, limit: familiesFound, sort: '-required' } }, signal })),
    placeholderData: (before) => before,
  })

/** Names of families by their ids: exemptions have ids only. */
export const familyQuery = (familyId: string) =>
  queryOptions({
    queryKey: ['/families', familyId],
    queryFn: ({ signal }) => read(api.GET('/families/{familyId}', { params: { path: { familyId } }, signal })),
  })
