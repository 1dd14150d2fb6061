import { readFileSync } from 'node:fs'
import { type DetectedSoftware, normalize } from '../../../lib/recognition/names/normalize.ts'
import type { NamedProduct } from '../../../lib/recognition/products/product-key.ts'

export interface Row {
  product: NamedProduct
  /** As it is displayed when a device has reported it. */
  title: DetectedSoftware
  meets: boolean
  /** Recognition reads both as one product. */
  isOne: boolean
  why: string
}

const lines = readFileSync(new URL('../../data/product-matches.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')

/** test/data/product-matches.tsv */
export const matchTable: readonly Row[] = lines
  .filter((line) => !line.startsWith('#'))
  .slice(1)
  .map((line) => {
    const [productFamily = '', version = '', publisher = '', title = '', verdict, why = ''] = line.split('\t')
    if (verdict !== 'meets' && verdict !== 'one' && verdict !== 'apart') throw new Error(`No verdict in: ${line}`)
    const shown = normalize({ publisher, title })
    return {
      product: { productFamily, version },
      title: { publisher: shown.publisher, title: shown.title },
      meets: verdict === 'meets',
      isOne: verdict !== 'apart',
      why,
    }
  })
