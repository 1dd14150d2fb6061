/** `BENCH=small` runs each part once in small, as CI does: that it runs at all, and nothing about time. */
export const isSmall = process.env.BENCH === 'small'

/** How much a part measures. */
export const amount = (full: number, small: number): number => (isSmall ? small : full)
