export interface Step {
  id: string
  value: number
  /** `whole` begins, `part` is taken away, `rest` is what is left. */
  is: 'whole' | 'part' | 'rest'
}

/** Where the bar of each step begins and ends, as shares of the largest whole. */
export const layoutWaterfall = (steps: readonly Step[]): { start: number; end: number }[] => {
  const scale = Math.max(1, ...steps.filter(({ is }) => is === 'whole').map(({ value }) => value))
  let left = 0
  return steps.map(({ is, value }) => {
    if (is === 'whole') left = value
    const end = is === 'rest' ? value : left
    if (is === 'part') left -= value
    const start = is === 'part' ? left : 0
    return { start: start / scale, end: end / scale }
  })
}
