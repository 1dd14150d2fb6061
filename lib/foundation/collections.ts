/** A list in pieces of at most so many. */
export const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))

/** Remembers what is made of each name, and makes it once. */
export const remembered = <From, Made extends {}>(
  make: (from: From) => Made,
  nameOf: (from: From) => string = String,
) => {
  const known = new Map<string, Made>()
  return (from: From): Made => {
    const name = nameOf(from)
    const made = known.get(name) ?? make(from)
    known.set(name, made)
    return made
  }
}

type SortKey = string | number

/** Orders texts by code units, numbers by size. */
export const compare = (one: SortKey, other: SortKey): number => (one === other ? 0 : one < other ? -1 : 1)

export const ascendingBy =
  <T>(keyOf: (one: T) => SortKey) =>
  (one: T, other: T): number =>
    compare(keyOf(one), keyOf(other))

/** Orders by the first key that differs. */
export const ascendingByAll =
  <T>(keysOf: (one: T) => readonly SortKey[]) =>
  (one: T, other: T): number => {
    const others = keysOf(other)
    return keysOf(one).reduce<number>((order, key, index) => order || compare(key, others[index] ?? key), 0)
  }

/** A sorted copy. The keys of each are made once, and not at each comparison. */
export const sortedByAll = <T>(all: readonly T[], keysOf: (one: T) => readonly SortKey[]): T[] =>
  all
    .map((one) => ({ one, keys: keysOf(one) }))
    .sort(ascendingByAll(({ keys }) => keys))
    .map(({ one }) => one)

/** Where each of some runs of such lengths begins. */
export const firstsOf = (counts: ArrayLike<number>): Int32Array => {
  let next = 0
  return Int32Array.from(counts, (count) => {
    next += count
    return next - count
  })
}

export const sumOf = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0)

export const sumsBy = <T>(
  all: readonly T[],
  keyOf: (one: T) => string,
  of: (one: T) => number,
): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const one of all) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + of(one))
  return sums
}

/** Returns the value of this name, and makes it unless it is kept. */
export type Keep<T> = (name: string, make: () => Promise<T>) => Promise<T>

/** Keeps the last value only. A value that could not be made is not kept. */
export const keepLast = <T>(): Keep<T> => {
  let last: { name: string; value: T } | undefined
  return async (name, make) => {
    if (last?.name === name) return last.value
    const value = await make()
    last = { name, value }
    return value
  }
}

/** Makes something when it is first asked for. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
