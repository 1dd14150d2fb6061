import type { ServerResponse } from 'node:http'
import * as z from 'zod'
import { sendError } from './respond.ts'

/** Which calls can be told to go wrong. */
export const GraphCall = z.enum(['token', 'skus', 'purchases', 'users', 'job-create', 'job', 'download'])
export type GraphCall = z.infer<typeof GraphCall>

const sendPage = (response: ServerResponse, status: number) =>
  response.writeHead(status, { 'content-type': 'text/html' }).end('<!doctype html><title>Bad Gateway</title>')

interface Options {
  retryAfter: number | undefined
}

const throttled = (response: ServerResponse, { retryAfter }: Options) =>
  sendError(
    response,
    429,
    'TooManyRequests',
    'Please retry again later.',
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  )

/** What a call can do instead of what is right. */
const answers = {
  throttled,
  'server-error': (response: ServerResponse) =>
    sendError(response, 500, 'InternalServerError', 'An error has occurred'),
  'query-broker': (response: ServerResponse) =>
    sendError(response, 500, 'InternalServerError', 'Rate limit reached because of too many requests to query broker.'),
  'bad-gateway': (response: ServerResponse) => sendPage(response, 502),
  unavailable: (response: ServerResponse, { retryAfter }: Options) =>
    sendError(
      response,
      503,
      'serviceNotAvailable',
      '',
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    ),
  'gateway-timeout': (response: ServerResponse) => sendError(response, 504, 'UnknownError', ''),
  reset: (response: ServerResponse) => response.req.socket.resetAndDestroy(),
  html: (response: ServerResponse) => sendPage(response, 200),
  'wrong-shape': (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}'),
  unauthorized: (response: ServerResponse) =>
    sendError(response, 401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
} satisfies Record<string, (response: ServerResponse, options: Options) => unknown>

/** Of pages alone: what is right is given, and the link after it is not. */
const pageFaults = ['looping-link', 'foreign-link', 'empty-page'] as const

/** What becomes of a job that is created: it fails, never ends, has no address for a while, or other headings. */
const jobFaults = ['failed', 'stuck', 'no-url', 'renamed'] as const
/** Of a download: its address is no longer good, or it breaks off. */
const fileFaults = ['expired', 'cut'] as const

const names: readonly string[] = [...Object.keys(answers), ...pageFaults, ...jobFaults, ...fileFaults]

/** What can go wrong with a call. */
export const faultsOf = (call: GraphCall): readonly FaultName[] => {
  const isOfPages = call === 'skus' || call === 'purchases' || call === 'users'
  return [
    ...(Object.keys(answers) as (keyof typeof answers)[]),
    ...(isOfPages ? pageFaults : []),
    ...(call === 'job-create' ? jobFaults : []),
    ...(call === 'download' ? fileFaults : []),
  ]
}

type PageFault = (typeof pageFaults)[number]
type JobFault = (typeof jobFaults)[number]
type FileFault = (typeof fileFaults)[number]
type FaultName = keyof typeof answers | PageFault | JobFault | FileFault

export const GraphFault = z.strictObject({
  call: GraphCall,
  fault: z.custom<FaultName>(
    (name) => typeof name === 'string' && names.includes(name),
    `There are ${names.join(', ')}.`,
  ),
  /** Calls of this kind that go right before. */
  after: z.int().min(0).default(0),
  /** Calls that go wrong then; all when absent. */
  count: z.int().positive().optional(),
  /** Seconds, of Retry-After; none is sent when absent. */
  retryAfter: z.number().min(0).optional(),
})
type GraphFault = z.infer<typeof GraphFault>

/** One order, or several: of those that fit a call the first is carried out. */
export const GraphFaults = z.preprocess((input) => [input].flat(), z.array(GraphFault))

const isOneOf = <F extends FaultName>(some: readonly F[], fault: FaultName): fault is F =>
  some.some((each) => each === fault)

/** What a call does instead of what is right, or what becomes of what it makes. */
interface TakenFault {
  send?: (response: ServerResponse) => void
  page?: PageFault
  job?: JobFault
  file?: FileFault
}

/** What is ordered to go wrong, in the order of the calls. */
export const graphFaults = () => {
  let orders: GraphFault[] = []
  return {
    /** Replaces all orders. @throws ZodError */
    set: (input: z.input<typeof GraphFaults>): void => {
      orders = GraphFaults.parse(input)
    },
    clear: (): void => {
      orders = []
    },
    list: (): readonly GraphFault[] => orders,
    /** Counts a call. @returns what it does instead, if it is to go wrong */
    take: (call: GraphCall): TakenFault | undefined => {
      const order = orders.find((each) => each.call === call)
      if (!order) return undefined
      if (order.after > 0) {
        order.after -= 1
        return undefined
      }
      if (order.count !== undefined) order.count -= 1
      orders = orders.filter(({ count }) => count !== 0)
      const { fault, retryAfter } = order
      if (isOneOf(pageFaults, fault)) return { page: fault }
      if (isOneOf(jobFaults, fault)) return { job: fault }
      if (isOneOf(fileFaults, fault)) return { file: fault }
      return { send: (response: ServerResponse) => void answers[fault](response, { retryAfter }) }
    },
  }
}

export type GraphFaultOrders = ReturnType<typeof graphFaults>
