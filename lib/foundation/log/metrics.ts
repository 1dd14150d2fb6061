import type { Fields } from './log.ts'

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
