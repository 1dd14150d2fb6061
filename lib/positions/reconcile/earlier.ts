import type { Keep } from '../../foundation/collections.ts'
import type { TitleNeeds } from '../families/measure-covered.ts'
import type { ReportedRow } from '../families/read-licenses.ts'
import type { Row, TableName } from '../snapshot/tables.ts'
import type { ProductSum } from './match-products.ts'
import type { Recognized, ResolvedTitles } from './resolve-titles.ts'

/** Work of the current snapshot that need not be done again. Nothing that is concluded depends on it. */
export interface Earlier {
  inputs: Readonly<Partial<Record<TableName, string>>>
  /** Titles by the digest of all that they follow from. */
  titles: Keep<ResolvedTitles>
  /** Reads names by their hashes. */
  recognized: () => Promise<ReadonlyMap<string, Recognized>>
  /** Digest of the lines of managers by which they were recognized. */
  lines: string
  /** Digest of all that positions of families followed from. */
  rights: string
  installed: readonly number[]
  products: readonly ProductSum[]
  /** By the id of a title. */
  needs: ReadonlyMap<string, TitleNeeds>
  families: readonly Row<'families'>[]
  /** Reads a whole table, once. */
  all: <T extends TableName>(table: T) => Promise<readonly Row<T>[]>
  /** Reads of reported rows what licenses and their ends are read from. */
  reported: () => Promise<readonly ReportedRow[]>
  /** Reads the numbers of devices that combinations list. */
  machines: () => Promise<Int32Array>
  /** Reads how many of each license were in use, in the order of their table. */
  uses: () => Promise<readonly Pick<Row<'licenses'>, 'id' | 'used'>[]>
}

export const nothingEarlier: Earlier = {
  inputs: {},
  titles: (_, make) => make(),
  recognized: () => Promise.resolve(new Map()),
  lines: '',
  rights: '',
  installed: [],
  products: [],
  needs: new Map(),
  families: [],
  all: () => Promise.resolve([]),
  reported: () => Promise.resolve([]),
  machines: () => Promise.resolve(new Int32Array()),
  uses: () => Promise.resolve([]),
}
