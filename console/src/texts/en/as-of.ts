export const text = {
  counting: 'Counting a change that was just made…',
  never: 'Nothing has been counted yet.',
  asOf: (time: string) => `As of ${time}`,
} as const
