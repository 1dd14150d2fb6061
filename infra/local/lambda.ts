import { randomUUID } from 'node:crypto'

/** What a handler may ask Lambda about its invocation. */
export interface LambdaContext {
  functionName: string
  awsRequestId: string
  getRemainingTimeInMillis: () => number
}

/** A function's handler. Events reach it as JSON does, and so does its answer. */
export type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>

/** The handler of a file of `functions/`. It reads its settings from the environment when it is loaded. */
export const loadHandler = async (name: string): Promise<Handler> => {
  const { handler }: { handler: Handler } = await import(`../../functions/${name}.ts`)
  return handler
}

/** @param timeLimit milliseconds that the function may take, as deployed */
export const lambdaContext = (functionName: string, timeLimit: number): LambdaContext => {
  const end = Date.now() + timeLimit
  return {
    functionName,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  }
}

/** Runs a function. When its time is over this process ends, as Lambda ends the one that a function runs in. */
export const invoke = async (name: string, handler: Handler, event: unknown, timeLimit: number): Promise<unknown> => {
  const timer = setTimeout(() => {
    console.error(`${name} failed: timed out after ${timeLimit / 1_000} s`)
    process.exit(1)
  }, timeLimit)
  try {
    return await handler(event, lambdaContext(name, timeLimit))
  } finally {
    clearTimeout(timer)
  }
}
