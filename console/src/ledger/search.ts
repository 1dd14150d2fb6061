const days = new Set(['day', 'since', 'from', 'to'])
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

/**
 * Reads the part of an address behind `?`: what is not text, or no day where one belongs, is left out, so that a mistyped
 * address still opens.
 */
export const searchOf =
  <Name extends string>(...names: readonly Name[]) =>
  (given: Record<string, unknown>): { [name in Name]?: string | undefined } => {
    const read: { [name in Name]?: string | undefined } = {}
    for (const name of names) {
      const value = given[name]
      if (days.has(name) && !isDay(String(value))) continue
      if (typeof value === 'string' && value !== '') read[name] = value
      else if (typeof value === 'number' || typeof value === 'boolean') read[name] = String(value)
    }
    return read
  }
