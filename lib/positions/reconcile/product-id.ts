import { derivedId } from '../../foundation/table/ids.ts'
import { type NamedProduct, productKey } from '../../recognition/products/product-key.ts'

/** The id of a product follows from its key: the same in every snapshot, whoever reports it. */
export const productIdOf = (product: NamedProduct): string => derivedId('product', productKey(product))
