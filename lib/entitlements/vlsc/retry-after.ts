/** Whoever asks for more is taken at a day, so that a mistake does not stop refreshes for good. */
const longest = 24 * 60 * 60 * 1_000

/** Of the three forms of RFC 9110 the one that may still be sent. */
const httpDate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/**
 * Reads a `Retry-After` header: seconds, or a date.
 * @returns milliseconds from now, at most a day; undefined when there is none that can be read
 */
export const readRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  const text = header?.trim() ?? ''
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : httpDate.test(text)
      ? Date.parse(text) - now.getTime()
      : Number.NaN
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longest)
}
