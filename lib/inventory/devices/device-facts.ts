import * as z from 'zod'
import { deviceFactsKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'

export const maximumProducts = 100

const FactProduct = z.object({
  publisher: z.string(),
  product: z.string(),
  /** Empty: not known. */
  edition: z.string(),
  /** Of its name of software. */
  hash: z.string(),
})

const factsShape = {
  cores: z.number().optional(),
  processors: z.number().optional(),
  isVirtual: z.boolean().optional(),
  products: z.array(FactProduct),
}

/** What files of facts say of a device, which may not have reported yet. */
export const StoredFacts = z.object({
  /** Packed key of the device. */
  sk: z.string(),
  id: z.string(),
  ...factsShape,
  /** The import that wrote it last. */
  importId: z.string(),
  version: z.number(),
  updatedAt: z.string(),
})
export type StoredFacts = z.infer<typeof StoredFacts>

/** The name of software that a fact stands for, as if the device had reported it. */
export const nameOfProduct = ({ publisher, product, edition }: Omit<z.infer<typeof FactProduct>, 'hash'>) => {
  const isSaid = ` ${product}`.toLowerCase().endsWith(` ${edition.toLowerCase()}`)
  return { publisher, title: isSaid ? product : `${product} ${edition}` }
}

/** @param keys packed */
export const readFactsOf = async (table: Table, keys: readonly string[]): Promise<Map<string, StoredFacts>> => {
  const items = await table.getMany(keys.map(deviceFactsKey))
  return new Map(items.map((item) => StoredFacts.parse(item)).map((facts) => [facts.sk, facts]))
}
