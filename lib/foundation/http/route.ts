import * as z from 'zod'
import type { Versions } from '../errors.ts'
import type { Change } from '../table/ledger.ts'
import type { PageRequest } from '../table/lists.ts'

export const roles = ['license-reader', 'license-manager', 'inventory-writer'] as const
export type Role = (typeof roles)[number]
/** Who may call a route: a role, or whoever has one. */
export type Required = Role | 'any'
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a handler answers. A `body` is parsed by the schema of its status before it leaves. */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: unknown
  base64?: boolean
}

type Input<S> = S extends z.ZodType ? z.output<S> : undefined

interface Call<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  change: Change
  /** From `If-Match` and `If-None-Match`; undefined when the caller does not care. */
  expectedVersions: Versions | undefined
  roles: readonly Role[]
  /** As the caller's token tells it, if it does. */
  name: string | undefined
  page: PageRequest
}

interface Answer {
  description: string
  schema?: z.ZodType
}

interface Declaration<Deps, P, Q, B, Result> {
  summary: string
  /** Who may call it; a manager may do all that a reader may. Absent: no token needed. */
  role?: Required
  params?: P
  query?: Q
  body?: B
  /** A list that takes `limit` and `cursor`; its use case gives `{items, next?}`, `next` being a position. */
  paged?: boolean
  /** The most items of a page; 100 unless this says otherwise. */
  maximumLimit?: number
  versioned?: boolean
  answers: Record<number, Answer>
  handle: (call: Call<Input<P>, Input<Q>, Input<B>>, deps: Deps) => Promise<Result>
  /** Shapes its result into the answer; pure, so that a repeated request can be answered from what was stored. */
  reply: (result: Result) => Reply
  /** Adds what must not be stored, such as a signed form, to a success; also when the request is repeated. */
  renew?: (body: unknown, deps: Deps, input: Input<B>) => Promise<unknown>
}

type Erased<Deps> = Declaration<Deps, z.ZodObject | undefined, z.ZodObject | undefined, z.ZodType | undefined, unknown>

/** A route with its types erased: what router, OpenAPI, infrastructure and the local gateway read. */
export interface Route<Deps = never> extends Erased<Deps> {
  method: Method
  path: string
}

export const routesOver =
  <Deps>() =>
  <
    Result,
    P extends z.ZodObject | undefined = undefined,
    Q extends z.ZodObject | undefined = undefined,
    B extends z.ZodType | undefined = undefined,
  >(
    method: Method,
    path: string,
    declaration: Declaration<Deps, P, Q, B, Result>,
  ): Route<Deps> =>
    ({ method, path, ...declaration }) as unknown as Route<Deps>

/** `GET /groups/{groupId}`, as API Gateway names it. */
export const routeKey = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`

const etag = (version: number): string => `"${version}"`

type Versioned = { version: number }

export const ok = <T>(body: T): Reply => ({ status: 200, body })
export const single = <T extends Versioned>(body: T): Reply => ({
  status: 200,
  headers: { etag: etag(body.version) },
  body,
})
export const created = <T extends Versioned>(location: string, body: T): Reply => ({
  status: 201,
  headers: { location, etag: etag(body.version) },
  body,
})
export const accepted = <T>(location: string, body: T): Reply => ({ status: 202, headers: { location }, body })
export const noContent = (): Reply => ({ status: 204 })

const cursor = z.string().optional().meta({ description: 'Where the list goes on; absent on its last page.' })

export const listOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), cursor })
