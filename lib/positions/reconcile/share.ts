/** A product whose quantity titles share, in this order. */
export interface SharedProduct {
  id: string
  quantity: number
  /** Numbers of titles. */
  titles: readonly number[]
}

/**
 * Shares quantities of products among titles. Each title takes what it still needs, in the order given, and the first
 * keeps the rest. Products give in the order of their ids, so that the same needs always get the same.
 * @param needs licenses that titles lack without these products
 * @returns by product, what each title gets
 */
export const share = (
  products: readonly SharedProduct[],
  needs: ReadonlyMap<number, number>,
): Map<string, Map<number, number>> => {
  const open = new Map(needs)
  const given = new Map<string, Map<number, number>>()
  for (const { id, quantity, titles } of [...products].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    let rest = quantity
    const shares = new Map<number, number>()
    for (const title of titles) {
      const need = Math.max(0, open.get(title) ?? 0)
      const taken = Math.min(rest, need)
      open.set(title, need - taken)
      shares.set(title, taken)
      rest -= taken
    }
    const [first] = titles
    if (first !== undefined) shares.set(first, (shares.get(first) ?? 0) + rest)
    given.set(id, shares)
  }
  return given
}
