import { readDataLines } from '../../foundation/files/data-file.ts'
import { publisherKey } from '../names/software-key.ts'
import { Metric } from './recognition.ts'

const metricOf = (text: string | undefined): Metric | undefined => Metric.options.find((metric) => metric === text)

/** families.tsv explains itself. */
const lines = readDataLines(new URL('families.tsv', import.meta.url)).map(
  ({ publisher = '', family, edition, since = '0', metric: named, license }) => {
    const metric = metricOf(named) ?? 'device'
    const key = publisherKey(publisher)
    return { key, family, edition, since: Number(since), metric, license: metricOf(license) ?? metric }
  },
)

const everyDevice: { metric: Metric; license: Metric } = { metric: 'device', license: 'device' }

/** In which unit a product is needed, and what a license is for that does not say its unit. */
export const metricsOf = (
  publisher: string,
  { family, edition, version = '' }: { family: string; edition?: string | undefined; version?: string | undefined },
): { metric: Metric; license: Metric } => {
  const year = Number(/\d{4}/u.exec(version)?.[0] ?? Number.POSITIVE_INFINITY)
  const key = publisherKey(publisher)
  const isIt = (line: (typeof lines)[number]): boolean =>
    line.key === key &&
    line.family === family &&
    (line.edition === undefined || line.edition === edition) &&
    line.since <= year
  return lines.find(isIt) ?? everyDevice
}
