/** What a line says beside its message: ids, counts, times. Names, numbers, bodies and tokens stay out of it. */
export type Fields = Readonly<Record<string, unknown>>

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

/** An error as a log may tell it, without what it carries: a refused transaction carries the items in its way. */
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

/** Fields that make CloudWatch count values of a line as metrics (EMF). */
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

/** Lines as Powertools' Logger writes them, without the 21 kB that it adds to a bundle. */
export const jsonLog = (service = serviceName(), write = toStdout): Log => {
  const at =
    (level: string): Log['info'] =>
    (message, fields) =>
      write(`${JSON.stringify({ level, message, timestamp: new Date(), service, ...fields })}\n`)
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}
