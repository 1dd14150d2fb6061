/**
 * Lambda counts how often a function was called in a chain: by a message that it sent, to a queue that feeds it, while it
 * worked on such a message. The count travels in the trace header, which the SDK adds to what a function sends and SQS
 * keeps with the message. Here the same headers do the same, as a function that lacks `feedsItself` fails on AWS only.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store'

/** Calls of one function in a chain after which Lambda ends it, "approximately". */
export const mostCalls = 16

const header = 'x-amzn-trace-id'
/** Attribute of messages; for SQS it is one of the system's, which the emulator does not have. */
export const traceAttribute = 'AWSTraceHeader'

interface Trace {
  /** Of the function in this chain, with this one. */
  calls: number
  header: string
}

const lineage = /Lineage=([^;]*)/

/** @param before the trace header of the message that calls the function */
export const nextCall = (functionName: string, before = ''): Trace => {
  const entries = (lineage.exec(before)?.[1] ?? '').split(',').map((entry) => entry.split(':'))
  const counts = new Map(entries.map(([name = '', count]) => [name, Number(count ?? 0)]))
  const calls = (counts.get(functionName) ?? 0) + 1
  const next = [...counts.set(functionName, calls)].filter(([name]) => name !== '').map((entry) => entry.join(':'))
  return { calls, header: `Root=1-00000000-000000000000000000000000;Lineage=${next.join()}` }
}

/** Calls a function so that the messages it sends carry the trace. Parallel calls keep their traces apart. */
export const callWith = async <T>(trace: Trace, call: () => Promise<T>): Promise<T> => {
  const store = await InvokeStore.getInstanceAsync(true)
  return store.run({ [InvokeStoreBase.PROTECTED_KEYS.X_RAY_TRACE_ID]: trace.header }, call)
}

interface SentMessage {
  headers: Readonly<Record<string, unknown>>
  body: unknown
}

/** Keeps the trace of a message that a function sends with the message. */
export const keepTrace = ({ headers, body }: SentMessage): void => {
  const trace = headers[header]
  if (headers['x-amz-target'] !== 'AmazonSQS.SendMessage' || typeof trace !== 'string') return
  const { MessageAttributes = {} } = Object(body)
  Object.assign(Object(body), {
    MessageAttributes: { ...MessageAttributes, [traceAttribute]: { DataType: 'String', StringValue: trace } },
  })
}
