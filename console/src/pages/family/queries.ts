import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { everyItem, listOf } from '../../api/queries.ts'
import type { Family } from './family-data.ts'

type Day = string | undefined

const asOf = (day: Day) => (day === undefined ? {} : { asOf: day })

/** A family with the whole of its lists: its own answer has the first rows, and long ones are read to their end. */
export const familyQuery = (familyId: string, day: Day) =>
  queryOptions({
    queryKey: ['/families/{familyId}', familyId, day],
    queryFn: async ({ signal }): Promise<Family> => {
      const path = { familyId }
      const family = await read(api.GET('/families/{familyId}', { params: { path, query: asOf(day) }, signal }))
      const query = (cursor: string | undefined) => ({
        ...asOf(day),
        limit: 1_000,
        ...(cursor !== undefined && { cursor }),
      })
      const whole = <Item>(first: Item[], count: number, readAll: () => Promise<Item[]>) =>
        first.length < count ? readAll() : first
      const [entitlements, combinations, coverage] = await Promise.all([
        whole(family.entitlements, family.entitlementCount, () =>
          everyItem((cursor) =>
            read(api.GET('/families/{familyId}/entitlements', { params: { path, query: query(cursor) }, signal })),
          ),
        ),
        whole(family.combinations, family.combinationCount, () =>
          everyItem((cursor) =>
            read(api.GET('/families/{familyId}/combinations', { params: { path, query: query(cursor) }, signal })),
          ),
        ),
        whole(family.coverage, family.coverageCount, () =>
          everyItem((cursor) =>
            read(api.GET('/families/{familyId}/coverage', { params: { path, query: query(cursor) }, signal })),
          ),
        ),
      ])
      return { ...family, entitlements, combinations, coverage }
    },
  })

type MachineStatus = 'open' | 'covered' | 'needs-data' | 'exempt'

export const machinesList = (familyId: string, day: Day, status: MachineStatus | undefined) =>
  listOf(['/families/{familyId}/devices', familyId, day, status], (cursor, signal) =>
    read(
      api.GET('/families/{familyId}/devices', {
        params: {
          path: { familyId },
          query: { ...asOf(day), limit: 100, ...(status && { status }), ...(cursor !== undefined && { cursor }) },
        },
        signal,
      }),
    ),
  )

export const historyQuery = (familyId: string) =>
  queryOptions({
    queryKey: ['/families/{familyId}/history', familyId],
    queryFn: ({ signal }) =>
      everyItem((cursor) =>
        read(
          api.GET('/families/{familyId}/history', {
            params: { path: { familyId }, query: { limit: 100, ...(cursor !== undefined && { cursor }) } },
            signal,
          }),
        ),
      ),
  })

export const compareQuery = (familyId: string, from: string, to: Day) =>
  queryOptions({
    queryKey: ['/families/{familyId}/compare', familyId, from, to],
    queryFn: ({ signal }) =>
      read(
        api.GET('/families/{familyId}/compare', {
          params: { path: { familyId }, query: { from, ...(to !== undefined && { to }) } },
          signal,
        }),
      ),
  })

export const policiesQuery = queryOptions({
  queryKey: ['/position-policies'],
  queryFn: ({ signal }) => read(api.GET('/position-policies', { signal })),
})

export const declaredUseQuery = (familyId: string) =>
  queryOptions({
    queryKey: ['/families/{familyId}/declared-use', familyId],
    queryFn: ({ signal }) =>
      read(api.GET('/families/{familyId}/declared-use', { params: { path: { familyId } }, signal })),
  })

/** Exemptions from this family, and from all. */
export const exemptionsQuery = (familyId: string) =>
  queryOptions({
    queryKey: ['/exemptions', familyId],
    queryFn: async ({ signal }) => {
      const all = await everyItem((cursor) =>
        read(
          api.GET('/exemptions', {
            params: { query: { limit: 100, ...(cursor !== undefined && { cursor }) } },
            signal,
          }),
        ),
      )
      return all.filter((exemption) => exemption.familyId === undefined || exemption.familyId === familyId)
    },
  })
