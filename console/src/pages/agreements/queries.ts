import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf, queryClient, refreshAll } from '../../api/queries.ts'
import type { components, paths } from '../../api/schema.d.ts'

type Schemas = components['schemas']
export type Group = Schemas['Group']
export type Agreement = Schemas['VolumeAgreement'] | Schemas['OtherAgreement']
export type VolumeAgreement = Schemas['VolumeAgreement']
export type OtherAgreement = Schemas['OtherAgreement']
export type ShownPair = Schemas['AgreementNumberPair']
export type AgreementListItem =
  paths['/agreements']['get']['responses'][200]['content']['application/json']['items'][number]
export type AgreementType = Agreement['type']

export const unassignedId = 'unassigned'

/** Milliseconds between two looks while pairs are looked up. */
const soon = 1_500

export interface AgreementFilter {
  group?: string | undefined
  type?: string | undefined
  q?: string | undefined
  number?: string | undefined
}

const typeOf = (type: string | undefined): AgreementType | undefined =>
  type === 'volume' || type === 'other' ? type : undefined

/** As both the list and moves of all that it finds take it. */
export const choiceOf = ({ group: groupId, type: given, q: contains, number }: AgreementFilter) => {
  const type = typeOf(given)
  return {
    ...(groupId !== undefined && { groupId }),
    ...(type && { type }),
    ...(contains !== undefined && { contains }),
    ...(number !== undefined && { number }),
  }
}

export const agreementsList = (filter: AgreementFilter) =>
  listOf(['/agreements', choiceOf(filter)], (cursor, signal) =>
    read(
      api.GET('/agreements', {
        params: { query: { limit: 100, ...choiceOf(filter), ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  )

export const readAgreement = (agreementId: string): Promise<Agreement> =>
  read(api.GET('/agreements/{agreementId}', { params: { path: { agreementId } } }))

const hasPending = (agreement: Agreement | undefined): boolean =>
  agreement?.type === 'volume' &&
  agreement.pairs.some(({ validation: { status, error } }) => status === 'pending' && !error)

export const agreementQuery = (agreementId: string) =>
  queryOptions({
    queryKey: ['/agreements', agreementId],
    queryFn: () => readAgreement(agreementId),
    // Each look of a manager at details is in the trail.
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) =>
      hasPending(state.data) && state.dataUpdateCount < 40 ? soon * 1.1 ** state.dataUpdateCount : false,
  })

export const pairsList = (agreementId: string) =>
  listOf(['/agreements', agreementId, 'pairs'], (cursor, signal) =>
    read(
      api.GET('/agreements/{agreementId}/pairs', {
        params: { path: { agreementId }, query: { limit: 100, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  )

export const agreementHistory = (agreementId: string) =>
  listOf(['/agreements', agreementId, 'history'], (cursor, signal) =>
    read(
      api.GET('/agreements/{agreementId}/history', {
        params: { path: { agreementId }, query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  )

export const groupHistory = (groupId: string) =>
  listOf(['/groups', groupId, 'history'], (cursor, signal) =>
    read(
      api.GET('/groups/{groupId}/history', {
        params: { path: { groupId }, query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  )

/** Who changed an agreement last. */
export const lastChange = async (agreementId: string) => {
  const { items } = await read(
    api.GET('/agreements/{agreementId}/history', { params: { path: { agreementId }, query: { limit: 1 } } }),
  )
  return items[0]
}

export const entitlementsList = (agreementId: string) =>
  listOf(['/entitlements', { agreementId }], (cursor, signal) =>
    read(
      api.GET('/entitlements', {
        params: { query: { agreementId, limit: 100, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  )

/** Families in which an agreement has licenses, each with these licenses. */
const readFamilies = async (agreementId: string, signal: AbortSignal) => {
  const { items, asOf, pending } = await read(
    api.GET('/families', { params: { query: { agreementId, limit: 100 } }, signal }),
  )
  const families = await Promise.all(
    items.map(async (family) => {
      const { items: all } = await read(
        api.GET('/families/{familyId}/entitlements', {
          params: { path: { familyId: family.id }, query: { limit: 1_000 } },
          signal,
        }),
      )
      return { family, licenses: all.filter((license) => license.agreementId === agreementId) }
    }),
  )
  return { families, asOf, pending }
}

export type FamilyOfAgreement = Awaited<ReturnType<typeof readFamilies>>['families'][number]

export const familiesQuery = (agreementId: string) =>
  queryOptions({
    queryKey: ['/families', { agreementId }],
    queryFn: ({ signal }) => readFamilies(agreementId, signal),
  })

/** Licenses that one question can take away. */
export const licensesAtOnce = 200

/** What the families of an agreement would be without it. */
export const withoutQuery = (agreementId: string, families: readonly FamilyOfAgreement[]) =>
  queryOptions({
    queryKey: ['/families', { without: agreementId }, families.map(({ licenses }) => licenses.map(({ id }) => id))],
    queryFn: ({ signal }) =>
      Promise.all(
        families.map(async ({ family, licenses }) => {
          const { before, after } = await read(
            api.POST('/families/{familyId}/what-if', {
              params: { path: { familyId: family.id } },
              body: { remove: licenses.map(({ id }) => id) },
              signal,
            }),
          )
          return { family, before, after }
        }),
      ),
  })

/** Milliseconds between two looks at a move that works. */
const often = 1_000

export type Move = components['schemas']['Move']
const movesKey = ['/moves']

/** The last moves of many agreements. When one is done, all that is shown is read again. */
export const movesQuery = queryOptions({
  queryKey: movesKey,
  queryFn: async ({ signal }) => {
    const { items } = await read(api.GET('/moves', { params: { query: { limit: 5 } }, signal }))
    const before = queryClient.getQueryData<Move[]>(movesKey) ?? []
    const ran = new Set(before.filter(({ status }) => status === 'running').map(({ id }) => id))
    if (items.some(({ id, status }) => status !== 'running' && ran.has(id))) setTimeout(() => void refreshAll())
    return items
  },
  refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'running') ? often : false),
})
