import { type NamedProduct, productKey } from '../../entitlements/product-key.ts'
import { derivedId } from '../../table/ids.ts'

/** The id of a product follows from its key: the same in every snapshot, whoever reports it. */
export const productIdOf = (product: NamedProduct): string => derivedId('product', productKey(product))
