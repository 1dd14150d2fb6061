/** Reads the part of an address behind `?`: what is not text is left out, so that a mistyped address still opens. */
export const searchOf =
  <Name extends string>(...names: readonly Name[]) =>
  (given: Record<string, unknown>): { [name in Name]?: string | undefined } => {
    const read: { [name in Name]?: string | undefined } = {}
    for (const name of names) {
      const value = given[name]
      if (typeof value === 'string' && value !== '') read[name] = value
      else if (typeof value === 'number' || typeof value === 'boolean') read[name] = String(value)
    }
    return read
  }
