import { stringify } from 'csv-stringify/sync'
import type { StoredOtherAgreement } from '../agreements/stored-agreement.ts'
import { guardCell } from '../csv/cells.ts'
import { readLiving } from '../software/title-store.ts'
import type { Table } from '../table/table.ts'
import { type FullFile, fillFiles } from './fill-files.ts'

const header = '\ufeffpublisher,title,licensable\r\n'
const limits = { lines: 5_000, bytes: 2 * 1024 * 1024 }
/** Titles that are read at once. */
const batchSize = 200

type Product = Pick<StoredOtherAgreement, 'publisher' | 'productTitle' | 'titleId'>

/** What agreements are written against, each once. */
export interface Products {
  add: (product: Product) => void
  all: () => Product[]
}

export const collectProducts = (): Products => {
  const products = new Map<string, Product>()
  return {
    add: ({ publisher, productTitle, titleId }) =>
      void products.set(`${publisher}\n${productTitle}`, { publisher, productTitle, titleId }),
    all: () => [...products.values()],
  }
}

/** Catalog files of products as agreements name them, so that these find them again. */
export async function* catalogFiles(table: Table, products: Products): AsyncGenerator<FullFile> {
  const files = fillFiles(header, limits)
  const all = products.all()
  for (let first = 0; first < all.length; first += batchSize) {
    const some = all.slice(first, first + batchSize)
    const titles = await readLiving(
      table,
      some.map(({ titleId }) => titleId),
    )
    for (const { publisher, productTitle, titleId } of some) {
      const licensable = titles.get(titleId)?.licensable ?? true
      const row = [guardCell(publisher), guardCell(productTitle), String(licensable)]
      yield* files.add([stringify([row], { record_delimiter: 'windows' })])
    }
  }
  yield* files.end()
}
