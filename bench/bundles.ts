import { readdirSync } from 'node:fs'
import { routesByFunction } from '../functions/routes.ts'
import { bundleFunction, bundleModule } from '../infra/bundle.ts'
import type { Row } from './report.ts'

const kibibyte = 1024
const mostBesideSdk = 276 * kibibyte
/** A preview concludes the whole ledger, as the worker does; a quarter of it is the solver. */
const mostOfPreview = 472 * kibibyte
const mostOfAll = 2_000_000

const functionNames = readdirSync(new URL('../functions/', import.meta.url))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('routes.ts'))
  .map((file) => file.replace('.ts', ''))

/** Sizes of all functions as they are deployed, and of a function that only reads an item. */
export const measureBundles = (outdir: string): Row[] => {
  const bare = bundleModule('bench/bare-document-client.ts', `${outdir}/bare`)
  const row = (name: string, bytes: number): Row => {
    const isApi = name in routesByFunction
    const more = bytes - bare
    const most = name === 'preview' ? mostOfPreview : mostBesideSdk
    return {
      function: name,
      bytes,
      'more than bare': more,
      'at most': isApi ? most : '',
      met: bytes > mostOfAll || (isApi && more > most) ? 'NO' : 'yes',
    }
  }
  return [
    row('a bare DocumentClient', bare),
    ...functionNames.map((name) => row(name, bundleFunction(name, outdir).bytes)),
  ]
}
