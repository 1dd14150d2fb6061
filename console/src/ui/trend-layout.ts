export interface Point {
  /** `2026-11-30` */
  date: string
  value: number
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000

/** The next round number: 1, 2 or 5 of some power of ten. */
export const roundUp = (value: number): number => {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power
}

/**
 * Lines in a box of 100 by 100 whose bottom is 0. A value holds until the next one, as positions change by steps.
 * @param points of each line, the earliest first
 */
export const layoutTrend = (lines: readonly (readonly Point[])[]): { top: number; paths: string[] } => {
  const all = lines.flat()
  const days = all.map(({ date }) => dayOf(date))
  const first = Math.min(...days)
  const span = Math.max(1, Math.max(...days) - first)
  const top = roundUp(Math.max(0, ...all.map(({ value }) => value)))
  const path = (points: readonly Point[]): string =>
    points
      .map(({ date, value }, index) => {
        const x = ((dayOf(date) - first) / span) * 100
        const y = 100 - (value / top) * 100
        return index === 0 ? `M${x},${y}` : `H${x}V${y}`
      })
      .join('')
  return { top, paths: lines.map(path) }
}
