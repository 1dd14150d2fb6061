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

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const metricNamespace = 'LicenseLedger'
/** The only dimension: the field in which every line names its deployment. */
export const metricDimension = 'service'

type Unit = 'Count' | 'Milliseconds'

/**
 * Fields that make CloudWatch count values of a line as metrics (EMF).
 * @param metrics value and unit by name of the metric
 */
export const measured = (metrics: Record<string, { value: number; unit: Unit }>, now = Date.now()): Fields => ({
  ...Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value])),
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: metricNamespace,
        Dimensions: [[metricDimension]],
        Metrics: Object.entries(metrics).map(([Name, { unit: Unit }]) => ({ Name, Unit })),
      },
    ],
  },
})

const toStdout = (line: string): void => void process.stdout.write(line)

/**
 * The log of a function behind the API: lines as Powertools' Logger writes them, without the 21 kB that it would add to
 * bundles of which the largest has 22 kB left.
 */
export const jsonLog = (service = serviceName(), write = toStdout): Log => {
  const at =
    (level: string): Log['info'] =>
    (message, fields) =>
      write(`${JSON.stringify({ level, message, timestamp: new Date(), service, ...fields })}\n`)
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}
