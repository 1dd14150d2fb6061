/** What a line says beside its message: ids, counts, times. Names, numbers, bodies and tokens stay out of it. */
export type Fields = Readonly<Record<string, unknown>>

/** Where a function tells what it does. */
export interface Log {
  info: (message: string, fields: Fields) => void
  warn: (message: string, fields: Fields) => void
  error: (message: string, fields: Fields) => void
}

interface ToldError {
  name: string
  message: string
  stack?: string | undefined
  cause?: ToldError
}

/**
 * An error as a log may tell it: where it arose, and what caused it. Nothing that it carries beside: a refused
 * transaction carries the items that stood in its way.
 */
export const tellError = (error: unknown): ToldError => {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) }
  const { name, message, stack, cause } = error
  return { name, message, stack, ...(cause !== undefined && { cause: tellError(cause) }) }
}

/** What went wrong, on the console: for code that runs outside of a function, such as tests. */
export const consoleLog: Log = {
  info: () => {},
  warn: (message, fields) => console.warn({ message, ...fields }),
  error: (message, fields) => console.error({ message, ...fields }),
}

/** Name of the deployment in every line and metric: that of its stack, which tells the stage. */
export const serviceName = (): string => process.env.POWERTOOLS_SERVICE_NAME ?? 'license-ledger'
