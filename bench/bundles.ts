import { readdirSync } from 'node:fs'
import { routesByFunction } from '../functions/routes.ts'
import { bundleFunction, bundleModule } from '../infra/bundle.ts'
import type { Row } from './report.ts'

const kibibyte = 1024
const mostBesideSdk = 276 * kibibyte
/** A preview concludes the whole ledger, as the worker does; a quarter of it is the solver. */
const mostOfPreview = 472 * kibibyte
const connector = 'lib/entitlements/graph/run-graph.ts'
const mostOfConnector = 300 * kibibyte
const mostOfAll = 2_000_000

const functionNames = readdirSync(new URL('../functions/', import.meta.url))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('routes.ts'))
  .map((file) => file.replace('.ts', ''))

/** Sizes of all functions as they are deployed, and of a function that only reads an item. */
export const measureBundles = (outdir: string): Row[] => {
  const bare = bundleModule('bench/bare-document-client.ts', `${outdir}/bare`)
  const row = (name: string, bytes: number, most?: number): Row => {
    const more = bytes - bare
    return {
      function: name,
      bytes,
      'more than bare': more,
      'at most': most ?? '',
      met: bytes > mostOfAll || (most !== undefined && more > most) ? 'NO' : 'yes',
    }
  }
  const mostOf = (name: string): number | undefined => {
    if (!(name in routesByFunction)) return undefined
    return name === 'preview' ? mostOfPreview : mostBesideSdk
  }
  return [
    row('a bare DocumentClient', bare),
    ...functionNames.map((name) => row(name, bundleFunction(name, outdir).bytes, mostOf(name))),
    row('work-worker: the connector alone', bundleModule(connector, `${outdir}/connector`), mostOfConnector),
  ]
}
