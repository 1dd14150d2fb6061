/** A product whose quantity titles share, in this order. */
export interface SharedProduct {
  id: string
  quantity: number
  titleIds: readonly string[]
}

/**
 * Shares quantities of products among titles. Each title takes what it still needs, in the order given; what nobody
 * needs stays with the first. Products give in the order of their ids, so that the same needs always share the same.
 * All of a quantity is given, and none of it twice.
 * @param needs licenses that titles lack without these products
 * @returns by product, what each title gets
 */
export const share = (
  products: readonly SharedProduct[],
  needs: ReadonlyMap<string, number>,
): Map<string, Map<string, number>> => {
  const open = new Map(needs)
  const given = new Map<string, Map<string, number>>()
  for (const { id, quantity, titleIds } of [...products].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    let rest = quantity
    const shares = new Map<string, number>()
    for (const titleId of titleIds) {
      const need = Math.max(0, open.get(titleId) ?? 0)
      const taken = Math.min(rest, need)
      open.set(titleId, need - taken)
      shares.set(titleId, taken)
      rest -= taken
    }
    const [first] = titleIds
    if (first !== undefined) shares.set(first, (shares.get(first) ?? 0) + rest)
    given.set(id, shares)
  }
  return given
}
