/**
 * Keeps what is made from something that never changes, such as a table of a snapshot, for as long as that is kept
 * itself.
 */
export const kept = <From extends object, Made>(make: (from: From) => Made): ((from: From) => Made) => {
  const known = new WeakMap<From, { made: Made }>()
  return (from) => {
    const found = known.get(from) ?? { made: make(from) }
    known.set(from, found)
    return found.made
  }
}
