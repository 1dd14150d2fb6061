import { stringify } from 'csv-stringify/sync'
import type { StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { guardCell } from '../../foundation/files/cells.ts'
import { softwareNameHash } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { readDecisionsOf } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { type FullFile, fillFiles } from './fill-files.ts'

const header = '\ufeffpublisher,title,licensable\r\n'
const limits = { lines: 5_000, bytes: 2 * 1024 * 1024 }
/** Titles that are read at once. */
const batchSize = 200

type Product = Pick<StoredOtherAgreement, 'publisher' | 'productTitle'>

/** What agreements are written against, each once. */
export interface Products {
  add: (product: Product) => void
  all: () => Product[]
}

export const collectProducts = (): Products => {
  const products = new Map<string, Product>()
  return {
    add: ({ publisher, productTitle }) =>
      void products.set(`${publisher}\n${productTitle}`, { publisher, productTitle }),
    all: () => [...products.values()],
  }
}

/** Whether titles need licenses, as managers or else the rules say; in the order asked for. */
const readLicensable = async (table: Table, products: readonly Product[]): Promise<boolean[]> => {
  const names = products.map(({ publisher, productTitle: title }) => ({ publisher, title }))
  const living = await readLiving(table, names)
  const titles = names.map((name) => living.get(titleKey(name)) ?? name)
  const hashOf = ({ publisher, title }: { publisher: string; title: string }) => softwareNameHash(publisher, title)
  const decisions = await readDecisionsOf(
    table,
    titles.flatMap((name) => [
      { kind: 'licensable', subject: titleSubject(name) } as const,
      { kind: 'catalog', subject: hashOf(name) } as const,
    ]),
  )
  return titles.map((name) => {
    const said = [decisions.get('licensable', titleSubject(name)), decisions.get('catalog', hashOf(name))]
    const [last] = said
      .flatMap((decision) => (decision?.value ? [{ at: decision.at, ...decision.value }] : []))
      .sort((one, other) => (one.at < other.at ? 1 : -1))
    return last?.licensable ?? normalize(name).licensable
  })
}

/** Catalog files of products as agreements name them, so that these find them again. */
export async function* catalogFiles(table: Table, products: Products): AsyncGenerator<FullFile> {
  const files = fillFiles(header, limits)
  const all = products.all()
  for (let first = 0; first < all.length; first += batchSize) {
    const some = all.slice(first, first + batchSize)
    const licensable = await readLicensable(table, some)
    for (const [index, { publisher, productTitle }] of some.entries()) {
      const row = [guardCell(publisher), guardCell(productTitle), String(licensable[index] ?? true)]
      yield* files.add([stringify([row], { record_delimiter: 'windows' })])
    }
  }
  yield* files.end()
}
