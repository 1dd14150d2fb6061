export const text = {
  day: 'As of the end of',
  now: 'Now',
} as const
